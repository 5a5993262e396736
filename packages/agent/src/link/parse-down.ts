import { type AgentDown, agentDownSchema, OrreryError, parseWireJson } from '@orrery/protocol';

/**
 * One message of the hub. With `mayBeNew`, null for a type that this version does not know: a newer hub may send one, but
 * only once it is linked. Throws `invalid`.
 */
export function parseDown(
  text: string,
  { mayBeNew, maxValues }: { mayBeNew: boolean; maxValues?: number | undefined },
): AgentDown | null {
  const json = parseWireJson(text, maxValues);
  const parsed = agentDownSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const type = typeOf(json);
  const isKnownType = agentDownSchema.options.some((option) => option.shape.type.value === type);
  if (mayBeNew && typeof type === 'string' && !isKnownType) return null;
  throw new OrreryError('invalid', 'The hub sent a message that this agent does not know.', {
    cause: parsed.error,
  });
}

function typeOf(json: unknown): unknown {
  return typeof json === 'object' && json !== null && 'type' in json ? json.type : undefined;
}
