import { randomUUID } from 'node:crypto';
import type { LiveSession } from '@orrery/protocol';
import { describe, expect, it } from 'vitest';
import { createArchiveWriter } from '../archive/archive-writer.ts';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import type { Storage } from '../storage/storage.ts';
import { registration } from '../test/contract-world.ts';
import { MAX_LIVE_OF_HOST } from './live-reports.ts';

const session = (pid: number): LiveSession => ({
  root: '/r',
  source: 'registry',
  kind: null,
  pid,
  sessionId: `00000000-0000-4000-8000-${String(pid).padStart(12, '0')}`,
  status: 'busy',
  waitingFor: null,
  statusSince: 1,
  startedAt: 1,
  cwd: '/r',
  entrypoint: 'cli',
  version: '2',
  name: null,
  process: 'alive',
});
const sessions = (from: number, count: number) => Array.from({ length: count }, (_, i) => session(from + i));
const report = (part: object) => ({
  type: 'liveSessions' as const,
  isFull: false,
  running: [],
  gone: [],
  ...part,
});

/** Calls of each method, rows that they read, and a writer over them. */
function countedWriter() {
  const rows = { read: 0 };
  const storage = new Proxy(createMemoryStorage(randomUUID()), {
    get(target, name) {
      const value = Reflect.get(target, name) as unknown;
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        const result: unknown = value.apply(target, args);
        if (name === 'liveOfHost') rows.read += Array.isArray(result) ? result.length : 0;
        return result;
      };
    },
  }) as Storage;
  const writer = createArchiveWriter({
    storage,
    now: () => 1000,
    newId: randomUUID,
    onCommit: () => undefined,
  });
  return { writer, rows, storage, host: writer.registerHost(registration('key')).id };
}

describe('reports of running clients', () => {
  it('[AR42] read what is known of a machine once a report, however many clients it names', () => {
    const { writer, rows, host } = countedWriter();
    writer.applyLiveSessions(host, report({ isFull: true, running: sessions(1, 500) }));
    rows.read = 0;
    const gone = sessions(1, 100).map(({ root, pid, sessionId }) => ({
      root,
      pid,
      sessionId,
      how: 'died' as const,
    }));
    writer.applyLiveSessions(host, report({ running: sessions(101, 400), gone }));
    writer.applyLiveSessions(host, report({ isFull: true, running: sessions(101, 400) }));
    expect(rows.read).toBeLessThan(1_000);
  });

  it('[AR42] a machine that names more clients than any runs is refused, and nothing of the report is kept', () => {
    const { writer, storage, host } = countedWriter();
    for (let from = 1; from < MAX_LIVE_OF_HOST; from += 1024) {
      const running = sessions(from, 1024).map((one) => ({ ...one, sessionId: session(1).sessionId }));
      writer.applyLiveSessions(host, report({ running }));
    }
    expect(() => writer.applyLiveSessions(host, report({ running: sessions(90_000, 1) }))).toThrow(
      expect.objectContaining({ kind: 'tooLarge' }),
    );
    expect(storage.liveOfHost(host)).toHaveLength(MAX_LIVE_OF_HOST);
  });
});
