/** Signs that turn the direction of what follows, and such as are not seen: a reader would see another text than the one that is run. */
const HIDING =
  /[\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\u{e0000}-\u{e007f}]/gu;

/** Those, and what is not seen at all. Joiners stay: emoji and many scripts are made with them. */
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is these that are looked for
  /[\0-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2028\u2029\u2060-\u206f\u3164\ufeff\uffa0\u{e0000}-\u{e007f}]/gu;

const named = (sign: string) =>
  `‹U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`;

/** Text of which a person must see every sign before saying yes to it. */
export function withUnseenNamed(text: string): string {
  return text.replace(UNSEEN, named);
}

/**
 * A longer text or code as it is, in the order in which it is there, with what hides in it named. Its control signs (ends of
 * lines, colours of terminals) and soft hyphens stay as they are: they are no way to hide words.
 */
export function withTurnsNamed(text: string): string {
  return text.replace(HIDING, named);
}
