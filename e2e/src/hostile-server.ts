import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What another program on another port of the same host got to see and can do with it. */
export interface HostileServer {
  readonly port: number;
  /** Cookie headers that browsers sent, newest last. */
  readonly cookies: string[];
  /** Everything that its page reported back. */
  readonly loot: string[];
  /** What its page runs. */
  script: string;
  /** `Set-Cookie` headers of its page. */
  plants: string[];
  close(): Promise<void>;
}

/** A server that collects cookies, on every loopback address. */
export async function startHostileServer(): Promise<HostileServer> {
  const cookies: string[] = [];
  const loot: string[] = [];
  const server = createServer((incoming, response) => {
    if (incoming.headers.cookie !== undefined) cookies.push(incoming.headers.cookie);
    if (incoming.url?.startsWith('/loot')) {
      let body = '';
      incoming.on('data', (piece: Buffer) => {
        body += piece.toString();
      });
      incoming.on('end', () => {
        loot.push(body);
        response.end();
      });
      return;
    }
    response.writeHead(200, { 'content-type': 'text/html', 'set-cookie': hostile.plants });
    response.end(`<!doctype html><title>free icons</title><script>${hostile.script}</script>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '::', resolve));
  const hostile: HostileServer = {
    ...{ cookies, loot, script: '', plants: [], port: (server.address() as AddressInfo).port },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return hostile;
}

/** Status and body of a request with any header at all; an upgrade counts as 101. */
export function forge(
  url: string,
  method: string,
  path: string,
  headers: Record<string, string>,
  body = '',
): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers }, (response) => {
      let text = '';
      response.on('data', (piece: Buffer) => {
        text += piece.toString();
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode ?? 0, text: '' });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
