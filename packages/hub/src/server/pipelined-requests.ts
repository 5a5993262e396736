import type { Socket } from 'node:net';
import type { App } from './app.ts';

/** Browsers and proxies send the next request when they have the answer; some ask once more while the last one is on its way. */
const MOST = 2;

/**
 * Cuts a connection that asks again and again without reading: Node hands over all requests of one read at once, and each
 * would hold its answer, and an open file of the page, until somebody reads it. Has to be the first hook of all.
 */
export function cutPipelines(app: App): void {
  const underWay = new WeakMap<Socket, number>();
  app.addHook('onRequest', (request, reply, done) => {
    const { socket } = request.raw;
    const count = (underWay.get(socket) ?? 0) + 1;
    if (count > MOST || socket.destroyed) {
      reply.hijack();
      socket.destroy();
      return;
    }
    underWay.set(socket, count);
    reply.raw.once('close', () => underWay.set(socket, (underWay.get(socket) ?? 1) - 1));
    done();
  });
}
