import type { Visit } from '../server/request-guard.ts';

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

/** More tokens than this are not read. Only those that the hub signed cost a look into the database. */
const MAX_TOKENS = 16;

/** For the library's cookies that begin with this prefix. */
export function createSessionCookies(prefix: string): SessionCookies {
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
      return own
        .filter(({ name }) => name === tokenName)
        .slice(0, MAX_TOKENS)
        .map((token) => [token, ...others].map(({ name, value }) => `${name}=${value}`).join('; '));
    },
    write: (cookies, scheme) =>
      scheme === 'https' ? cookies.map((cookie) => `${SECURE_PREFIX}${cookie}; Secure`) : [...cookies],
  };
}

function parseCookies(header: string | undefined): [name: string, value: string][] {
  return (header ?? '').split(';').flatMap((pair) => {
    const at = pair.indexOf('=');
    return at < 0 ? [] : [[pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as [string, string]];
  });
}
