import { OrreryError } from '@orrery/protocol';
import { type AddressRule, isNotPublicAddress } from './address-rules.ts';

/** Push services of the browsers that there are. The hub posts to no other address that a page names. */
const HOSTS: readonly string[] = ['fcm.googleapis.com', 'web.push.apple.com'];
const DOMAINS: readonly string[] = ['.push.services.mozilla.com', '.notify.windows.com', '.push.apple.com'];

/** Which endpoints are taken. */
export interface EndpointRules {
  /** The endpoint as a URL. Throws `forbidden`. */
  parse(endpoint: string): URL;
  /** Addresses that are refused when the connection to this endpoint is made. */
  addressRule(url: URL): AddressRule;
}

/** `added`: further hosts (with their port unless it is 443), for a push service of one's own. */
export function createEndpointRules(added: readonly string[]): EndpointRules {
  const own = new Set(added.map((host) => host.toLowerCase()));
  return {
    parse: (endpoint) => {
      const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
      if (url !== null && isTaken(url, own)) return url;
      throw new OrreryError('forbidden', 'This is not the address of a push service that this hub sends to.');
    },
    addressRule: (url) => (own.has(url.host) ? () => false : isNotPublicAddress),
  };
}

function isTaken(url: URL, own: ReadonlySet<string>): boolean {
  if (url.username !== '' || url.password !== '') return false;
  const isEncrypted = url.protocol === 'https:';
  if (own.has(url.host)) return isEncrypted || (url.protocol === 'http:' && isLoopback(url.hostname));
  if (!isEncrypted || url.port !== '') return false;
  return HOSTS.includes(url.hostname) || DOMAINS.some((domain) => url.hostname.endsWith(domain));
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}
