import type { PushPayload } from '@orrery/protocol';

/** Written out: the worker is one file and shares no code with the page; the compiler holds it to the protocol. */
const kinds: readonly string[] = [
  'permission',
  'answer',
  'looping',
  'burning',
  'stuck',
  'erroring',
  'contextFull',
  'waitingLong',
  'crashed',
] satisfies readonly PushPayload['kind'][];

/**
 * Reads what the hub pushed; null when it is something else. By hand: the schema library would make the worker, which
 * starts for every push, forty times as large.
 */
export function parsePushPayload(text: string): PushPayload | null {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof raw !== 'object' || raw === null) return null;
  const { kind, sessionId, title, body, requestId, digest, isWhole, at } = raw as Record<string, unknown>;
  const isText = typeof sessionId === 'string' && typeof title === 'string' && typeof body === 'string';
  if (!isKind(kind) || !isText || typeof at !== 'number') return null;
  if (!isTextOrNull(requestId) || !isTextOrNull(digest) || typeof isWhole !== 'boolean') return null;
  return { kind, sessionId, title, body, requestId, digest, isWhole, at };
}

const isTextOrNull = (value: unknown): value is string | null => value === null || typeof value === 'string';

function isKind(kind: unknown): kind is PushPayload['kind'] {
  return typeof kind === 'string' && kinds.includes(kind);
}

/** What the hub knows of a person's browsers, as far as a new subscription needs it. */
export function readPushSettings(raw: unknown): {
  publicKey: string;
  subscriptions: { label: string; endpoint: string; kinds: unknown }[];
} {
  const { publicKey, subscriptions } = (raw ?? {}) as Record<string, unknown>;
  const list = Array.isArray(subscriptions) ? (subscriptions as Record<string, unknown>[]) : [];
  return {
    publicKey: typeof publicKey === 'string' ? publicKey : '',
    subscriptions: list.map(({ label, endpoint, kinds: chosen }) => ({
      label: String(label),
      endpoint: String(endpoint),
      kinds: chosen,
    })),
  };
}
