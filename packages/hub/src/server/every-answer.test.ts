import { connect } from 'node:net';
import { errorBodySchema } from '@orrery/protocol';
import { expect, it } from 'vitest';
import { startTestHub, type TestHub } from '../test/test-hub.ts';
import { defaultServerTimeouts } from './server-timeouts.ts';

/** Sends bytes as they are; what comes back until the hub hangs up. */
function exchange({ hub }: TestHub, text: string): Promise<string> {
  const { hostname, port } = new URL(hub.url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.on('data', (data) => {
      answer += data;
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

const HOST = 'Host: HERE\r\n';
const END = 'Connection: close\r\n\r\n';

it.each([
  ['an address that cannot be read', 400, `GET /%zz HTTP/1.1\r\n${HOST}${END}`],
  ['such an address under a foreign name', 403, `GET /%zz HTTP/1.1\r\nHost: evil.example\r\n${END}`],
  ['a foreign name', 403, `GET /api/health HTTP/1.1\r\nHost: evil.example\r\n${END}`],
  ['nobody', 401, `GET /api/me HTTP/1.1\r\n${HOST}${END}`],
  ['a foreign origin', 403, `GET /api/me HTTP/1.1\r\n${HOST}Origin: http://evil.example\r\n${END}`],
  ['no route', 404, `POST /nothing HTTP/1.1\r\n${HOST}Content-Length: 0\r\n${END}`],
  ['no HTTP', 400, 'nonsense\r\n\r\n'],
  ['two lengths', 400, `POST /api/setup HTTP/1.1\r\n${HOST}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`],
  ['too many headers', 431, `GET / HTTP/1.1\r\n${HOST}X: ${'a'.repeat(20_000)}\r\n${END}`],
  ['headers that never end', 408, `GET / HTTP/1.1\r\n${HOST}`],
  [
    'a body that is no JSON',
    400,
    `POST /api/setup HTTP/1.1\r\n${HOST}Content-Type: application/json\r\nContent-Length: 1\r\n${END}{`,
  ],
  [
    'a body that is too large',
    413,
    `POST /api/setup HTTP/1.1\r\n${HOST}Content-Type: application/json\r\nContent-Length: 999999\r\n${END}{`,
  ],
  [
    'a body of another type',
    400,
    `POST /api/setup HTTP/1.1\r\n${HOST}Content-Type: text/plain\r\nContent-Length: 1\r\n${END}a`,
  ],
  [
    'a socket of nobody',
    401,
    `GET /live HTTP/1.1\r\n${HOST}Origin: http://HERE\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
  ],
  [
    'a socket that is none',
    404,
    `GET /none HTTP/1.1\r\n${HOST}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
  ],
])('[AU15] refuses in one form and with the same headers: %s', async (_what, status, text) => {
  const timeouts = { ...defaultServerTimeouts, headers: 200, request: 2_000, check: 50 };
  const test = await startTestHub({ timeouts });
  const answer = await exchange(test, text.replaceAll('HERE', new URL(test.hub.url).host));
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  expect(head.split('\r\n')[0]).toContain(` ${status} `);
  expect(Object.keys(errorBodySchema.strict().parse(JSON.parse(body)))).toContain('message');
  expect(body).not.toMatch(/zz|FST_|evil/);
  for (const header of [
    /^content-type: application\/json/im,
    /^content-security-policy: default-src 'none'/im,
    /^x-content-type-options: nosniff/im,
    /^x-frame-options: DENY/im,
    /^cross-origin-resource-policy: same-origin/im,
    /^referrer-policy: no-referrer/im,
    /^cache-control: no-store/im,
  ]) {
    expect(head).toMatch(header);
  }
});
