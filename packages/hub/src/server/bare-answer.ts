import { STATUS_CODES } from 'node:http';
import type { ErrorBody } from '@orrery/protocol';
import { BARE_HEADERS } from './security-headers.ts';

interface BareAnswer {
  status: number;
  body: ErrorBody;
  headers?: Record<string, string>;
}

/** An error as it is written to a socket that has no reply: before an upgrade, and where a request cannot be read at all. */
export function bareAnswer({ status, body, headers = {} }: BareAnswer): string {
  const json = JSON.stringify(body);
  const all = {
    connection: 'close',
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(json)),
    ...BARE_HEADERS,
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `${[`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines].join('\r\n')}\r\n\r\n${json}`;
}
