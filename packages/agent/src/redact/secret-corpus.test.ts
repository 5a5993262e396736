import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { seeded } from '../test/random-text.ts';
import { secretClasses } from '../test/secret-shapes.ts';
import { plant, surroundings } from '../test/secret-surroundings.ts';
import { createRedact } from './redactor.ts';

const redact = createRedact();
const SHAPES = 20;
const LONGEST_REST = 7;

/** The text after redaction, when it stood so many levels deep in a transcript line. */
function throughTranscript(text: string, levels: number): string {
  let line = text;
  for (let level = 0; level < levels; level += 1) line = JSON.stringify({ type: 'user', content: line });
  const bytes = Buffer.from(`${line}\n`);
  const { length } = bytes;
  redact(bytes);
  expect(bytes.length).toBe(length);
  const once = Buffer.from(bytes);
  redact(once);
  expect(once.toString(), 'redacting twice changes nothing').toBe(bytes.toString());
  let after = bytes.toString();
  for (let level = 0; level < levels; level += 1) after = (JSON.parse(after) as { content: string }).content;
  return after;
}

/** A piece of the secret that can still be read, longer than chance. */
function rest(after: string, parts: readonly string[]): string | null {
  for (const part of parts) {
    for (let at = 0; at + LONGEST_REST < part.length; at += 1) {
      const piece = part.slice(at, at + LONGEST_REST + 1);
      if (after.includes(piece)) return piece;
    }
  }
  return null;
}

describe.each(secretClasses.map((one, index) => ({ ...one, index })))('$title', ({ kind, shapes, index }) => {
  it.each(surroundings)('[R9] are overwritten whole in %s, however often it is escaped', (where) => {
    const random = seeded(index * 1000 + surroundings.indexOf(where));
    const left: string[] = [];
    for (let shape = 0; shape < SHAPES; shape += 1) {
      const made = (shapes[shape % shapes.length] as (typeof shapes)[number])(random);
      const { text, parts } = plant(kind, made, where, random);
      const pieces = [1, 2, 3].map((levels) => rest(throughTranscript(text, levels), parts));
      if (pieces.some((piece) => piece !== null)) left.push(`${text} leaves ${pieces.join(', ')}`);
    }
    expect(left).toEqual([]);
  });
});

it('[R9] docs/PRIVACY.md lists exactly these classes', () => {
  const text = readFileSync(new URL('../../../../docs/PRIVACY.md', import.meta.url), 'utf8');
  const listed = [...text.matchAll(/^\| \*\*(.+?)\*\* \|/gm)].map(([, title]) => title);
  expect(listed).toEqual(secretClasses.map(({ title }) => title));
});
