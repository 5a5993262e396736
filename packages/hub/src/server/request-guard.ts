import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { OrreryError } from '@orrery/protocol';
import type { ClientOf } from './client-of.ts';
import { createSites, type SiteOptions } from './sites.ts';

/** How one request came to the hub. */
export interface Visit {
  /** IP address of the client, behind trusted proxies too. */
  readonly address: string;
  /** What the browser speaks; null where no one says and no origin was sent. */
  readonly scheme: 'http' | 'https' | null;
  /** Origins of the page that may ask here. */
  readonly origins: readonly string[];
}

/**
 * Which `Host` and `Origin` values are ours, and by which scheme. Exact strings: a pattern is how such checks are passed.
 * The one place that knows: cookie flags, HSTS and the origin check all follow from what it says of a request.
 */
export interface RequestGuard {
  /** Reads client, scheme and `Host`. Throws `forbidden` for a name or a scheme that is not ours. */
  visit(request: IncomingMessage): Visit;
  /** Throws `forbidden` for a foreign origin, and for a missing one where a browser would have sent it. */
  checkOrigin(visit: Visit, headers: IncomingHttpHeaders, use: RequestUse): void;
}

/** `unsafe`: changes something. `socket`: upgrade of a page's socket. `agent`: upgrade of an agent's socket. */
type RequestUse = 'read' | 'unsafe' | 'socket' | 'agent';

interface GuardOptions extends SiteOptions {
  /** Further origins ("https://orrery.example.com"). */
  allowedOrigins: readonly string[];
  clientOf: ClientOf;
}

/** Loopback names and the bound address with the bound port, and what the administrator adds; nothing else. */
export function createRequestGuard(options: GuardOptions): RequestGuard {
  const { hasTls, clientOf } = options;
  const sites = createSites(options);
  const added = options.allowedOrigins.map((origin) => origin.toLowerCase());
  return {
    visit: (request) => {
      const host = request.headers.host?.toLowerCase() ?? '';
      const site = sites.get(host);
      if (site === undefined) throw unknownHost();
      const client = clientOf(request);
      if (site.scheme !== null) {
        if (site.isPublic && client.scheme !== null && client.scheme !== site.scheme) {
          throw new OrreryError('forbidden', `This hub is at ${site.scheme}://${host}. Open it there.`);
        }
        const origins = [`${site.scheme}://${host}`, ...added];
        return { address: client.address, scheme: site.scheme, origins };
      }
      // A name behind a proxy: its scheme is the proxy's, which a trusted one tells.
      const known = client.scheme ?? (hasTls ? 'https' : null);
      const own = known === null ? [`https://${host}`, `http://${host}`] : [`${known}://${host}`];
      const said = own.find((origin) => origin === request.headers.origin?.toLowerCase());
      const scheme = known ?? (said === undefined ? null : said.startsWith('https:') ? 'https' : 'http');
      return { address: client.address, scheme, origins: [...own, ...added] };
    },
    checkOrigin,
  };
}

function unknownHost(): OrreryError {
  return new OrreryError(
    'forbidden',
    'This hub does not answer to that Host name. Open it by its own address, or allow the name (--allow-host).',
  );
}

function checkOrigin({ origins }: Visit, headers: IncomingHttpHeaders, use: RequestUse): void {
  const { origin } = headers;
  if (use === 'agent') {
    // Agents are no browsers. Whoever sends an Origin is a page that tries to pass for one.
    if (origin === undefined) return;
    throw new OrreryError('forbidden', 'The agent socket is not for browsers.');
  }
  if (origin !== undefined) {
    if (origins.includes(origin.toLowerCase())) return;
    throw new OrreryError(
      'forbidden',
      'That Origin is not allowed here. A proxy must pass the Host name on, and --public-url must say its scheme.',
    );
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
    throw new OrreryError(
      'forbidden',
      'The Origin header is missing. Use the page, or send an API key instead of a cookie (Authorization: Bearer KEY).',
    );
  }
}
