import { byteClass } from './byte-class.ts';
import { afterCharacter, characterAt } from './escapes.ts';
import { isPlaceholder, isRandom } from './secret-values.ts';
import type { Span } from './span.ts';

/** Last letter of a scheme and what follows it, where JSON writers may have escaped the slashes. */
export const urlMarks: string[] = [...'abcdefghijklmnopqrstuvwxyz0123456789'].flatMap((letter) =>
  ['://', ':\\/', ':\\\\', ':\\u'].map((mark) => letter + mark),
);

/** What can stand between a scheme and the end of an address. Not all of it is allowed there, but people do it. */
const ADDRESS = byteClass(/[!#-&(-;=?-[\]-~]/);
const AT = 64;
const COLON = 58;
const SLASH = 47;
const MAX_CHARACTERS = 640;
const MIN_PASSWORD = 3;
const MAX_HOSTS = 12;
const MIN_USER_TOKEN = 20;

const PORT = /^\d{2,5}(?:[/?]|$)/;
/** A host that cannot be the middle of a password: a name with a dot and a top level, an address, or one with a port. */
const HOST =
  /^(?:[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,24}|(?:\d{1,3}\.){3}\d{1,3}|localhost|\[[0-9a-f:]+\]|[\w.-]+(?=:\d{1,5}(?:[/?#,]|$)))\.?(?=[:/?#,]|$)/i;
/** Usual fill-ins of examples. */
const EXAMPLE = /^(?:user|username|name|login|me|foo)$/i;

/**
 * The password in `scheme://user:password@host`, or the token in `scheme://token@host`. A password may hold `/`, `?`, `#`
 * and `@`, although an address should not.
 */
export function matchUrlPassword(bytes: Uint8Array, position: number): Span | null {
  const offsets: number[] = [];
  let text = '';
  const second = afterCharacter(bytes, position + 2);
  if (characterAt(bytes, position + 2) !== SLASH || characterAt(bytes, second) !== SLASH) return null;
  let at = afterCharacter(bytes, second);
  while (text.length < MAX_CHARACTERS && at < bytes.length) {
    const character = characterAt(bytes, at);
    // Another address follows: its own mark will be found.
    if (character === SLASH && text.endsWith(':/')) break;
    if (character < 0 || character > 255 || ADDRESS[character] !== 1) break;
    offsets.push(at);
    text += String.fromCharCode(character);
    at = afterCharacter(bytes, at);
  }
  offsets.push(at);
  const range = passwordIn(text.split('://', 1)[0] ?? '');
  if (range === null) return null;
  return { start: offsets[range[0]] as number, end: offsets[range[1]] as number, label: 'password' };
}

/** Where the secret is in what follows `://`. */
function passwordIn(text: string): [number, number] | null {
  const colon = text.search(/[:/?#@[]/);
  if (colon === -1) return null;
  if (text.charCodeAt(colon) === AT) {
    return colon >= MIN_USER_TOKEN && isRandom(text.slice(0, colon)) ? [0, colon] : null;
  }
  if (text.charCodeAt(colon) !== COLON) return null;
  const rest = text.slice(colon + 1);
  const end = endOfPassword(rest);
  if (end === null) return null;
  const password = rest.slice(0, end);
  if (password.length < MIN_PASSWORD) return null;
  if (/^\d{1,5}$/.test(password) || PORT.test(password)) return null;
  const user = text.slice(0, colon);
  if (/[^\w.~%!$&*+,;=|@\\-]/.test(user)) return null;
  // The secret may be the first of the two: `token:x-oauth-basic@`.
  if (user.length >= MIN_USER_TOKEN && isRandom(user)) return [0, colon + 1 + end];
  if (isPlaceholder(password) || (EXAMPLE.test(user) && /^p(?:ass(?:word|wd)?|wd)$/i.test(password)))
    return null;
  return [colon + 1, colon + 1 + end];
}

/** Of several `@` the last that a host follows; it must not begin a part of a path (`/@scope`). */
function endOfPassword(rest: string): number | null {
  let last: number | null = null;
  let sure: number | null = null;
  let tries = MAX_HOSTS;
  for (let at = rest.indexOf('@'); at !== -1 && tries > 0; at = rest.indexOf('@', at + 1)) {
    tries -= 1;
    if (rest[at - 1] === '/') continue;
    const host = rest.slice(at + 1, at + 130);
    if (!/^[\w.[-]/.test(host)) continue;
    if (HOST.test(host)) sure = at;
    else if (last === null || !/[/?#]/.test(rest.slice(last, at))) last = at;
  }
  return sure ?? last;
}
