import { type LiveSession, liveSessionsSchema, MAX_LIVE_SESSIONS } from '@orrery/protocol';
import { expect, test } from 'vitest';
import { liveReports } from './live-reports.ts';

const session = (pid: number, part: Partial<LiveSession> = {}): LiveSession => ({
  root: '/home/ana/.claude',
  source: 'registry',
  kind: null,
  pid,
  sessionId: `session-${pid}`,
  status: 'busy',
  waitingFor: null,
  statusSince: 1,
  startedAt: 1,
  cwd: '/home/ana/app',
  entrypoint: 'cli',
  version: '2.1.330',
  name: null,
  process: 'alive',
  ...part,
});

test('[T42] a machine with more clients than one message may name tells them in several, the first one full', () => {
  const running = Array.from({ length: MAX_LIVE_SESSIONS + 1 }, (_, pid) => session(pid + 1));
  const messages = liveReports({ isFull: true, running, gone: [] });
  expect(messages.map(({ isFull }) => isFull)).toEqual([true, false]);
  expect(messages.flatMap((message) => message.running)).toHaveLength(running.length);
  for (const message of messages) expect(liveSessionsSchema.safeParse(message).success).toBe(true);
});

test('[T42] what a registry file says at length is cut to what the hub takes', () => {
  const long = 'x'.repeat(4096);
  const running = [session(1, { name: long, waitingFor: long, version: long, kind: long, entrypoint: long })];
  const gone = Array.from({ length: 9000 }, (_, pid) => ({
    root: '/r',
    pid,
    sessionId: 's',
    how: 'died' as const,
  }));
  const [message] = liveReports({ isFull: true, running, gone });
  expect(liveSessionsSchema.safeParse(message).success).toBe(true);
});

test('[T42] nothing to tell is one message all the same', () => {
  expect(liveReports({ isFull: true, running: [], gone: [] })).toHaveLength(1);
});
