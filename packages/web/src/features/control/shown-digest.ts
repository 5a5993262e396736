import { askedWords } from '@orrery/protocol';
import type { PermissionRequestView } from '../../state/wire-types.ts';

/**
 * What was on screen when somebody answered, as the hub compares it: counted here from what was rendered, so that nothing
 * which changed on the way is agreed to. What is not whole here can only be refused, and the hub's own count names it.
 */
export async function shownDigest(sessionId: string, request: PermissionRequestView): Promise<string> {
  if (!request.isWhole) return request.digest;
  // Browsers count for https pages and for their own machine only; hubs on a home network are not always that.
  if (!isSecureContext) return (await import('./asked-digest.ts')).askedDigest(sessionId, request);
  const bytes = new TextEncoder().encode(askedWords(sessionId, request));
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
