import { byteClass, skip } from './byte-class.ts';
import type { Span } from './span.ts';

const USER = byteClass(/[A-Za-z0-9._~%!$&*+,;=-]/);
const PASSWORD = byteClass(/[A-Za-z0-9._~%!$&*+,;=:#?^-]/);
const COLON = 58;
const AT = 64;
const DOLLAR = 36;

/** The password in `scheme://user:password@host`. `position` is that of `://`. */
export function matchUrlPassword(bytes: Uint8Array, position: number): Span | null {
  const userEnd = skip(bytes, position + 3, USER);
  if (bytes[userEnd] !== COLON || userEnd - position > 256) return null;
  const start = userEnd + 1;
  const end = skip(bytes, start, PASSWORD);
  const length = end - start;
  if (bytes[end] !== AT || length < 3 || length > 256 || bytes[start] === DOLLAR) return null;
  return { start, end, label: 'password' };
}
