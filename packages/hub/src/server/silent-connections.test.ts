import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { boundSilentConnections } from './silent-connections.ts';

it('[AU31] of too many silent connections the oldest goes, one that waits for its answer stays, and a new one is served', async () => {
  const held: (() => void)[] = [];
  const server = createServer((request, response) => {
    if (request.url === '/slow') held.push(() => response.end('slow'));
    else response.end('quick');
  });
  boundSilentConnections(server, 3);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const sockets: Socket[] = [];
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const open = async () => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    sockets.push(socket);
    await once(socket, 'connect');
    return socket;
  };
  const busy = await open();
  busy.write('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n');
  await expect.poll(() => held.length).toBe(1);
  const [first] = [await open(), await open(), await open(), await open()];
  await once(first as Socket, 'close');
  const late = await open();
  late.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  expect(String((await once(late, 'data'))[0])).toContain('quick');
  held[0]?.();
  expect(String((await once(busy, 'data'))[0])).toContain('slow');
});

it('[AU31] of too many connections that leave their answer unread the oldest goes, and a new one is served', async () => {
  const server = createServer((request, response) => {
    if (request.url === '/') response.end('quick');
  });
  boundSilentConnections(server, 10, 2);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const open = async (path: string) => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    return socket;
  };
  onTestFinished(() => void server.close());
  const first = await open('/never');
  const gone = once(first, 'close');
  await open('/never');
  await open('/never');
  await gone;
  expect(String((await once(await open('/'), 'data'))[0])).toContain('quick');
});
