import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A request as it came. */
export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** A loopback server that keeps what it gets; a push service or the receiver of a webhook. */
export interface HttpReceiver {
  readonly url: string;
  /** `127.0.0.1:port`. */
  readonly host: string;
  readonly received: Received[];
  /** Answers; unless set, with 200. */
  onRequest: (answer: ServerResponse, request: Received) => void;
  /** The request of this number (from 1), as soon as it is there. */
  nth(number: number): Promise<Received>;
}

/** Starts one; it stops with the test. */
export async function startReceiver(): Promise<HttpReceiver> {
  const waiting: { number: number; resolve: (request: Received) => void }[] = [];
  const server = createServer((request, answer) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const one = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts) };
      receiver.received.push(one);
      receiver.onRequest(answer, one);
      for (const { number, resolve } of waiting) if (number === receiver.received.length) resolve(one);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const receiver: HttpReceiver = {
    url: `http://${host}`,
    host,
    received: [],
    onRequest: (answer) => void answer.writeHead(200).end('ok'),
    nth: (number) => {
      const there = receiver.received[number - 1];
      if (there) return Promise.resolve(there);
      return new Promise((resolve) => waiting.push({ number, resolve }));
    },
  };
  return receiver;
}
