import type { IncomingHttpHeaders } from 'node:http';
import { hostname, networkInterfaces } from 'node:os';
import { OrreryError } from '@orrery/protocol';
import { isWildcard, urlHost } from './bind-policy.ts';

/** Which `Host` and `Origin` values are ours. Exact strings: a pattern is how such checks are passed. */
export interface RequestGuard {
  /** Throws `forbidden`. */
  checkHost(headers: IncomingHttpHeaders): void;
  /** Throws `forbidden` for a foreign origin, and for a missing one where a browser would have sent it. */
  checkOrigin(headers: IncomingHttpHeaders, use: RequestUse): void;
  readonly origins: readonly string[];
}

/** `unsafe`: changes something. `socket`: upgrade of a page's socket. `agent`: upgrade of an agent's socket. */
type RequestUse = 'read' | 'unsafe' | 'socket' | 'agent';

interface GuardOptions {
  host: string;
  port: number;
  hasTls: boolean;
  /** Further `Host` values, as a proxy or a name server gives them ("orrery.example.com"). */
  allowedHosts: readonly string[];
  /** Further origins ("https://orrery.example.com"). */
  allowedOrigins: readonly string[];
}

/** Loopback names and the bound address with the bound port, and what the administrator adds; nothing else. */
export function createRequestGuard(options: GuardOptions): RequestGuard {
  const scheme = options.hasTls ? 'https' : 'http';
  const own = ownHosts(options);
  const added = options.allowedHosts.map((host) => host.toLowerCase());
  const hosts = new Set([...own, ...added]);
  const origins = new Set([
    ...own.map((host) => `${scheme}://${host}`),
    // Behind a proxy the page's scheme is the proxy's; the name is what counts.
    ...added.flatMap((host) => [`https://${host}`, `http://${host}`]),
    ...options.allowedOrigins.map((origin) => origin.toLowerCase()),
  ]);
  return {
    origins: [...origins],
    checkHost: (headers) => {
      if (hosts.has(headers.host?.toLowerCase() ?? '')) return;
      throw new OrreryError(
        'forbidden',
        'This hub does not answer to that Host name. Open it by its own address, or allow the name (--allow-host).',
      );
    },
    checkOrigin: (headers, use) => checkOrigin(headers, use, origins),
  };
}

function checkOrigin(headers: IncomingHttpHeaders, use: RequestUse, origins: ReadonlySet<string>): void {
  const { origin } = headers;
  if (use === 'agent') {
    // Agents are no browsers. Whoever sends an Origin is a page that tries to pass for one.
    if (origin === undefined) return;
    throw new OrreryError('forbidden', 'The agent socket is not for browsers.');
  }
  if (origin !== undefined) {
    if (origins.has(origin.toLowerCase())) return;
    throw new OrreryError('forbidden', 'That Origin is not allowed here.');
  }
  // Browsers send no Origin with same-origin reads; where they say that another site asks, it is refused.
  const site = headers['sec-fetch-site'];
  const isForeign = site !== undefined && site !== 'same-origin' && site !== 'none';
  if (isForeign && headers['sec-fetch-mode'] !== 'navigate') {
    throw new OrreryError('forbidden', 'Requests from other sites are not allowed here.');
  }
  // A cookie is authority that a browser adds by itself, so it counts only together with an Origin.
  const hasAmbientAuthority = headers.cookie !== undefined && headers.authorization === undefined;
  if (use === 'socket' ? headers.authorization === undefined : use === 'unsafe' && hasAmbientAuthority) {
    throw new OrreryError('forbidden', 'The Origin header is missing.');
  }
}

function ownHosts({ host, port, hasTls }: GuardOptions): string[] {
  const names = ['127.0.0.1', 'localhost', '[::1]'];
  if (isWildcard(host)) {
    // Other machines use the name of this one; who can forge that on its network can forge its address too.
    names.push(hostname().toLowerCase());
    for (const addresses of Object.values(networkInterfaces())) {
      // Addresses cannot be rebound; further names can, so those must be allowed one by one.
      for (const { address } of addresses ?? []) names.push(urlHost(address));
    }
  } else {
    names.push(urlHost(host).toLowerCase());
  }
  const usualPort = hasTls ? 443 : 80;
  return [...new Set(names)].flatMap((name) =>
    port === usualPort ? [name, `${name}:${port}`] : [`${name}:${port}`],
  );
}
