import { MAX_JSON_DEPTH } from '@orrery/transcript/json-bounds';
import * as z from 'zod';

// The schema language of the wire: what this file does not offer cannot be written in a message. All that can grow takes
// its bound as an argument, so a field without one does not compile.
export type { infer, ZodType } from 'zod';
export { boolean, discriminatedUnion, enum, literal, object, tuple } from 'zod';

/** A string of `max` characters at most; `words` are for somebody who sends none. */
export const text = (max: number, words?: string) => z.string(words).max(max);

/** A string of exactly that many characters. */
export const textOf = (length: number) => z.string().length(length);

/** An absolute URL. */
export const url = (max: number, options: { protocol?: RegExp } = {}) => z.url(options).max(max);

/** An e-mail address. */
export const email = (max: number) => z.email().max(max);

/** A list of `most` items at most. */
export const list = <T extends z.ZodType>(item: T, most: number) => z.array(item).max(most);

/** A filter of a query that may be given several times. */
export const oneOrMany = <T extends z.ZodType>(item: T, most: number) =>
  z.preprocess(
    (value) => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(item).max(most).optional(),
  );

/** An object with keys of somebody else's choice. */
export const dictionary = <T extends z.ZodType>(
  value: T,
  { keyChars, most }: { keyChars: number; most: number },
) =>
  z
    .record(z.string().max(keyChars), value)
    .refine((record) => Object.keys(record).length <= most, { error: `has more than ${most} keys` })
    .meta({ budget: most });

/** A whole number between two bounds, both included. */
export const whole = (least: number, most: number) => z.number().int().min(least).max(most);

/** The same from a query's text. */
export const queryWhole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** How many: a whole number from 0. */
export const count = () => whole(0, Number.MAX_SAFE_INTEGER);

/** Sums of tokens, bytes, milliseconds: no more than anything real adds up to, and finite. */
const MOST = 1e18;

/** How much: a number from 0. */
export const amount = () => z.number().min(0).max(MOST);

/** A number between two bounds. */
export const between = (least: number, most: number) => z.number().min(least).max(most);

/** A difference: negative where two clocks disagree. */
export const difference = () => between(-MOST, MOST);

/** The last moment that a date can name, and the first. */
const LAST_MS = 8.64e15;

/** Milliseconds since the epoch. */
export const instant = () => between(-LAST_MS, LAST_MS);

/**
 * A value of any form, of which `budget` bounds the characters and the number of values together. Values inside are
 * counted without recursion.
 */
export const json = (budget: number) =>
  z
    .unknown()
    .refine((value) => fitsBudget(value, budget), { error: 'is too large or nested too deeply' })
    .meta({ budget });

function fitsBudget(value: unknown, budget: number): boolean {
  let left = budget;
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_JSON_DEPTH) return false;
    const below: unknown[] = [];
    for (const item of level) {
      left -= typeof item === 'string' ? item.length : 1;
      if (left < 0) return false;
      if (typeof item !== 'object' || item === null) continue;
      for (const [key, inner] of Object.entries(item)) {
        left -= Array.isArray(item) ? 0 : key.length;
        below.push(inner);
      }
      if (below.length > left) return false;
    }
    level = below;
  }
  return true;
}
