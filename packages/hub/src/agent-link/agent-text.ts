import { type AgentUp, agentUpSchema, OrreryError } from '@orrery/protocol';

/** A document at its cap, with every character escaped, and some air. */
const MAX_TEXT_BYTES = 4 * 1024 * 1024;

/** Throws `invalid` or `tooLarge` for anything but one well-formed message. */
export function parseAgentText(data: unknown): AgentUp {
  const text = String(data);
  if (text.length > MAX_TEXT_BYTES) throw new OrreryError('tooLarge', 'A text frame is over its limit.');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new OrreryError('invalid', 'A text frame is not JSON.', { cause });
  }
  const parsed = agentUpSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new OrreryError('invalid', 'A message does not fit its schema.', { cause: parsed.error });
}
