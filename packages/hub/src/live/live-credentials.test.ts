import { EventEmitter } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import type { WebSocket } from 'ws';
import type { Caller } from '../auth/principal.ts';
import { createCounters } from '../server/counters.ts';
import { silentLogger } from '../server/hub-logger.ts';
import { createFakeArchive } from '../test/fake-archive.ts';
import { createFakeTime } from '../test/fake-time.ts';
import { defaultLiveLimits } from './live-limits.ts';
import { createLiveLink } from './live-link.ts';

/** A socket that was opened at a moment which no real one can be made to meet. */
class OpenedSocket extends EventEmitter {
  readonly OPEN = 1;
  readonly readyState = 1;
  readonly bufferedAmount = 0;
  readonly closed = Promise.withResolvers<string>();
  readonly send = () => undefined;
  readonly terminate = () => undefined;

  close(_code: number, reason: string): void {
    this.closed.resolve(reason);
  }
}

it('[AU14] a socket whose session ended while it was being opened is closed at once, not at the next round', async () => {
  const never = 2_000_000_000;
  const link = await createLiveLink({
    ...{ archive: createFakeArchive(), clock: createFakeTime(), counters: createCounters() },
    ...{ logger: silentLogger, version: '0', bulletins: [], hasChangedOutside: () => false },
    isStillValid: () => Promise.resolve(false),
    limits: { ...defaultLiveLimits, recheckMs: never, watchMs: never, heartbeatMs: never },
    principalLimits: { sockets: 1, subscriptions: 1 },
  });
  onTestFinished(() => link.close());
  const principal: Caller = {
    ...{ kind: 'session', pageHash: 'h', sessionId: 's', userId: 'u', name: 'Ada', email: 'ada@example.com' },
    ...{ role: 'admin', address: '192.0.2.7' },
  };
  const socket = new OpenedSocket();
  link.accept(socket as unknown as WebSocket, { principal });
  expect(await socket.closed.promise).toBe('unauthenticated');
});
