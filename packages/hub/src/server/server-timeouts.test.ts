import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { UPGRADE } from '../test/raw-request.ts';
import { eventually, OWNER, startTestHub, type TestHub } from '../test/test-hub.ts';

const QUICK = { headers: 300, request: 600, keepAlive: 300, silence: 1_500, check: 50 };

/** A client of few words. */
async function dial({ hub }: TestHub): Promise<{ socket: Socket; ended: Promise<string> }> {
  const { hostname, port } = new URL(hub.url);
  // Stays half open when the other side ends: clients that want to hold a connection do that.
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  let heard = '';
  socket.on('data', (data) => {
    heard += data;
  });
  socket.on('error', () => undefined);
  const ended = new Promise<string>((resolve) => {
    const isOver = () => resolve(heard);
    socket.on('end', isOver);
    socket.on('close', isOver);
  });
  await once(socket, 'connect');
  return { socket, ended };
}

const head = ({ hub }: TestHub, length: number) =>
  [
    'POST /api/setup HTTP/1.1',
    `Host: ${new URL(hub.url).host}`,
    `Origin: ${hub.url}`,
    'Content-Type: application/json',
    `Content-Length: ${length}`,
    '\r\n',
  ].join('\r\n');

it('[AU17] cuts whoever sends nothing, half a header, or half a body', async () => {
  const test = await startTestHub({ timeouts: QUICK });
  for (const said of ['', 'GET /api/health HTTP/1.1\r\nHo', `${head(test, 500)}{"code":`]) {
    const { socket, ended } = await dial(test);
    socket.write(said);
    const answer = await ended;
    if (said !== '') expect(answer, said).toMatch(/^HTTP\/1.1 408 /);
  }
});

it('[AU17] cuts whoever sends one byte now and then, whatever they are in the middle of', async () => {
  const test = await startTestHub({ timeouts: QUICK });
  for (const start of ['GET /api/health HTTP/1.1\r\nX-A: ', head(test, 60_000)]) {
    const { socket, ended } = await dial(test);
    socket.write(start);
    const drip = setInterval(() => socket.write('a'), 40);
    onTestFinished(() => clearInterval(drip));
    expect(await ended).toMatch(/^HTTP\/1.1 408 /);
    clearInterval(drip);
  }
});

it('[AU17] ends idle connections, and does not wait for the other side to close after a refused upgrade', async () => {
  const test = await startTestHub({ timeouts: QUICK });
  const host = new URL(test.hub.url).host;
  const idle = await dial(test);
  idle.socket.write(`GET /api/health HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  expect(await idle.ended).toMatch(/^HTTP\/1.1 200 /);
  const refused = await dial(test);
  const headers = Object.entries({ ...UPGRADE, host, origin: test.hub.url });
  const lines = headers.map(([name, value]) => `${name}: ${value}`).join('\r\n');
  refused.socket.write(`GET /live HTTP/1.1\r\n${lines}\r\n\r\n`);
  expect(await refused.ended).toMatch(/^HTTP\/1.1 401 /);
  // Only a socket that is really gone answers a further byte with a reset.
  const isGone = () => {
    refused.socket.write('x');
    return refused.socket.destroyed;
  };
  await eventually(isGone).toBe(true);
});

it('[AU17] a slow body does not keep others from setting up', async () => {
  const test = await startTestHub();
  const code = test.hub.setupUrl()?.split('#code=')[1];
  const slow = await dial(test);
  slow.socket.write(`${head(test, 500)}{"code":"${code}",`);
  const made = await test.call('POST', '/api/setup', { body: { ...OWNER, code } });
  expect(made.status).toBe(200);
  expect(slow.socket.destroyed).toBe(false);
});
