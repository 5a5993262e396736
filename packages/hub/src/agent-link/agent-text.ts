import { type AgentUp, agentUpSchema, OrreryError, parseWireJson } from '@orrery/protocol';

/** A document at its cap, with every character escaped, and some air. */
const MAX_TEXT_BYTES = 4 * 1024 * 1024;

/** Throws `invalid` or `tooLarge` for anything but one well-formed message. */
export function parseAgentText(data: unknown): AgentUp {
  if (byteLengthOf(data) > MAX_TEXT_BYTES) {
    throw new OrreryError('tooLarge', 'A text frame is over its limit.');
  }
  const parsed = agentUpSchema.safeParse(parseWireJson(String(data)));
  if (parsed.success) return parsed.data;
  throw new OrreryError('invalid', 'A message does not fit its schema.', { cause: parsed.error });
}

/** Bytes of what a socket received. */
export function byteLengthOf(data: unknown): number {
  if (typeof data === 'string') return Buffer.byteLength(data);
  return ArrayBuffer.isView(data) || data instanceof ArrayBuffer ? data.byteLength : 0;
}
