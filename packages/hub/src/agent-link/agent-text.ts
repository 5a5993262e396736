import { type AgentUp, agentUpSchema, OrreryError } from '@orrery/protocol';

/** Throws `invalid` for anything but one well-formed message. */
export function parseAgentText(data: unknown): AgentUp {
  let json: unknown;
  try {
    json = JSON.parse(String(data));
  } catch (cause) {
    throw new OrreryError('invalid', 'A text frame is not JSON.', { cause });
  }
  const parsed = agentUpSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new OrreryError('invalid', 'A message does not fit its schema.', { cause: parsed.error });
}
