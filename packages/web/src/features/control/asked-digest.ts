import { askedWords } from '@orrery/protocol';
import type { PermissionRequestView } from '../../state/wire-types.ts';
import { sha256 } from './sha256.ts';

/** What the hub calls what a request asks, counted without the help of the browser. */
export const askedDigest = (sessionId: string, request: PermissionRequestView): string =>
  sha256(askedWords(sessionId, request));
