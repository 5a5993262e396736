import { askedWords } from '@orrery/protocol';
import type { PermissionRequestView } from '../../state/wire-types.ts';
import { sha256 } from './sha256.ts';

/**
 * What was on screen when somebody answered, as the hub compares it: counted here from what was rendered, so that nothing
 * which changed on the way is agreed to. What is not whole here can only be refused, and the hub's own count names it.
 */
export function shownDigest(sessionId: string, request: PermissionRequestView): string {
  return request.isWhole ? sha256(askedWords(sessionId, request)) : request.digest;
}
