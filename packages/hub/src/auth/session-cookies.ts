import { createHmac } from 'node:crypto';
import type { Visit } from '../server/request-guard.ts';
import { isSameSecret } from './secret.ts';

type Scheme = Visit['scheme'];

/** Names and flags of the session's cookies, which follow from what the browser speaks. */
export interface SessionCookies {
  /**
   * The library's cookies out of a request, as one header for each session token in it. Another port of the host name can
   * set cookies of the same name, so there may be several.
   */
  read(header: string | undefined, scheme: Scheme): string[];
  /** What the library sets, as the browser gets it. */
  write(cookies: readonly string[], scheme: Scheme): string[];
}

/** Browsers take such a cookie over TLS only, for the whole host, and let nobody else's subdomain or path set it. */
const SECURE_PREFIX = '__Host-';

/**
 * For the library's cookies that begin with this prefix. However many tokens are planted, only those that the hub signed
 * are read: the others cost a hash each, and never a place before the real one.
 */
export function createSessionCookies(prefix: string, secret: string): SessionCookies {
  const tokenName = `${prefix}.session_token`;
  return {
    read: (header, scheme) => {
      const own = parseCookies(header).flatMap(([name, value]) => {
        const isSecure = name.startsWith(SECURE_PREFIX);
        if (scheme !== null && isSecure !== (scheme === 'https')) return [];
        const plain = isSecure ? name.slice(SECURE_PREFIX.length) : name;
        return plain.startsWith(`${prefix}.`) ? [{ name: plain, value }] : [];
      });
      const others = own.filter(({ name }) => name !== tokenName);
      const tokens = own.filter(({ name, value }) => name === tokenName && isSigned(value, secret));
      return [...new Map(tokens.map((token) => [token.value, token])).values()].map((token) =>
        [token, ...others].map(({ name, value }) => `${name}=${value}`).join('; '),
      );
    },
    write: (cookies, scheme) =>
      scheme === 'https' ? cookies.map((cookie) => `${SECURE_PREFIX}${cookie}; Secure`) : [...cookies],
  };
}

/** As the library signs: `token.signature`, a base64 HMAC of the token, with its special characters escaped. */
function isSigned(value: string, secret: string): boolean {
  let plain: string;
  try {
    plain = decodeURIComponent(value);
  } catch {
    return false;
  }
  const at = plain.lastIndexOf('.');
  if (at < 1) return false;
  const signature = createHmac('sha256', secret).update(plain.slice(0, at)).digest('base64');
  return isSameSecret(signature, plain.slice(at + 1));
}

function parseCookies(header: string | undefined): [name: string, value: string][] {
  return (header ?? '').split(';').flatMap((pair) => {
    const at = pair.indexOf('=');
    return at < 0 ? [] : [[pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as [string, string]];
  });
}
