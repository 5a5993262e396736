import { type AgentUp, agentUpSchema, greetingSchema, OrreryError, parseWireJson } from '@orrery/protocol';
import * as z from 'zod';
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
  throw new OrreryError('invalid', `${unfitWords(json, parsed.error)} Update the agent of this machine.`, {
    cause: parsed.error,
  });
}

const typeSchema = z.object({
  type: z
    .string()
    .max(64)
    .regex(/^[a-zA-Z]+$/),
});

/** Which field of what, without any value: it goes into logs. */
function unfitWords(json: unknown, error: z.core.$ZodError): string {
  const said = typeSchema.safeParse(json);
  const what = said.success ? `A message of the kind ${said.data.type}` : 'A message without a kind';
  // Keys of the agent's own choice are values too.
  const path = error.issues[0]?.path.map((part) => (/^\w{1,32}$/.test(String(part)) ? String(part) : '?'));
  const field = path === undefined || path.length === 0 ? 'as a whole' : `in its field ${path.join('.')}`;
  return `${what} is not understood ${field}.`;
}
