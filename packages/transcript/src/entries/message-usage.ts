import type { MessageUsage } from '../usage/token-usage.ts';
import { idOf, numberOf, objectOf, type RawRecord } from './record.ts';
import type { RecordStamp } from './record-stamp.ts';

/** Made by the client itself: errors, old-style interruptions. Not a model, no tokens. */
export const SYNTHETIC_MODEL = '<synthetic>';

/** Clients up to 2.1.42 wrote the usage of `message_start`, whose output count is a handful at most. */
const MAX_START_OUTPUT = 8;

/** Many times what any model takes: a broken count must not drown every total. */
const MAX_TOKENS = 1e9;

/** What an assistant line says of its API message's tokens; null when it says nothing. */
export function readMessageUsage(record: RawRecord, stamp: RecordStamp): MessageUsage | null {
  const message = objectOf(record.message);
  const model = idOf(message.model);
  const usage = objectOf(message.usage);
  const messageId = idOf(message.id) ?? idOf(record.requestId) ?? stamp.uuid;
  if (model === null || model === SYNTHETIC_MODEL || messageId === null || message.usage === undefined)
    return null;
  const written = objectOf(usage.cache_creation);
  const cacheWrite = count(usage.cache_creation_input_tokens);
  const cacheWrite1h = count(written.ephemeral_1h_input_tokens);
  const cacheWrite5m = count(written.ephemeral_5m_input_tokens);
  const output = count(usage.output_tokens);
  return {
    messageId,
    agentId: stamp.agentId,
    model,
    at: stamp.at,
    input: count(usage.input_tokens),
    output,
    cacheRead: count(usage.cache_read_input_tokens),
    // Clients before the split wrote five-minute caches only.
    cacheWrite5m: Math.max(cacheWrite5m, cacheWrite - cacheWrite1h),
    cacheWrite1h,
    isLowerBound:
      record.isAbortedMidStream === true || (message.stop_reason == null && output <= MAX_START_OUTPUT),
  };
}

/** Tokens in the context window that this answer saw. */
export function contextTokensOf(usage: MessageUsage): number {
  return usage.input + usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h;
}

function count(value: unknown): number {
  return Math.min(Math.max(0, numberOf(value) ?? 0), MAX_TOKENS);
}
