import { type AgentUp, agentUpSchema, greetingSchema, OrreryError, parseWireJson } from '@orrery/protocol';
import { checkVersion } from './handshake.ts';

/** A document at its cap, with every character escaped, and some air. */
const MAX_TEXT_BYTES = 4 * 1024 * 1024;

/** Throws `invalid` or `tooLarge` for anything but one well-formed message. */
export function parseAgentText(text: string): AgentUp {
  return parseMessage(parseJson(text));
}

/**
 * The first message, of whoever connects. The version is looked at before anything else, so that an agent of any age is
 * told what to update. Throws `unsupportedVersion` too.
 */
export function parseFirstText(text: string): AgentUp {
  const json = parseJson(text);
  const greeting = greetingSchema.safeParse(json);
  if (greeting.success) checkVersion(greeting.data.protocol);
  return parseMessage(json);
}

function parseJson(text: string): unknown {
  if (text.length > MAX_TEXT_BYTES) throw new OrreryError('tooLarge', 'A text frame is over its limit.');
  return parseWireJson(text);
}

function parseMessage(json: unknown): AgentUp {
  const parsed = agentUpSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new OrreryError('invalid', 'A message does not fit its schema.', { cause: parsed.error });
}
