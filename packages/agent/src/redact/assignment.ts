import { afterEscapeLetters, BLANK, byteClass, skip, skipBack } from './byte-class.ts';
import { afterCharacter, characterAt, NEWLINE, SPACE } from './escapes.ts';
import { type FoundValue, isQuote, readValue } from './read-value.ts';
import { secretKindOf } from './secret-names.ts';
import { isSecretValue, type Strength } from './secret-values.ts';
import type { Span } from './span.ts';

const UPPER_NAME = /^[A-Z][A-Z0-9_]*$/;
const EQUALS = 61;
const COLON = 58;
const GREATER = 62;
const LESS = 60;
const DASH = 45;
const MAX_NAME_BYTES = 64;
const MAX_BLANKS = 64;
const LONG_VALUE = 256;
/** Between a name and its value: `"] = `, `?: `, `:= `, `) `. */
const CLOSERS = byteClass(/[\])?!]/);
const NAME = byteClass(/[\w.-]/);
const QUERY_MARK = byteClass(/[?&;#]/);
const ESCAPED_AND = '\\u0026';
const DASHES = byteClass(/[.-]/);

/** How name and value are joined. */
interface Join {
  at: number;
  sign: '=' | ':' | 'blank' | 'value';
  /** Nothing between name, sign and value. */
  isTight: boolean;
}

/** Whether a word ends at `at`: not in `tokens`, `passed`, `secretly`. */
export function isWordEnd(bytes: Buffer, at: number): boolean {
  const following = bytes[at] as number;
  return !(following >= 97 && following <= 122);
}

/**
 * The value in `NAME=value`, `"name": "value"`, `name: value`, `--name value`, `?name=value`, `<name>value</name>`, however
 * often the text is escaped. [position, wordEnd) is a whole word that such names end with.
 */
export function matchAssignment(
  bytes: Buffer,
  position: number,
  wordEnd: number,
  valueTo: { end: number },
): Span | null {
  const nameEnd = skip(bytes, wordEnd, NAME, MAX_NAME_BYTES);
  const dashes = afterEscapeLetters(bytes, skipBack(bytes, position, NAME, MAX_NAME_BYTES));
  const nameStart = skip(bytes, dashes, DASHES);
  const join = readJoin(bytes, nameStart, nameEnd);
  if (join === null) return null;
  const name = bytes.toString('latin1', nameStart, nameEnd);
  const kind = secretKindOf(name);
  if (kind === null) return null;
  // Test runners say `PASS: name`.
  if (join.sign === ':' && /^P(?:ASS|ass)$/.test(name)) return null;
  const value = readTyped(bytes, join);
  if (value === null || value.text === '') return null;
  const strength = strengthOf(bytes, { name, nameStart, join, value });
  if (isSecretValue(value.text, kind, strength))
    return { start: value.start, end: value.end, label: 'secret' };
  // One long value must not be read again for every name in it.
  if (!value.isQuoted && value.end - value.start > LONG_VALUE) valueTo.end = value.end;
  return null;
}

function strengthOf(
  bytes: Buffer,
  found: { name: string; nameStart: number; join: Join; value: FoundValue },
): Strength {
  const { name, nameStart, join, value } = found;
  // `a?b.token=next()` of minified code is no address.
  if (join.sign === '=' && join.isTight && !value.text.includes('(')) {
    if (UPPER_NAME.test(name)) return 'exact';
    if (QUERY_MARK[bytes[nameStart - 1] as number] === 1) return 'quoted';
    if (bytes.toString('latin1', nameStart - 6, nameStart) === ESCAPED_AND) return 'quoted';
  }
  return value.isQuoted || join.sign === 'value' ? 'quoted' : 'bare';
}

/** `password: str = "..."`: the value is behind the type. */
function readTyped(bytes: Buffer, join: Join): FoundValue | null {
  const value = readValue(bytes, join.at);
  if (value === null || value.isQuoted || join.sign !== ':' || !/^[A-Za-z][\w.[\]|<>?*]*$/.test(value.text))
    return value;
  const sign = skip(bytes, value.end, BLANK, MAX_BLANKS);
  if (sign === value.end || bytes[sign] !== EQUALS) return value;
  return readValue(bytes, skip(bytes, sign + 1, BLANK, MAX_BLANKS));
}

function readJoin(bytes: Buffer, nameStart: number, nameEnd: number): Join | null {
  let at = nameEnd;
  if (isQuote(characterAt(bytes, at))) at = afterCharacter(bytes, at);
  at = skip(bytes, at, CLOSERS, 2);
  const sign = skip(bytes, at, BLANK, MAX_BLANKS);
  const character = characterAt(bytes, sign);
  if (character === EQUALS) return joinAfterEquals(bytes, sign, sign === nameEnd);
  // A part of `arn:aws:...:secret:name` is no name.
  if (character === COLON) return bytes[nameStart - 1] === COLON ? null : joinAfterColon(bytes, sign);
  if (character === GREATER && bytes[nameStart - 1] === LESS)
    return { at: sign + 1, sign: 'value', isTight: true };
  if (bytes.toString('latin1', sign, sign + 3).toUpperCase() === '%3D')
    return { at: sign + 3, sign: '=', isTight: true };
  return joinByBlank(bytes, nameStart, nameEnd, sign) ?? joinByValueField(bytes, nameEnd);
}

function joinAfterEquals(bytes: Buffer, sign: number, isClose: boolean): Join | null {
  let at = afterCharacter(bytes, sign);
  // `==` compares; `=>` assigns in some languages.
  if (bytes[at] === EQUALS) return null;
  if (bytes[at] === GREATER) at += 1;
  const value = skip(bytes, at, BLANK, MAX_BLANKS);
  return { at: value, sign: '=', isTight: isClose && value === at };
}

function joinAfterColon(bytes: Buffer, sign: number): Join | null {
  const next = bytes[sign + 1];
  if (next === COLON) return null;
  const from = next === EQUALS ? sign + 2 : sign + 1;
  return { at: skip(bytes, from, BLANK, MAX_BLANKS), sign: ':', isTight: false };
}

/** `var token string = "..."` of Go. */
const TYPE = /^ (?:\*?string|\[\]byte) = /;

/** `--password value`, `PASSWORD 'value'` of SQL, `login name password value` of a netrc file. */
function joinByBlank(bytes: Buffer, nameStart: number, nameEnd: number, at: number): Join | null {
  if (at === nameEnd || bytes[nameEnd] !== SPACE) return null;
  const isFlag = bytes[nameStart - 1] === DASH && bytes[nameStart - 2] === DASH;
  const name = bytes.toString('latin1', nameStart, nameEnd);
  const before = bytes.toString('latin1', Math.max(0, nameStart - 128), nameStart);
  const isNetrc = name === 'password' && /(?:^|\s|n)login\s+\S+\s+$/.test(before);
  const isDocker = UPPER_NAME.test(name) && /(?:^|\W|n)(?:ENV|ARG)\s+$/.test(before);
  const typed = TYPE.exec(bytes.toString('latin1', nameEnd, nameEnd + 24));
  if (typed !== null) return { at: nameEnd + typed[0].length, sign: '=', isTight: false };
  const isLiteral = /^password$/i.test(name) && isQuote(characterAt(bytes, at));
  return isFlag || isNetrc || isDocker || isLiteral ? { at, sign: 'blank', isTight: false } : null;
}

const VALUE_FIELD = /^[\s"'\\,;nrt]{1,64}value[\s"'\\]{0,12}[:=][\s]{0,8}/i;

/** `{"name": "API_KEY", "value": "..."}`, and the same in YAML and XML. */
function joinByValueField(bytes: Buffer, nameEnd: number): Join | null {
  const character = characterAt(bytes, nameEnd);
  if (!isQuote(character) && character !== NEWLINE) return null;
  const field = VALUE_FIELD.exec(bytes.toString('latin1', nameEnd, nameEnd + 96));
  return field === null ? null : { at: nameEnd + field[0].length, sign: 'value', isTight: false };
}
