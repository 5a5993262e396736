import { OrreryError } from '@orrery/protocol';

/** True for addresses that only this machine reaches. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** True for "every interface". */
export function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::' || host === '';
}

/** Throws `forbidden` for a bind that others can reach without encryption, unless the caller insists. */
export function checkBind(options: { host: string; hasTls: boolean; isInsecureAllowed: boolean }): void {
  if (isLoopback(options.host) || options.hasTls || options.isInsecureAllowed) return;
  throw new OrreryError(
    'forbidden',
    `Refusing to listen on ${options.host || 'every interface'} without TLS: passwords and transcripts would cross the network in ` +
      'the clear. Listen on 127.0.0.1 behind a reverse proxy (--allow-host NAME) or an SSH tunnel, or insist with --insecure-bind.',
  );
}

/** How an address is written in a URL. */
export function urlHost(host: string): string {
  if (isWildcard(host)) return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
