import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { OrreryError } from '@orrery/protocol';

/** Below what systems hand out to outgoing connections, so that the port is still free after a restart. */
const LOWEST = 17_000;
const HIGHEST = 28_000;
const TRIES = 20;

/** A port of the loopback address that nobody listens on now: one of ours, or any that the system has when those are taken. */
export async function choosePort(): Promise<number> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const port = randomInt(LOWEST, HIGHEST);
    if ((await listenOnce(port)) !== null) return port;
  }
  const any = await listenOnce(0);
  if (any === null) throw new OrreryError('unavailable', 'No port of 127.0.0.1 is free for hooks.');
  return any;
}

/** The port that could be listened on; null where it could not. */
function listenOnce(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : null));
    });
  });
}
