import { createHash } from 'node:crypto';
import type { PushPayload } from '@orrery/protocol';
import type { Notice } from './notice.ts';

/** Small enough for every push service, with room to spare. */
export const MAX_PAYLOAD_BYTES = 3072;

/** A notice older than this helps nobody. */
const TTL_S = 3600;

/**
 * What the browser gets, as bytes; the body is cut until it fits. What would be done comes first, on a line of its own: systems
 * cut notifications at their end. Where that is not all of it, or anything was cut here, nothing offers to approve it.
 */
export function pushPayload({ kind, title, requestId, at, session, answer, ...notice }: Notice): Uint8Array {
  const whole = answer?.body ?? null;
  let body = whole ?? notice.body;
  for (;;) {
    const asked = { requestId, digest: answer?.digest ?? null, isWhole: body === whole };
    const payload: PushPayload = { kind, sessionId: session.id, title, body, ...asked, at };
    const bytes = Buffer.from(JSON.stringify(payload));
    if (bytes.length <= MAX_PAYLOAD_BYTES || body === '') return bytes;
    const kept = [...body].slice(0, Math.floor([...body].length * 0.8) - 1);
    body = kept.length > 0 ? `${kept.join('')}…` : '';
  }
}

/** Headers for the push service, without the proof. A newer notice of a session replaces one that still waits there. */
export function pushHeaders({ kind, session }: Notice): Record<string, string> {
  const isUrgent = kind === 'permission' || kind === 'answer';
  return {
    'content-type': 'application/octet-stream',
    'content-encoding': 'aes128gcm',
    ttl: String(TTL_S),
    urgency: isUrgent ? 'high' : 'normal',
    topic: createHash('sha256').update(session.id).digest('base64url').slice(0, 32),
  };
}
