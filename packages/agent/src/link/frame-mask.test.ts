import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { createFrameMask } from './frame-mask.ts';

/** A WebSocket server that keeps the bytes as they come, and answers nothing but the handshake. */
async function listenRaw(): Promise<{ url: string; socket: Promise<Socket>; bytes: () => Buffer }> {
  const chunks: Buffer[] = [];
  const { promise, resolve } = Promise.withResolvers<Socket>();
  const server = createServer((socket) => {
    socket.once('data', (head) => {
      const key = /sec-websocket-key: (\S+)/i.exec(head.toString())?.[1] ?? '';
      const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
      socket.on('data', (chunk) => chunks.push(chunk));
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
      );
      resolve(socket);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `ws://127.0.0.1:${port}`, socket: promise, bytes: () => Buffer.concat(chunks) };
}

test('[K16] sealed frames leave with a mask of zeros; what the hub can choose never leaves as it chose it', async () => {
  const raw = await listenRaw();
  const mask = createFrameMask();
  const client = new WebSocket(raw.url, { perMessageDeflate: false, generateMask: mask.next });
  onTestFinished(() => client.terminate());
  const server = await raw.socket;
  await once(client, 'open');

  mask.unmasked(() => client.send(Buffer.from('sealed bytes')));
  await expect
    .poll(raw.bytes)
    .toEqual(Buffer.from([0x82, 0x80 | 12, 0, 0, 0, 0, ...Buffer.from('sealed bytes')]));

  const chosen = 'GET / HTTP/1.1';
  server.write(Buffer.from([0x89, chosen.length, ...Buffer.from(chosen)]));
  await expect.poll(() => raw.bytes().length).toBe(18 + 6 + chosen.length);
  expect(raw.bytes().toString('latin1')).not.toContain(chosen);
});
