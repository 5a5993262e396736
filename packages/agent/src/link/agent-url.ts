import { OrreryError } from '@orrery/protocol';

/** The hub's address as a person writes it -> the address of its agent socket. Throws `invalid`. */
export function agentSocketUrl(hubUrl: string): string {
  let url: URL;
  try {
    url = new URL(hubUrl);
  } catch (cause) {
    throw new OrreryError('invalid', `"${hubUrl}" is not an address. It looks like http://host:4680.`, {
      cause,
    });
  }
  const schemes: Record<string, string> = { 'http:': 'ws:', 'https:': 'wss:', 'ws:': 'ws:', 'wss:': 'wss:' };
  const scheme = schemes[url.protocol];
  if (!scheme)
    throw new OrreryError('invalid', `A hub address starts with http:// or https://, not ${url.protocol}`);
  url.protocol = scheme;
  url.pathname = `${url.pathname.replace(/\/+$/, '').replace(/\/agent$/, '')}/agent`;
  url.search = '';
  url.hash = '';
  return url.href;
}
