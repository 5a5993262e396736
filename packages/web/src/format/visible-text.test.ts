import { describe, expect, it } from 'vitest';
import { beginningToName, withTurnsNamed, withUnseenNamed } from './visible-text.ts';

describe('text to say yes to', () => {
  it('[WC12] names what turns, hides or ends a line in silence', () => {
    expect(withUnseenNamed('a\u202eb\u2066c\u200bd\re\u001bf\ufeffg\u{e0041}')).toBe(
      'a‹U+202E›b‹U+2066›c‹U+200B›d‹U+000D›e‹U+001B›f‹U+FEFF›g‹U+E0041›',
    );
  });

  it('[WC12] leaves lines, tabs, other scripts and emoji as they are', () => {
    const text = 'a\n\tb إصلاح 修复 👩‍👩‍👧‍👦 é';
    expect(withUnseenNamed(text)).toBe(text);
  });

  it('[WC21] of messages and code names what turns and what steers a terminal; lines stay as they are', () => {
    expect(withTurnsNamed('\u001b[32mok\u0007\0\u009b \u202etxt.exe')).toBe(
      '‹U+001B›[32mok‹U+0007›‹U+0000›‹U+009B› ‹U+202E›txt.exe',
    );
    expect(withTurnsNamed('a\r\n\tb\u00ad\n')).toBe('a\r\n\tb\u00ad\n');
    expect(withTurnsNamed('all is well\rrm -rf ~')).toBe('all is well‹U+000D›rm -rf ~');
  });

  it('[WC23] names marks that pile up on one letter', () => {
    const pile = `a${'\u0301'.repeat(40)}b`;
    for (const look of [withTurnsNamed, withUnseenNamed])
      expect(look(pile)).toBe(`a${'\u0301'.repeat(30)}${'‹U+0301›'.repeat(10)}b`);
    expect(withTurnsNamed('ค้ำ ญี่ปุ่น é'.normalize('NFD'))).toBe('ค้ำ ญี่ปุ่น é'.normalize('NFD'));
  });

  it('[WC23] takes less of a text whose signs grow when they are named', () => {
    for (const text of ['\u001b'.repeat(5_000), `a${'\u0301'.repeat(5_000)}`, '\u202e\n'.repeat(2_000)]) {
      const beginning = beginningToName(text, 1_000);
      expect(beginning.length).toBeGreaterThan(50);
      expect(withTurnsNamed(beginning).length).toBeLessThanOrEqual(1_000);
    }
    expect(beginningToName('a\nb', 1_000)).toBe('a\nb');
  });
});
