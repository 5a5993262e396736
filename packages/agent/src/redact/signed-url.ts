import { byteClass } from './byte-class.ts';
import { skipEscaped } from './escapes.ts';
import { isPlaceholder, isRandom } from './secret-values.ts';
import type { Span } from './span.ts';

/** Parameters that let whoever has the address in. */
export const signatureMarks = [
  'X-Amz-Signature=',
  'X-Goog-Signature=',
  '&sig=',
  '?sig=',
  '\\u0026sig=',
  '&Signature=',
  '\\u0026Signature=',
  '&key=',
  '?key=',
  '\\u0026key=',
];

const VALUE = byteClass(/[\w%+/=~.-]/);
const MIN_SIGNATURE = 20;
const MIN_KEY = 16;

/** The signature in a signed address, or the key in `?key=`. */
export function matchSignedUrl(bytes: Buffer, position: number, mark: string): Span | null {
  const start = position + mark.length;
  const end = skipEscaped(bytes, start, VALUE, 2048);
  const isKey = mark.endsWith('key=');
  if (end - start < (isKey ? MIN_KEY : MIN_SIGNATURE)) return null;
  const text = bytes.toString('latin1', start, end);
  if (!isRandom(text) || isPlaceholder(text)) return null;
  return { start, end, label: isKey ? 'secret' : 'signature' };
}
