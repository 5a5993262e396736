import type { Entry } from '@orrery/transcript';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSearchWorld, type SearchWorld, searchAll } from '../test/search-world.ts';

const ALPHABET = [
  'a',
  'B',
  'b',
  'e',
  't',
  ' ',
  ' ',
  '\n',
  '_',
  '(',
  '"',
  '-',
  '/',
  '庫',
  '資',
  'é',
  '😀',
  '.',
];
const words = [
  'useEffect(',
  'err != nil',
  'ECONNREFUSED',
  '資料庫',
  'the',
  '/usr/lib',
  'load_previous',
  'ab',
];
const anyText = fc
  .array(fc.oneof(fc.constantFrom(...ALPHABET), fc.constantFrom(...words)), { maxLength: 60 })
  .map((pieces) => pieces.join(''));

const anyWorld = fc.array(
  fc.record({
    session: fc.nat(3),
    text: anyText,
    at: fc.oneof({ weight: 8, arbitrary: fc.nat(40) }, { weight: 1, arbitrary: fc.constant(null) }),
    next: fc.constantFrom('', '', '', 'seal', 'seal', 'settle', 'sealUnheard', 'delete'),
  }),
  { minLength: 1, maxLength: 40 },
);

const anyTerm = fc.record({
  place: fc.nat(),
  cut: fc.nat(),
  length: fc.integer({ min: 1, max: 14 }),
  mutation: fc.constantFrom('none', 'none', 'none', 'other letter', 'upper case'),
  isPhrase: fc.boolean(),
  isExcluded: fc.nat(4).map((n) => n === 0),
});

describe('searcher', () => {
  it('finds exactly what reading everything finds, whatever is indexed, loose or deleted', () => {
    let found = 0;
    fc.assert(
      fc.property(
        anyWorld,
        fc.array(anyTerm, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 5 }),
        (steps, cuts, limit) => {
          const world = build(steps);
          const terms = cuts.flatMap((cut) => termOf(world, cut));
          fc.pre(terms.some((term) => !term.isExcluded));
          const hits = searchAll(world.searcher, terms.map(written).join(' '), limit).map((hit) => hit.uuid);
          found += hits.length;
          expect([...hits].sort()).toEqual(bruteForce(world, terms).sort());
          expect(world.errors).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
    expect(found).toBeGreaterThan(200);
  });
});

interface Term {
  text: string;
  isPhrase: boolean;
  isExcluded: boolean;
}

function build(steps: { session: number; text: string; at: number | null; next: string }[]): SearchWorld {
  const world = createSearchWorld();
  for (const { session, text, at, next } of steps) {
    world.append(session, text, at);
    if (next === 'seal') world.seal(session);
    if (next === 'sealUnheard') world.seal(session, { isHeard: false });
    if (next === 'settle') world.indexer.settle();
    if (next === 'delete') world.deleteBlock(world.blockIds()[0] ?? 0);
  }
  return world;
}

type Cut = typeof anyTerm extends fc.Arbitrary<infer T> ? T : never;

/** A piece of stored text as a person would look for it; nothing when the piece is only space. */
function termOf(world: SearchWorld, { place, cut, length, mutation, isPhrase, isExcluded }: Cut): Term[] {
  const all = world.entries();
  const characters = [...textOf(all[place % Math.max(1, all.length)]?.entry)];
  const piece = characters.slice(cut % Math.max(1, characters.length)).slice(0, length);
  if (mutation === 'other letter') piece[cut % piece.length] = 'q';
  const cased = mutation === 'upper case' ? piece.map((c) => (c < '\x7f' ? c.toUpperCase() : c)) : piece;
  const text = isPhrase ? cased.join('') : (cased.join('').split(/\s+/u).find(Boolean) ?? '');
  return text === '' ? [] : [{ text, isPhrase: isPhrase || /^["-]/.test(text), isExcluded }];
}

function written({ text, isPhrase, isExcluded }: Term): string {
  const word = isPhrase ? `"${text.replaceAll('"', '\\"')}"` : text;
  // Before anything but a letter or a digit, `-` is text: an excluded term is always quoted here.
  return isExcluded ? `-${isPhrase ? word : `"${text.replaceAll('"', '\\"')}"`}` : word;
}

/** The rules of a query in their plainest form, on strings. */
function bruteForce(world: SearchWorld, terms: readonly Term[]): string[] {
  const fold = (text: string): string => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  return world
    .entries()
    .filter(({ entry }) => {
      const text = fold(`${textOf(entry)}\n`);
      return terms.every((term) => text.includes(fold(term.text)) !== term.isExcluded);
    })
    .map(({ entry }) => entry.uuid);
}

function textOf(entry: Entry | undefined): string {
  const part = entry?.parts[0];
  return part?.type === 'text' ? part.text : '';
}
