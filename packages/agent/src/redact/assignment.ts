import { byteClass, isWordStart, skip, skipBack, VALUE_BYTES, WORD_DASH } from './byte-class.ts';
import type { Span } from './span.ts';
import { hasDigit } from './token-rules.ts';

/** Ends of names whose value is a secret. `position` of a match is that of this word, the name may begin before it. */
export const secretWords = [
  'TOKEN',
  'SECRET',
  'PASSWORD',
  'PASSWD',
  'API_KEY',
  'APIKEY',
  'ACCESS_KEY',
  'PRIVATE_KEY',
  'ENCRYPTION_KEY',
  'CREDENTIAL',
  'token',
  'Token',
  'secret',
  'Secret',
  'password',
  'Password',
  'passwd',
  'api_key',
  'api-key',
  'apikey',
  'apiKey',
  'ApiKey',
  'access_key',
  'accessKey',
  'authToken',
];

/** What may follow the word inside the name: `SECRET_ACCESS_KEY`, `TOKEN_2`, `secretKey`. */
const NAME = byteClass(/[A-Za-z0-9_-]/);
const QUOTES = byteClass(/["'`]/);
const BACKSLASH = 92;
const BLANKS = byteClass(/[ \t]/);
const UPPER_NAME = /^[A-Z][A-Z0-9_]*$/;
const EQUALS = 61;
const COLON = 58;
const GREATER = 62;
const MAX_NAME_BYTES = 48;
const MIN_VALUE_BYTES = 8;
const MAX_VALUE_BYTES = 2048;

/** `"input_tokens": 12` and `maxTokens` are no secrets; a name that goes on like this is another word. */
const OTHER_WORD =
  /^(?:s|ize|izer|ized|count|_count|Count|_limit|Limit|_type|Type|_url|Url|_id|Id|name|Name)/;

/** Values that only point to a secret. */
const REFERENCE =
  /^(?:\$|process\.env|os\.environ|env\.|import\.meta|<|\{|%|\*|\[|null|undefined|true|false|string|number|function|await|new |this\.|self\.|config\.|options\.|props\.)/i;

/**
 * The value in `NAME=value`, `"name": "value"`, `name: 'value'`, also inside a JSON string where quotes are escaped.
 * `NAME=value` in capitals is taken at its word; elsewhere, where code has variables, a value must be quoted and look random.
 */
export function matchAssignment(bytes: Buffer, position: number, word: string): Span | null {
  const wordEnd = position + word.length;
  const next = bytes[wordEnd] as number;
  const isShort =
    QUOTES[next] === 1 || next === BACKSLASH || next === EQUALS || next === COLON || BLANKS[next] === 1;
  const nameEnd = isShort ? wordEnd : skip(bytes, wordEnd, NAME);
  if (nameEnd - wordEnd > MAX_NAME_BYTES) return null;
  const operator = skip(bytes, skipQuotes(bytes, nameEnd), BLANKS);
  const sign = bytes[operator];
  if (sign !== EQUALS && sign !== COLON) return null;
  if (!isShort && OTHER_WORD.test(bytes.toString('latin1', wordEnd, nameEnd))) return null;
  const afterSign = bytes[operator + 1] === GREATER ? operator + 2 : operator + 1;
  const quote = skip(bytes, afterSign, BLANKS);
  const start = skipQuotes(bytes, quote);
  const end = Math.min(skip(bytes, start, VALUE_BYTES), start + MAX_VALUE_BYTES);
  if (end - start < MIN_VALUE_BYTES) return null;
  const nameStart = skipBack(bytes, position, WORD_DASH, MAX_NAME_BYTES);
  const name = bytes.toString('latin1', startOfName(bytes, nameStart), nameEnd);
  const isEnvironment =
    sign === EQUALS && UPPER_NAME.test(name) && quote === afterSign && afterSign === operator + 1;
  const isQuoted = start > quote;
  if (REFERENCE.test(bytes.toString('latin1', start, start + 16))) return null;
  if (!isEnvironment && !(isQuoted && hasDigit(bytes, start, end) && hasLetter(bytes, start, end)))
    return null;
  return { start, end, label: 'secret' };
}

/** Without the `n` of an escaped line end before the name. */
function startOfName(bytes: Buffer, start: number): number {
  return start < bytes.length && isWordStart(bytes, start + 1) && bytes[start - 1] === BACKSLASH
    ? start + 1
    : start;
}

/** Past quotes, escaped however often; a backslash before anything else is the beginning of the value. */
function skipQuotes(bytes: Buffer, from: number): number {
  let at = from;
  for (;;) {
    let quote = at;
    while (bytes[quote] === BACKSLASH) quote += 1;
    if (QUOTES[bytes[quote] as number] !== 1) return at;
    at = quote + 1;
  }
}

function hasLetter(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = (bytes[at] as number) | 32;
    if (byte >= 97 && byte <= 122) return true;
  }
  return false;
}
