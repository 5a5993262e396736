import { OrreryError } from '@orrery/protocol';
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
  it('[SE1] finds exactly what reading everything finds, whatever is indexed, loose or deleted', () => {
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

  it('[SE2] gives hits newest first, and the newer place first where times are the same', () => {
    fc.assert(
      fc.property(anyWorld, (steps) => {
        const world = build(steps.map((step) => ({ ...step, text: `${step.text} needle` })));
        const order = new Map(
          world.entries().map(({ entry, blockId }) => [entry.uuid, { at: entry.at, blockId }]),
        );
        const hits = searchAll(world.searcher, 'needle', 3).map((hit) => order.get(hit.uuid));
        const timed = hits.filter((hit) => hit?.at !== null);
        for (const [i, hit] of timed.slice(1).entries()) {
          const before = timed[i];
          expect(before?.at ?? 0).toBeGreaterThanOrEqual(hit?.at ?? 0);
          if (before?.at === hit?.at) expect(before?.blockId ?? 0).toBeGreaterThanOrEqual(hit?.blockId ?? 0);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('[SE3] gives each hit once over all pages while newer entries arrive and blocks are sealed, indexed and merged', () => {
    const world = createSearchWorld();
    for (let i = 0; i < 400; i++) {
      world.append(i % 7, `needle ${i}`, 10_000 + i);
      if (i % 5 === 0) world.seal(i % 7);
    }
    const expected = world.entries().map(({ entry }) => entry.uuid);
    const seen: string[] = [];
    let cursor: string | undefined;
    for (let page = 0; ; page++) {
      const result = world.searcher.search({ q: 'needle', limit: 7, cursor });
      seen.push(...result.items.map((hit) => hit.uuid));
      if (result.nextCursor === null) break;
      cursor = result.nextCursor;
      world.append(page % 7, `needle again ${page}`, 20_000 + page);
      if (page % 3 === 0) world.seal(page % 7);
      if (page % 10 === 0) world.indexer.settle();
    }
    expect([...seen].sort()).toEqual([...expected].sort());
    expect(world.segments().length).toBeGreaterThan(0);
  });

  it('[SE4] ends a page early when time is up, says so, and its cursor goes on until all is found', () => {
    let time = 0;
    const world = createSearchWorld({ timeLimitMs: 5, now: () => time++ });
    for (let i = 0; i < 200; i++) {
      world.append(1, i % 40 === 0 ? 'a rare needle' : 'hay', i);
      world.seal(1, { isHeard: i < 100 });
    }
    const found: string[] = [];
    let cursor: string | undefined;
    let incomplete = 0;
    do {
      const page = world.searcher.search({ q: 'ne', limit: 50, cursor });
      found.push(...page.items.map((hit) => hit.uuid));
      if (!page.isComplete) {
        incomplete++;
        expect(page.nextCursor).not.toBeNull();
      }
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(found).toEqual(['1/161', '1/121', '1/81', '1/41', '1/1']);
    expect(incomplete).toBeGreaterThan(10);
  });

  it('[SE5] comes further back with each page even when every block is as new as the others', () => {
    let time = 0;
    const world = createSearchWorld({ timeLimitMs: 1, now: () => time++ });
    for (let i = 0; i < 60; i++) {
      world.append(i, 'needle', 5);
      world.append(i, 'hay', 100);
    }
    expect(searchAll(world.searcher, 'ne', 7)).toHaveLength(60);
  });

  it('[SE6] opens few blocks for a common word and hardly any for a word that is nowhere', () => {
    const world = createSearchWorld();
    for (let i = 0; i < 1_000; i++) {
      world.append(1, `common text of entry ${i} with filler ${(i * 7919) % 1013}`, i);
      if (i % 5 === 4) world.seal(1);
    }
    world.indexer.settle();
    const before = world.payloadReads();
    world.searcher.search({ q: 'common', limit: 10 });
    expect(world.payloadReads() - before).toBeLessThan(8);
    expect(world.searcher.search({ q: 'nowheretobefound', limit: 10 }).items).toEqual([]);
    expect(world.payloadReads() - before).toBeLessThan(12);
  });

  it('[SE7] sees what was appended to an open block since the last query', () => {
    const world = createSearchWorld();
    world.append(1, 'first needle', 1);
    expect(searchAll(world.searcher, 'needle', 5)).toHaveLength(1);
    world.append(1, 'second needle', 1);
    expect(searchAll(world.searcher, 'needle', 5)).toHaveLength(2);
  });

  it('[SE8] says of each hit what a page shows, with the match marked', () => {
    const world = createSearchWorld();
    world.append(3, 'please call useEffect( here', 77);
    expect(world.searcher.search({ q: 'EFFECT(', limit: 5 })).toEqual({
      items: [
        {
          ...{
            sessionId: 'session-3',
            uuid: '3/1',
            seq: 1,
            at: 77,
            role: 'user',
            kind: 'prompt',
            agentId: null,
          },
          ...{ title: 'Title 3', hostId: 'host', project: 'project' },
          snippet: [
            { text: 'please call use', match: false },
            { text: 'Effect(', match: true },
            { text: ' here', match: false },
          ],
        },
      ],
      nextCursor: null,
      tookMs: 0,
      isComplete: true,
    });
  });

  it('[SE9] finds nothing for a query without a word, and refuses a cursor that no search gave', () => {
    const world = createSearchWorld();
    world.append(1, 'text', 1);
    expect(world.searcher.search({ q: '  ""  ', limit: 5 }).items).toEqual([]);
    expect(() => world.searcher.search({ q: 'text', limit: 5, cursor: 'bogus' })).toThrow(OrreryError);
  });

  it('[SE10] finds entries without a time and with times before 1970', () => {
    const world = createSearchWorld();
    world.append(1, 'needle without', null);
    world.append(1, 'needle before', -5_000.5);
    world.append(1, 'needle after', 5_000);
    world.seal(1);
    world.indexer.settle();
    const found = searchAll(world.searcher, 'needle', 1).map((hit) => hit.uuid);
    expect(found[0]).toBe('1/3');
    expect(found.sort()).toEqual(['1/1', '1/2', '1/3']);
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
