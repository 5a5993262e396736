import { hostileTexts } from '@orrery/transcript/test/hostile-texts';
import { describe, expect, it } from 'vitest';
import { beginningOf, blocksOf, MOST_BLOCK_SIGNS, MOST_PIECE_SIGNS, piecesOf } from './pieces.ts';

const SIZE = 100_000;
const more = {
  'stars and lines': (size: number) => '*_'.repeat(size / 2),
  'only backslashes': (size: number) => '\\'.repeat(size),
  'letters that join': (size: number) => 'ب'.repeat(size),
  'joined emoji': (size: number) => '👩\u200d'.repeat(size / 3),
  'words of a language without spaces': (size: number) => '修复了这个问题。'.repeat(size / 8),
};

describe.each(Object.entries({ ...hostileTexts, ...more }))('the layout of %s', (_, make) => {
  const text = make(SIZE);

  it('[WC23] has pieces of bounded length, which are the text', () => {
    const pieces = piecesOf(text);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(MOST_PIECE_SIGNS);
    expect(pieces.length).toBeLessThan(4 + (3 * SIZE) / MOST_PIECE_SIGNS);
    expect(pieces.join('') === text).toBe(true);
  });

  it('[WC23] has blocks of bounded length and height, which are the text', () => {
    const blocks = blocksOf(text);
    expect(Math.max(...blocks.map(({ length }) => length))).toBeLessThanOrEqual(MOST_BLOCK_SIGNS);
    expect(Math.max(...blocks.map((block) => block.split('\n').length - 1))).toBeLessThanOrEqual(100);
    expect(blocks.join('') === text).toBe(true);
  });
});

it('[WC23] cuts behind white space and line ends, and through no sign', () => {
  const words = 'one two three '.repeat(100);
  expect(
    piecesOf(words)
      .slice(0, -1)
      .every((piece) => piece.endsWith(' ')),
  ).toBe(true);
  const rows = 'a line of words\n'.repeat(1_000);
  expect(blocksOf(rows).every((block) => block.endsWith('\n'))).toBe(true);
  for (const sign of ['👩', 'é'.normalize('NFD'), '👍🏽', '👩\u200d👩\u200d👧'])
    for (const piece of piecesOf(`a${sign.repeat(2_000)}`))
      expect(piece.replaceAll(sign, '')).toMatch(/^a?$/);
});

it('[WC23] leaves a text that is short as it is', () => {
  expect(piecesOf('')).toEqual(['']);
  expect(piecesOf('short *_*_')).toEqual(['short *_*_']);
  expect(blocksOf('a\nb\n')).toEqual(['a\nb\n']);
});

it('[WC23] shows whole lines of a beginning', () => {
  expect(beginningOf('abc\ndef\nghi', 9)).toBe('abc\ndef');
  expect(beginningOf('a'.repeat(20), 9)).toBe('a'.repeat(9));
  expect(beginningOf('abc', 9)).toBe('abc');
});
