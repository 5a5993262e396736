import type { LiveSession, LiveSessions } from '@orrery/protocol';
import { expect, test } from 'vitest';
import { createLiveReportQueue, mergeReports } from './live-report-queue.ts';

const session = (pid: number, sessionId: string) => ({ root: '/r', pid, sessionId }) as LiveSession;
const report = (part: Partial<LiveSessions>): LiveSessions => ({
  type: 'liveSessions',
  isFull: false,
  running: [],
  gone: [],
  ...part,
});
const gone = (pid: number, sessionId: string) => ({ root: '/r', pid, sessionId, how: 'exited' as const });

test('[AG18] a thousand reports that come while one is applied are applied as one', async () => {
  const applied: LiveSessions[] = [];
  let end = (): void => undefined;
  const queue = createLiveReportQueue((change) => {
    applied.push(change);
    return new Promise((resolve) => {
      end = resolve;
    });
  });
  const all = Array.from({ length: 1000 }, (_, i) =>
    queue.push(report({ running: [session(i % 7, `s${i}`)] })),
  );
  end();
  await all[0];
  await new Promise((resolve) => setImmediate(resolve));
  expect(applied).toHaveLength(2);
  expect(applied[1]?.running).toHaveLength(7);
  end();
  await Promise.all(all);
});

test('[AG18] a report that fails fails for whoever sent it, and the next one is applied', async () => {
  let calls = 0;
  const queue = createLiveReportQueue(async () => {
    calls += 1;
    if (calls === 1) throw new Error('full disk');
  });
  const [first, second] = [queue.push(report({})), queue.push(report({}))];
  await expect(first).rejects.toThrow('full disk');
  await expect(second).resolves.toBeUndefined();
});

test('[AG18] two reports made one say what they said one after the other', () => {
  const started = report({ running: [session(1, 'a'), session(2, 'b')] });
  const merged = mergeReports(started, report({ running: [session(3, 'c')], gone: [gone(1, 'a')] }));
  expect(merged.running.map(({ sessionId }) => sessionId)).toEqual(['b', 'c']);
  expect(merged.gone).toEqual([gone(1, 'a')]);
  const full = mergeReports(merged, report({ isFull: true, running: [session(9, 'z')] }));
  expect(full).toEqual(report({ isFull: true, running: [session(9, 'z')], gone: [gone(1, 'a')] }));
});
