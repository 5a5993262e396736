import { expect, test } from 'vitest';
import { formatTable } from './table.ts';

test('columns line up, wide characters included, and nothing trails', () => {
  expect(
    formatTable(
      ['A', 'B'],
      [
        ['日本', 'x'],
        ['abcdef', ''],
      ],
      null,
    ),
  ).toBe('A       B\n日本    x\nabcdef');
});

test('a row is cut at the edge of the terminal, never through a wide character', () => {
  expect(formatTable(['H'], [['abcdefghij'], ['日本語日本語']], 6)).toBe('H\nabcde…\n日本…');
});
