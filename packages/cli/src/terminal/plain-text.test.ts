import { expect, test } from 'vitest';
import { plainText, printable } from './plain-text.ts';
import { formatTable } from './table.ts';
import { printJson, type Terminal } from './terminal.ts';

const HOSTILE =
  '\u061c\u00ad\u200c\u200d\u180e\u{e0041}\ufff9\u3164\u001b]0;owned\u0007\u009b2J\u001b[31mred\r\u202egpj.exe\u2066\u200b';
const OBEYED = /(?![\n\t])[\p{Cc}\p{Cf}\u2028\u2029\u3164]/u;

test('nothing that a terminal obeys comes through any cell of a table, the header included', () => {
  const table = formatTable([HOSTILE, 'B'], [[HOSTILE, HOSTILE]], null);
  expect(table).not.toMatch(OBEYED);
  expect(table.split('\n')).toHaveLength(2);
});

test('whatever a command prints is cleaned, but for line ends, tabs and our own bold', () => {
  expect(printable(`a\tb\n\u001b[1mhit\u001b[0m ${HOSTILE}`)).toBe(
    'a\tb\n\u001b[1mhit\u001b[0m ]0;owned2J[31mredgpj.exe',
  );
});

test('printed JSON says the same text without a single sign that a terminal obeys', () => {
  const printed: string[] = [];
  const terminal = { out: (text: string) => printed.push(text) } as unknown as Terminal;
  printJson(terminal, { title: HOSTILE });
  expect(printed.join('')).not.toMatch(OBEYED);
  expect(JSON.parse(printed.join(''))).toEqual({ title: HOSTILE });
});

test('a single line keeps its words apart', () => {
  expect(plainText('one\ntwo\u0007three')).toBe('one two three');
});
