import { BASE64, skip } from './byte-class.ts';
import { afterCharacter, characterAt, NEWLINE } from './escapes.ts';
import type { Span } from './span.ts';

/** Stands before the secret half of a PuTTY key file. */
export const puttyMark = 'Private-Lines: ';

const MAX_LINES = 256;
const MIN_RUN = 16;

/** The lines of key material after `Private-Lines: 14`; their line ends stay. */
export function matchPuttyKey(bytes: Buffer, position: number): Span[] {
  const spans: Span[] = [];
  let at = position + puttyMark.length;
  while (bytes[at] !== undefined && /\d/.test(String.fromCharCode(bytes[at] as number))) at += 1;
  for (let line = 0; line < MAX_LINES; line += 1) {
    while (characterAt(bytes, at) === NEWLINE && bytes[at] !== NEWLINE) at = afterCharacter(bytes, at);
    const end = skip(bytes, at, BASE64, 200);
    if (end - at < MIN_RUN && !(spans.length > 0 && bytes[end - 1] === 61)) break;
    spans.push({ start: at, end, label: spans.length === 0 ? 'private-key' : '' });
    at = end;
    if (characterAt(bytes, at) !== NEWLINE) break;
  }
  return spans;
}
