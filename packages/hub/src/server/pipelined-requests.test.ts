import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { startTestHub } from '../test/test-hub.ts';

it('[AU32] a connection that asks again and again without reading is cut, before its requests cost anything', async () => {
  const { hub } = await startTestHub();
  const { port, host } = new URL(hub.url);
  const socket = connect(Number(port), '127.0.0.1');
  await once(socket, 'connect');
  let answered = '';
  socket.on('data', (chunk) => {
    answered += String(chunk);
  });
  socket.on('error', () => undefined);
  const request = `GET /api/health HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
  socket.write(request.repeat(500));
  await once(socket, 'close');
  expect(answered.split('HTTP/1.1 ').length - 1).toBeLessThanOrEqual(2);
  expect((await fetch(`${hub.url}/api/health`)).status).toBe(200);
});

it('[AU32] one request after the other on a connection is served for as long as it asks', async () => {
  const { hub } = await startTestHub();
  const { port, host } = new URL(hub.url);
  const socket = connect(Number(port), '127.0.0.1');
  await once(socket, 'connect');
  for (let asked = 0; asked < 20; asked += 1) {
    socket.write(`GET /api/health HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    expect(String((await once(socket, 'data'))[0])).toContain('HTTP/1.1 200');
  }
  socket.destroy();
});
