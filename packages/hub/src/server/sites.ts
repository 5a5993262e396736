import { hostname, networkInterfaces } from 'node:os';
import { isWildcard, urlHost } from './bind-policy.ts';

/** A name under which the hub answers. */
interface Site {
  /** Null: a proxy's, which decides by itself what it speaks. */
  readonly scheme: 'http' | 'https' | null;
  readonly isPublic: boolean;
}

/** What decides under which names, and by which scheme, the hub is reached. */
export interface SiteOptions {
  host: string;
  port: number;
  hasTls: boolean;
  /** Further `Host` values, as a proxy or a name server gives them ("orrery.example.com"). */
  allowedHosts: readonly string[];
  /** Where people reach the hub. */
  publicUrl: string | null;
}

/** All `Host` values that are ours: the listener's own, those that were allowed, and the public one, which decides last. */
export function createSites(options: SiteOptions): ReadonlyMap<string, Site> {
  const { hasTls, publicUrl } = options;
  const sites = new Map<string, Site>();
  for (const host of options.allowedHosts) sites.set(host.toLowerCase(), { scheme: null, isPublic: false });
  // Whoever asks for the listener's own address sits before it: what they speak is what it speaks.
  const scheme = hasTls ? 'https' : 'http';
  for (const host of ownHosts(options)) sites.set(host, { scheme, isPublic: false });
  if (publicUrl !== null) {
    const url = new URL(publicUrl);
    sites.set(url.host, { scheme: url.protocol === 'https:' ? 'https' : 'http', isPublic: true });
  }
  return sites;
}

function ownHosts({ host, port, hasTls }: SiteOptions): string[] {
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
