import {
  afterCharacter,
  BACKSLASH,
  BACKTICK,
  characterAt,
  countBackslashes,
  DOUBLE_QUOTE,
  NEWLINE,
  SINGLE_QUOTE,
  SPACE,
} from './escapes.ts';

/** A value as it stands in the text: its bytes, and what it says without escapes. */
export interface FoundValue {
  start: number;
  end: number;
  text: string;
  isQuoted: boolean;
}

const MAX_VALUE_BYTES = 4096;
const TAB = 9;
const LESS = 60;
const SLASH = 47;

/** The value that begins at `at`: all that is in quotes, else up to a blank, a quote, a line end or a closing tag. */
export function readValue(bytes: Uint8Array, at: number): FoundValue | null {
  if (isQuote(characterAt(bytes, at)))
    return readQuoted(bytes, at) ?? readBare(bytes, afterCharacter(bytes, at));
  return readBare(bytes, at);
}

/** Whether the character is one of the three quotes. */
export function isQuote(character: number): boolean {
  return character === DOUBLE_QUOTE || character === SINGLE_QUOTE || character === BACKTICK;
}

/** Null where the quotes are not closed: the line, or the JSON string around it, ends before. */
function readQuoted(bytes: Uint8Array, open: number): FoundValue | null {
  const quote = characterAt(bytes, open);
  const depth = countBackslashes(bytes, open);
  const start = afterCharacter(bytes, open);
  let text = '';
  for (let at = start; at < Math.min(bytes.length, start + MAX_VALUE_BYTES); at = afterCharacter(bytes, at)) {
    const character = characterAt(bytes, at);
    if (character === NEWLINE) return null;
    if (isQuote(character)) {
      const slashes = countBackslashes(bytes, at);
      const verdict = judgeQuote(slashes, depth);
      if (character === quote && verdict === 'closes') {
        return { start, end: at + (slashes - depth), text, isQuoted: true };
      }
      // A bare double quote ends the JSON string that all this stands in.
      if (character === DOUBLE_QUOTE && (verdict === 'outer' || slashes % 2 === 0)) return null;
    }
    text += String.fromCharCode(character);
  }
  return null;
}

/**
 * What a quote with so many backslashes is to one that was opened with `depth` of them. A level deeper costs each backslash
 * a second one, so a quote inside the value has 2 * depth + 1, and a backslash that ends the value adds depth + 1.
 */
function judgeQuote(slashes: number, depth: number): 'closes' | 'inside' | 'outer' {
  const more = slashes - depth;
  if (more < 0 || more % (depth + 1) !== 0) return 'outer';
  return (more / (depth + 1)) % 2 === 0 ? 'closes' : 'inside';
}

function readBare(bytes: Uint8Array, start: number): FoundValue {
  let text = '';
  let at = start;
  while (at < Math.min(bytes.length, start + MAX_VALUE_BYTES)) {
    const character = characterAt(bytes, at);
    if (character <= SPACE || character === TAB || character >= 127 || character === BACKSLASH) break;
    if (isQuote(character)) break;
    if (character === LESS && bytes[at + 1] === SLASH) break;
    text += String.fromCharCode(character);
    at = afterCharacter(bytes, at);
  }
  return cutBare({ start, end: at, text, isQuoted: false }, bytes);
}

/** Without the next pair (`;Encrypt=`, `&page=`, `,user:`), the next command, and the punctuation around it. */
function cutBare(value: FoundValue, bytes: Uint8Array): FoundValue {
  const next = value.text.search(
    /[;,&](?:[A-Za-z_.-]{2,40}=|[;&]|$)|[;,][A-Za-z_.-]{2,40}:|&amp;|\|\||[)\]}>,;]+$/,
  );
  if (next === -1) return value;
  let end = value.start;
  for (let index = 0; index < next; index += 1) end = afterCharacter(bytes, end);
  return { ...value, end, text: value.text.slice(0, next) };
}
