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

describe('searcher', () => {
  it('finds exactly what reading everything finds, whatever is indexed, loose or deleted', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyWorld,
        fc.nat(),
        fc.nat(),
        fc.nat(9),
        fc.integer({ min: 1, max: 5 }),
        async (steps, place, cut, mutation, limit) => {
          const world = await build(steps);
          const q = cutQuery(world, place, cut, mutation);
          if (q.trim() === '') return;
          const found = searchAll(world.searcher, q, limit).map((hit) => hit.uuid);
          expect([...found].sort()).toEqual(bruteForce(world, q).sort());
          expect(world.errors).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });
});

async function build(
  steps: { session: number; text: string; at: number | null; next: string }[],
): Promise<SearchWorld> {
  const world = createSearchWorld();
  for (const { session, text, at, next } of steps) {
    world.append(session, text, at);
    if (next === 'seal') world.seal(session);
    if (next === 'sealUnheard') world.seal(session, { isHeard: false });
    if (next === 'settle') await world.indexer.settle();
    if (next === 'delete') world.deleteBlock(world.blockIds()[0] ?? 0);
  }
  return world;
}

function cutQuery(world: SearchWorld, place: number, cut: number, mutation: number): string {
  const all = world.entries();
  const part = all[place % Math.max(1, all.length)]?.entry.parts[0];
  const text = part?.type === 'text' ? part.text.toWellFormed() : '';
  const characters = [...text];
  const from = cut % Math.max(1, characters.length);
  const piece = characters.slice(from, from + 1 + (cut % 12));
  if (mutation === 1) piece[cut % piece.length] = 'q';
  if (mutation === 2) return piece.join('').toUpperCase();
  if (mutation > 5) return `"${piece.join('').replaceAll('"', '\\"')}"`;
  return piece.join('');
}

/** The rules of the query in their plainest form, on strings. */
function bruteForce(world: SearchWorld, q: string): string[] {
  const fold = (text: string): string => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  const isPhrase = q.startsWith('"');
  const terms = isPhrase ? [q.slice(1, -1).replaceAll('\\"', '"')] : q.trim().split(/\s+/u);
  return world
    .entries()
    .filter(({ entry }) => {
      const text = fold(entry.parts[0]?.type === 'text' ? `${entry.parts[0].text}\n` : '');
      return terms.every((term) => term !== '' && text.includes(fold(term)));
    })
    .map(({ entry }) => entry.uuid);
}
