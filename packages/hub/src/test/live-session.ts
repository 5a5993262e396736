import type { LiveSession } from '@orrery/protocol';
import { SESSION } from './contract-world.ts';

/** The running client of the usual session. */
export function liveSession(part: Partial<LiveSession> = {}): LiveSession {
  return {
    root: '/home/ana/.claude',
    source: 'registry',
    kind: null,
    pid: 4242,
    sessionId: SESSION,
    status: 'busy',
    waitingFor: null,
    statusSince: Date.now(),
    startedAt: Date.now() - 1_000,
    cwd: '/home/ana/shop',
    entrypoint: 'cli',
    version: '2.1.330',
    name: null,
    process: 'alive',
    ...part,
  };
}
