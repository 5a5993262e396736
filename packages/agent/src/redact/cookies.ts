import { headerValueAt } from './authorization.ts';
import { BLANK, byteClass, skip } from './byte-class.ts';
import { skipEscaped } from './escapes.ts';
import { isPlaceholder, isRandom, isWords } from './secret-values.ts';
import type { Span } from './span.ts';

/** `Cookie:`, `Set-Cookie:`, `document.cookie =`, `--cookie`. */
export const cookieWords = ['cookie', 'Cookie', 'COOKIE'];

const NAME = byteClass(/[A-Za-z0-9_.$!#%^|~*-]/);
const VALUE = byteClass(/[!#-&(-+\--:<-[\]-~]/);
const SEMICOLON = 59;
const EQUALS = 61;
const MIN_VALUE = 8;
const MAX_VALUE = 4096;
const MAX_COOKIES = 64;
const ATTRIBUTE = /^(?:path|domain|expires|max-age|samesite|version|comment|priority)$/i;
const SESSION = /sess|sid$|token|auth|jwt|csrf|xsrf|secret|login|remember|connect\./i;

/** The values of a cookie header, each for itself: their names stay. */
export function matchCookies(bytes: Buffer, position: number, word: string): Span[] {
  const start = headerValueAt(bytes, position + word.length) ?? flagValueAt(bytes, position, word);
  if (start === null) return [];
  const spans: Span[] = [];
  let at = start;
  for (let count = 0; count < MAX_COOKIES; count += 1) {
    const nameEnd = skip(bytes, at, NAME, 128);
    if (nameEnd === at || (bytes[nameEnd] !== EQUALS && bytes[nameEnd] !== SEMICOLON)) break;
    if (bytes[nameEnd] === EQUALS) {
      const end = skipEscaped(bytes, nameEnd + 1, VALUE, MAX_VALUE);
      if (isSecretCookie(bytes, at, nameEnd, end)) spans.push({ start: nameEnd + 1, end, label: 'cookie' });
      at = end;
    } else at = nameEnd;
    if (bytes[at] !== SEMICOLON) break;
    at = skip(bytes, at + 1, BLANK, 8);
  }
  return spans;
}

function flagValueAt(bytes: Buffer, position: number, word: string): number | null {
  if (bytes[position - 1] !== 45 || bytes[position - 2] !== 45) return null;
  const value = skip(bytes, position + word.length, BLANK, 8);
  if (value === position + word.length) return null;
  return bytes[value] === 39 || bytes[value] === 34 ? value + 1 : bytes[value] === 92 ? value + 2 : value;
}

function isSecretCookie(bytes: Buffer, nameStart: number, nameEnd: number, end: number): boolean {
  if (end - nameEnd - 1 < MIN_VALUE) return false;
  const name = bytes.toString('latin1', nameStart, nameEnd);
  const value = bytes.toString('latin1', nameEnd + 1, end);
  if (ATTRIBUTE.test(name) || isPlaceholder(value)) return false;
  return isRandom(value) || (SESSION.test(name) && !isWords(value));
}
