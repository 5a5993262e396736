import { describe, expect, it } from 'vitest';
import { withTurnsNamed, withUnseenNamed } from './visible-text.ts';

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

  it('of code names only what turns: output is full of other control signs', () => {
    expect(withTurnsNamed('\u001b[32mok\u001b[0m \u202etxt.exe')).toBe(
      '\u001b[32mok\u001b[0m ‹U+202E›txt.exe',
    );
  });
});
