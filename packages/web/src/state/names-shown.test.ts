import {
  apiKeySchema,
  auditPageSchema,
  entriesPageSchema,
  healthSchema,
  hostsSchema,
  joinTokenSchema,
  liveDownSchema,
  meSchema,
  pushSettingsSchema,
  resumeSchema,
  searchPageSchema,
  sessionsPageSchema,
  webhookSchema,
} from '@orrery/protocol';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { withNamesShown } from './names-shown.ts';

const HOSTILE = 'a\u202eb\u200b';
type Json = Record<string, unknown>;

/** A value of a schema with the hostile text wherever the schema takes any text, one for each of its alternatives. */
function samples(schema: Json, definitions: Json): unknown[] {
  const { $ref, anyOf, oneOf, type, properties, items, additionalProperties } = schema;
  if (typeof $ref === 'string')
    return samples(definitions[$ref.split('/').at(-1) ?? ''] as Json, definitions);
  const alternatives = (anyOf ?? oneOf) as Json[] | undefined;
  if (alternatives !== undefined) return alternatives.flatMap((each) => samples(each, definitions));
  if ('const' in schema || 'enum' in schema) return ['named by us'];
  if (type === 'string' || Object.keys(schema).length === 0) return [HOSTILE];
  if (type === 'array') {
    const kinds = [
      ...((schema.prefixItems ?? []) as Json[]),
      ...(typeof items === 'object' ? [items as Json] : []),
    ];
    return [kinds.flatMap((kind) => samples(kind, definitions))];
  }
  if (type !== 'object') return [0];
  const fields = Object.entries((properties ?? {}) as Record<string, Json>);
  if (typeof additionalProperties === 'object') fields.push(['entry', additionalProperties as Json]);
  const parts = fields.map(([name, field]) => [name, samples(field, definitions)] as const);
  const most = Math.max(1, ...parts.map(([, values]) => values.length));
  return Array.from({ length: most }, (_, index) =>
    Object.fromEntries(parts.map(([name, values]) => [name, values[Math.min(index, values.length - 1)]])),
  );
}

/** Where a value still holds the hostile text. */
function rawPaths(value: unknown, path: string): string[] {
  if (typeof value === 'string') return value === HOSTILE ? [path] : [];
  if (Array.isArray(value)) return value.flatMap((item) => rawPaths(item, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, field]) => rawPaths(field, `${path}.${name}`));
}

it('[WC21] no name, title, branch, path or reason of anything that the hub tells turns or hides what is around it', () => {
  const told = {
    apiKeySchema,
    auditPageSchema,
    entriesPageSchema,
    healthSchema,
    hostsSchema,
    joinTokenSchema,
    liveDownSchema,
    meSchema,
    pushSettingsSchema,
    resumeSchema,
    searchPageSchema,
    sessionsPageSchema,
    webhookSchema,
  };
  const raw = new Set<string>();
  let fields = 0;
  for (const schema of Object.values(told)) {
    const json = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }) as Json;
    for (const sample of samples(json, (json.$defs ?? {}) as Json)) {
      fields += rawPaths(sample, '').length;
      for (const path of rawPaths(withNamesShown(structuredClone(sample)), '')) raw.add(path);
    }
  }
  expect(fields).toBeGreaterThan(150);
  // A new field of which the page keeps every sign needs a reason: an id, something that is run, or a text whose view names them.
  const reasons =
    /(?:^|\.)(?:id|uuid|digest|\w+(?:Id|Uuid|Cursor)|argv\[\]|command|requests\[\]\..*|parts\[\]\.(?:text|input))$/;
  expect([...raw].filter((path) => !reasons.test(path))).toEqual([]);
  expect([...raw].some((path) => path.endsWith('requests[].tool'))).toBe(true);
});

it('[WC21] names the signs and keeps everything else', () => {
  const told = { id: HOSTILE, title: HOSTILE, count: 1, list: [{ name: 'שלום', emoji: '👩‍💻' }], none: null };
  expect(withNamesShown(told)).toEqual({
    ...{ id: HOSTILE, title: 'a‹U+202E›b‹U+200B›', count: 1, none: null },
    list: [{ name: 'שלום', emoji: '👩‍💻' }],
  });
});
