import { expect, test } from 'vitest';
import { formatTable, plainText } from './table.ts';

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

test('control characters of foreign text cannot reach the terminal', () => {
  expect(plainText('a\u001b[31mred\u001b[0m\nb\u0007\u009b2J')).toBe('a [31mred [0m b 2J');
});
