import { OrreryError } from '@orrery/protocol';

/**
 * The hub's address as a person writes it -> the address of its agent socket. Throws `invalid`; also for one without TLS
 * that leaves the machine, unless `isInsecureAllowed`: frames are sealed in any case, but whoever is on the way sees when
 * and how much is sent, and nothing but the pinned key tells the agent that it talks to the hub.
 */
export function agentSocketUrl(hubUrl: string, isInsecureAllowed = false): string {
  let url: URL;
  try {
    url = new URL(hubUrl);
  } catch (cause) {
    throw new OrreryError('invalid', `"${hubUrl}" is not an address. It looks like http://host:4680.`, {
      cause,
    });
  }
  if (url.username !== '' || url.password !== '')
    throw new OrreryError(
      'invalid',
      'An agent takes no name and no password in the address of its hub: they would stand in files and lists of processes. Give the address without them, and let a proxy that asks for them pass /agent.',
    );
  const schemes: Record<string, string> = { 'http:': 'ws:', 'https:': 'wss:', 'ws:': 'ws:', 'wss:': 'wss:' };
  const scheme = schemes[url.protocol];
  if (!scheme)
    throw new OrreryError('invalid', `A hub address starts with http:// or https://, not ${url.protocol}`);
  if (scheme === 'ws:' && !isLoopback(url.hostname) && !isInsecureAllowed) {
    throw new OrreryError(
      'invalid',
      `${hubUrl} is not encrypted and leaves this machine. Use https://, or an SSH tunnel to 127.0.0.1, or insist with ` +
        '--insecure-hub: what is sent is sealed all the same, but anybody on the way sees when and how much, and can cut it.',
    );
  }
  url.protocol = scheme;
  url.pathname = `${url.pathname.replace(/\/+$/, '').replace(/\/agent$/, '')}/agent`;
  url.search = '';
  url.hash = '';
  return url.href;
}

/** By the text alone: a name that points to this machine today may point elsewhere tomorrow. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
