import { expect, test } from 'vitest';
import { replaceUnseenRuns, writtenWords } from './unseen-signs.ts';

/** Everything that a terminal or reader was led astray by, one of each kind. */
const HOSTILE = [
  0x00, 0x07, 0x08, 0x0d, 0x1b, 0x7f, 0x9b, 0xad, 0x61c, 0x115f, 0x180e, 0x200b, 0x200e, 0x200f, 0x2028,
  0x2029, 0x202a, 0x202e, 0x2060, 0x2066, 0x2069, 0x3164, 0xfeff, 0xffa0, 0xfff9, 0xfffb, 0xe0001, 0xe0041,
  0xe0100,
].map((code) => String.fromCodePoint(code));

test.each(HOSTILE.map((sign) => [sign.codePointAt(0)?.toString(16), sign]))(
  '[PR9] U+%s is left out of a line and of what a client is told',
  (_, sign) => {
    expect(replaceUnseenRuns(`a${sign}${sign}b`, ' ')).toBe('a b');
    expect(writtenWords(`a${sign}b`)).toBe('ab');
  },
);

test('[PR9] what a person writes stays: lines, tabs, words of every script, emoji', () => {
  for (const text of [
    'one\n\ttwo',
    '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645',
    '\u{1f468}\u200d\u{1f469}\u200d\u{1f467} \u2764\ufe0f',
    '中文',
  ])
    expect(writtenWords(text)).toBe(text);
  expect(writtenWords('one\r\ntwo')).toBe('one\ntwo');
});
