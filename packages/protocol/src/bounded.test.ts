import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from './bounded.ts';
import * as protocol from './index.ts';
import { unboundedParts } from './test/unbounded-parts.ts';

const schemas = Object.entries(protocol).filter(([name]) => name.endsWith('Schema'));

test('[PR10] every exported schema bounds its strings, lists, records, numbers and free values', () => {
  expect(schemas.length).toBeGreaterThan(60);
  const unbounded = schemas.flatMap(([name, schema]) => unboundedParts(schema, name));
  expect(unbounded).toEqual([]);
});

test('[PR10] the walk sees each kind of part without a bound', async () => {
  const bare = await import('zod');
  const open = bare.object({
    text: bare.string(),
    list: bare.array(z.text(3)).optional(),
    inner: bare.object({ number: bare.number().nullable() }),
    record: bare.record(z.text(3), z.text(3)),
    free: bare.unknown(),
    either: bare.union([z.text(3), bare.string().min(2)]).default(''),
  });
  expect(unboundedParts(open, 'open')).toEqual([
    'open.text: string without a largest length',
    'open.list: list without a largest length',
    'open.inner.number: number without both bounds',
    'open.record: record without a largest number of keys',
    'open.free: free value without a budget',
    'open.either|1: string without a largest length',
  ]);
});

test('[PR10] schemas are made of bounded parts only: nothing but bounded.ts knows the library', () => {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  const offenders = sources.filter((file) => {
    if (file === 'bounded.ts' || file.startsWith('test')) return false;
    return /from 'zod'/.test(readFileSync(join(import.meta.dirname, file), 'utf8'));
  });
  expect(offenders).toEqual([]);
});

describe('bounds', () => {
  test('[PR10] a record is refused for too many keys, a key or a value too long', () => {
    const answers = z.dictionary(z.text(3), { keyChars: 2, most: 2 });
    expect(answers.safeParse({ a: 'x', b: 'y' }).success).toBe(true);
    for (const wrong of [{ abc: 'x' }, { a: 'long' }, { a: '', b: '', c: '' }]) {
      expect(answers.safeParse(wrong).success).toBe(false);
    }
  });

  test('[PR11] a free value is refused for its size or its depth, without recursion', () => {
    const small = z.json(100);
    expect(small.safeParse({ a: [1, 'two', null] }).success).toBe(true);
    expect(small.safeParse('x'.repeat(101)).success).toBe(false);
    expect(small.safeParse(Array.from({ length: 101 }, () => 0)).success).toBe(false);
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level++) deep = [deep];
    expect(z.json(1_000_000).safeParse(deep).success).toBe(false);
  });

  test('[PR8] what may come once or several times has a largest number too', () => {
    const hosts = z.oneOrMany(z.text(3), 2);
    expect(hosts.parse('a')).toEqual(['a']);
    expect(hosts.safeParse(['a', 'b', 'c']).success).toBe(false);
  });
});
