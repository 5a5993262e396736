import { expect, it } from 'vitest';
import { createFakeArchive, sessionRow } from '../test/fake-archive.ts';
import { createFakeTime } from '../test/fake-time.ts';
import { waitingRow } from '../test/notice-world.ts';
import type { NoticedFact } from './notice.ts';
import { defaultNoticeLimits } from './notice-limits.ts';
import { watchNotices } from './notice-watch.ts';

async function startWatch(archive = createFakeArchive()) {
  const time = createFakeTime();
  const told: NoticedFact[] = [];
  const watch = await watchNotices({
    ...{ archive, clock: time, schedule: time.schedule, limits: defaultNoticeLimits },
    toldBefore: new Set(),
    onNoticed: (fact) => void told.push(fact),
  });
  return { archive, time, told, watch };
}

it('[NT1] tells a wait after its grace without another change', async () => {
  const { archive, time, told } = await startWatch();
  archive.putSession(waitingRow('s', time.now()));
  time.pass(5_199);
  expect(told).toEqual([]);
  time.pass(1);
  expect(told).toMatchObject([{ kind: 'permission', session: { id: 's' } }]);
  expect(time.timers).toBe(0);
});

it('[NT2] takes what came while it learned what was there', async () => {
  const archive = createFakeArchive();
  const time = createFakeTime();
  archive.putSession(waitingRow('before', time.now()));
  archive.onRead = () => {
    archive.putSession(waitingRow('meanwhile', time.now()));
    return Promise.resolve();
  };
  const told: string[] = [];
  await watchNotices({
    ...{ archive, clock: time, schedule: time.schedule, limits: defaultNoticeLimits },
    toldBefore: new Set(),
    onNoticed: ({ session }) => void told.push(session.id),
  });
  archive.putSession(waitingRow('before', time.now()));
  time.pass(60_000);
  expect(told).toEqual(['meanwhile']);
});

it('[NT4] looks at a burst of changes once', async () => {
  const { archive, time } = await startWatch();
  for (let n = 0; n < 1_000; n += 1) archive.putSession(sessionRow({ id: `s${n % 300}` }));
  expect(time.timers).toBe(1);
  time.pass(200);
  expect(time.timers).toBe(0);
});

it('[NT32] leaves no timer behind when it is closed', async () => {
  const { archive, time, told, watch } = await startWatch();
  archive.putSession(waitingRow('s', time.now()));
  time.pass(1_000);
  watch.close();
  archive.putSession(waitingRow('t', time.now()));
  time.pass(60_000);
  expect([time.timers, told]).toEqual([0, []]);
});
