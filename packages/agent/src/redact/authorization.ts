import { ALNUM, BLANK, isWordStart, skip, TOKEN_BYTES } from './byte-class.ts';
import { afterCharacter, characterAt, skipEscaped } from './escapes.ts';
import { isQuote } from './read-value.ts';
import { isPlaceholder, isRandom, isWords } from './secret-values.ts';
import type { Span } from './span.ts';

/** Words that announce credentials wherever they stand. */
export const schemeWords = ['Bearer', 'bearer', 'BEARER', 'Basic', 'basic', 'BASIC'].flatMap((word) => [
  `${word} `,
  `${word}%20`,
]);

/** Rests of `Authorization`, `Proxy-Authorization` and `authorization`: the first letter may be either. */
export const headerWords = ['uthorization', 'UTHORIZATION'];

const COLON = 58;
const EQUALS = 61;
const COMMA = 44;
const MIN_CREDENTIALS = 16;
const MIN_AFTER_NAME = 8;
const MAX_BYTES = 8192;
const MAX_PARAMETERS = 12;

/** `Bearer ` and the like: what comes after is the secret. `position` is the word's. */
export function matchScheme(bytes: Buffer, position: number, word: string): Span | null {
  if (!isWordStart(bytes, position)) return null;
  const start = skip(bytes, position + word.length, BLANK, 8);
  return credentialsAt(bytes, start, MIN_CREDENTIALS);
}

/** `Authorization: <scheme> <credentials>`, with any scheme or none, as a header, a field or an argument. */
export function matchAuthorizationHeader(bytes: Buffer, position: number, word: string): Span[] {
  const value = headerValueAt(bytes, position + word.length);
  if (value === null) return [];
  const schemeEnd = skip(bytes, value, ALNUM_DASH, 32);
  const isEncoded = bytes.toString('latin1', schemeEnd, schemeEnd + 3) === '%20';
  const afterScheme = isEncoded ? schemeEnd + 3 : skip(bytes, schemeEnd, BLANK, 8);
  if (afterScheme === schemeEnd || schemeEnd === value)
    return list(credentialsAt(bytes, value, MIN_AFTER_NAME));
  const found = credentialsAt(bytes, afterScheme, MIN_AFTER_NAME);
  return found === null ? parametersAt(bytes, afterScheme) : [found];
}

const ALNUM_DASH = ALNUM.map((member, byte) => (byte === 45 ? 1 : member));

/** Where the value of a header begins, with or without quotes around name and value; null when none follows. */
export function headerValueAt(bytes: Buffer, nameEnd: number): number | null {
  let at = isQuote(characterAt(bytes, nameEnd)) ? afterCharacter(bytes, nameEnd) : nameEnd;
  if (bytes[at] === 93) at += 1;
  at = skip(bytes, at, BLANK, 8);
  const sign = bytes[at];
  const isPair = sign === COLON || sign === EQUALS;
  // `headers.set("Authorization", "...")`
  const isArgument = sign === COMMA && isQuote(characterAt(bytes, nameEnd));
  if (!isPair && !isArgument) return null;
  at = skip(bytes, bytes[at + 1] === EQUALS || bytes[at + 1] === 62 ? at + 2 : at + 1, BLANK, 8);
  return isQuote(characterAt(bytes, at)) ? afterCharacter(bytes, at) : at;
}

/** `Signature=...` and `response="..."` of schemes that send several parts. */
function parametersAt(bytes: Buffer, start: number): Span[] {
  const spans: Span[] = [];
  let at = start;
  for (let count = 0; count < MAX_PARAMETERS; count += 1) {
    const nameEnd = skip(bytes, at, ALNUM, 40);
    if (nameEnd === at || bytes[nameEnd] !== EQUALS) break;
    const isQuoted = isQuote(characterAt(bytes, nameEnd + 1));
    const from = isQuoted ? afterCharacter(bytes, nameEnd + 1) : nameEnd + 1;
    const end = skipEscaped(bytes, from, TOKEN_BYTES, MAX_BYTES);
    const name = bytes.toString('latin1', at, nameEnd);
    const value = bytes.toString('latin1', from, end);
    if (!/^(?:realm|uri|algorithm|SignedHeaders|keyId|headers)$/i.test(name) && isRandom(value))
      spans.push({ start: from, end, label: 'authorization' });
    at = isQuoted ? afterCharacter(bytes, end) : end;
    at = skip(bytes, bytes[at] === COMMA ? at + 1 : at, BLANK, 4);
  }
  return spans;
}

function credentialsAt(bytes: Buffer, start: number, min: number): Span | null {
  const end = skipEscaped(bytes, start, TOKEN_BYTES, MAX_BYTES);
  if (end - start < min) return null;
  const text = bytes.toString('latin1', start, end);
  if (/^[A-Za-z]+=/.test(text) && !/=$/.test(text)) return null;
  if (isPlaceholder(text) || isWords(text) || !isRandom(text)) return null;
  return { start, end, label: 'authorization' };
}

function list(span: Span | null): Span[] {
  return span === null ? [] : [span];
}
