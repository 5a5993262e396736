import { type AgentUp, agentUpSchema } from '@orrery/protocol';
import { expect, it } from 'vitest';
import type * as z from 'zod';
import { redactMessage } from './redact-message.ts';
import { createRedact } from './redactor.ts';

const SECRET = `ghp_${'aB3dE5fG7hJ9kL1mN0pQ2rS4tU6vW8xY1z2A'}`;

/** A value of the schema's shape with the secret wherever a string may stand. */
function planted(schema: z.core.$ZodType): unknown {
  const { def } = schema._zod as unknown as { def: Record<string, unknown> & { type: string } };
  switch (def.type) {
    case 'string':
    case 'unknown':
      return SECRET;
    case 'object':
      return Object.fromEntries(
        Object.entries(def.shape as Record<string, z.core.$ZodType>).map(([name, field]) => [
          name,
          planted(field),
        ]),
      );
    case 'array':
      return [planted(def.element as z.core.$ZodType)];
    case 'record':
      return { key: planted(def.valueType as z.core.$ZodType) };
    case 'union':
      return planted((def.options as z.core.$ZodType[])[0] as z.core.$ZodType);
    case 'literal':
      return (def.values as unknown[])[0];
    case 'enum':
      return Object.values(def.entries as Record<string, string>)[0];
    case 'number':
      return 1;
    case 'boolean':
      return true;
    default:
      if (def.innerType === undefined) throw new Error(`This test does not know ${def.type} yet.`);
      return planted(def.innerType as z.core.$ZodType);
  }
}

/** Names of the fields that still hold the secret. */
function namesWithSecret(value: unknown, name: string): string[] {
  if (typeof value === 'string') return value.includes(SECRET) ? [name] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    namesWithSecret(item, Array.isArray(value) ? name : key),
  );
}

const messages = agentUpSchema.options.map((schema) => planted(schema) as AgentUp);

const withTexts = messages.filter((message) => namesWithSecret(message, '').length > 0);

it('[R11] only a sign of life has no text', () => {
  expect(messages.filter((message) => !withTexts.includes(message)).map(({ type }) => type)).toEqual([
    'alive',
  ]);
});

it.each(withTexts.map((message) => [message.type, message] as const))(
  '[R11] a %s keeps its identities and loses a secret in every other text',
  (_, message) => {
    const identities = ['root', 'path', 'sha256', 'id', 'sessionId', 'agentId'];
    const handshake = ['publicKey', 'ephemeralKey', 'machine', 'runId', 'signature', 'joinSecret'];
    const left = namesWithSecret(redactMessage(message, createRedact()), '');
    expect(left.filter((name) => !identities.includes(name) && !handshake.includes(name))).toEqual([]);
  },
);

it('[R11] a message without a secret is the same', () => {
  const message: AgentUp = { type: 'commandResult', id: 'c1', outcome: 'done', message: 'Allowed.' };
  expect(redactMessage(message, createRedact())).toEqual(message);
});
