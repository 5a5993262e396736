import { describe, expect, it } from 'vitest';
import { sessionRow } from '../test/fake-archive.ts';
import { alertRow, createNoticeWorld, requestRow, waitingRow } from '../test/notice-world.ts';
import { nextDueAt } from './known-notices.ts';

const working = (id: string, at: number) =>
  sessionRow({ id, state: 'working', stateSince: at, lastActivityAt: at });

describe('waits', () => {
  it('[NT1] are told once, when they last', () => {
    const world = createNoticeWorld();
    const row = waitingRow('s', world.now);
    world.change(row);
    expect(nextDueAt(world.known())).toBe(world.now + 5_000);
    world.pass(4_999);
    expect(world.news()).toEqual([]);
    world.pass(1);
    expect(world.news()).toEqual(['permission']);
    world.change({ ...row, changeSeq: 2 });
    world.pass(60_000);
    expect(world.news()).toEqual([]);
    expect(nextDueAt(world.known())).toBeNull();
  });

  it('[NT1] are not told when somebody answers at once', () => {
    const world = createNoticeWorld();
    world.change(waitingRow('s', world.now));
    world.pass(2_000);
    world.change(working('s', world.now));
    world.pass(60_000);
    expect(world.news()).toEqual([]);
  });

  it('[NT1] are told when the machine was away for a moment meanwhile', () => {
    const world = createNoticeWorld();
    const row = waitingRow('s', world.now);
    world.change(row);
    world.pass(1_000);
    world.change({ ...row, state: 'unreachable', waiting: null });
    world.pass(1_000);
    world.change(row);
    world.pass(5_000);
    world.change({ ...row, state: 'unreachable', waiting: null });
    world.pass(200_000);
    world.change(row);
    world.pass(10_000);
    expect(world.news()).toEqual(['permission']);
  });

  it('[NT1] of one session are told one after the other', () => {
    const world = createNoticeWorld();
    world.change(waitingRow('s', world.now));
    world.pass(5_000);
    world.change(working('s', world.now));
    world.pass(1_000);
    const question = { kind: 'question' as const, reported: '', tool: null, text: 'Which?', agentId: null };
    world.change({ ...waitingRow('s', world.now), waiting: question });
    world.pass(5_000);
    expect(world.news()).toEqual(['permission', 'answer']);
  });

  it('[NT1] are told by request: one that joins a wait told before is part of it, a further one is news', () => {
    const world = createNoticeWorld();
    const since = world.now;
    world.change(waitingRow('s', since));
    world.pass(5_000);
    expect(world.news()).toEqual(['permission']);
    const first = requestRow('r1', since + 300);
    world.change(waitingRow('s', since + 300, [first]));
    world.pass(10_000);
    expect(world.news()).toEqual([]);
    world.change(waitingRow('s', since + 300, [first, requestRow('r2', world.now, { text: 'pwd' })]));
    world.pass(5_000);
    expect(world.told.at(-1)?.request?.id).toBe('r2');
    // The first is answered, the second remains: nothing new.
    world.change(waitingRow('s', world.now, [requestRow('r2', world.now)]));
    // Both are answered, and the registry still says that it waits.
    world.change(waitingRow('s', world.now + 50));
    world.pass(10_000);
    expect(world.news()).toEqual(['permission']);
  });

  it('[NT1] that begin together are told together', () => {
    const world = createNoticeWorld();
    const requests = ['r1', 'r2', 'r3'].map((id) => requestRow(id, world.now));
    world.change(waitingRow('s', world.now, requests.slice(0, 1)));
    world.pass(1_000);
    world.change(waitingRow('s', world.now, requests));
    world.pass(1_000);
    world.change(waitingRow('s', world.now, requests.slice(1)));
    world.pass(3_000);
    expect(world.told).toMatchObject([{ request: { id: 'r2' }, furtherRequests: 1 }]);
    world.pass(60_000);
    expect(world.told).toHaveLength(1);
  });

  it('[NT2] that were there before are no news, those of afterwards are', () => {
    const world = createNoticeWorld();
    world.know(waitingRow('a', world.now - 1_000), working('b', world.now - 1_000));
    world.change(waitingRow('a', world.now - 1_000));
    world.change(waitingRow('b', world.now - 300_000));
    world.pass(10_000);
    expect(world.told.map(({ session }) => session.id)).toEqual(['b']);
  });

  it('[NT2] of before a restart are not told again when their machine is back, newer ones are', () => {
    const world = createNoticeWorld();
    const since = world.now - 30_000;
    const away = { state: 'unreachable' as const, waiting: null };
    world.know({ ...waitingRow('a', since), ...away }, { ...waitingRow('b', since), ...away });
    world.pass(3_000);
    world.change(waitingRow('a', since), waitingRow('b', since + 31_000));
    world.pass(10_000);
    expect(world.told.map(({ session }) => session.id)).toEqual(['b']);
  });

  it('[NT2] of a machine that joins are told when they are fresh', () => {
    const world = createNoticeWorld();
    world.change(waitingRow('old', world.now - 121_000), waitingRow('new', world.now - 60_000));
    world.pass(10_000);
    expect(world.told.map(({ session }) => session.id)).toEqual(['new']);
  });
});

describe('alerts', () => {
  const burning = (since: number) => ({ kind: 'burning' as const, evidence: '9x', since });

  it('[NT3] are told once while they last', () => {
    const world = createNoticeWorld();
    const lastActivityAt = world.now;
    world.change(alertRow('s', [burning(world.now)], { lastActivityAt }));
    expect(world.told).toMatchObject([{ kind: 'burning', evidence: '9x' }]);
    world.pass(30_000);
    world.change(alertRow('s', [{ ...burning(world.now), evidence: '12x' }], { lastActivityAt }));
    expect(world.told).toHaveLength(1);
  });

  it('[NT3] that flap are told once, and again after a minute of calm', () => {
    const world = createNoticeWorld();
    const step = (isBurning: boolean) =>
      world.change(alertRow('s', isBurning ? [burning(world.now)] : [], { lastActivityAt: world.now }));
    for (let round = 0; round < 10; round += 1) {
      step(true);
      world.pass(10_000);
      step(false);
      world.pass(50_000);
    }
    expect(world.news()).toEqual(['burning']);
    world.pass(10_000);
    step(true);
    expect(world.news()).toEqual(['burning']);
  });

  it('[NT2] that a backfill brings are no news', () => {
    const world = createNoticeWorld();
    const old = world.now - 3_600_000;
    world.change(sessionRow({ id: 's', state: 'working', lastActivityAt: old, stateSince: old }));
    for (const kind of ['looping', 'burning', 'erroring', 'contextFull'] as const) {
      world.change(alertRow('s', [{ kind, evidence: '', since: old }], { lastActivityAt: old + 1 }));
    }
    world.change(
      alertRow('s', [{ kind: 'stuck', evidence: '', since: old + 2 }], { lastActivityAt: old + 2 }),
    );
    world.change(alertRow('e', [{ kind: 'crashed', evidence: '', since: old }], { state: 'crashed' }));
    world.pass(10_000);
    expect(world.told).toEqual([]);
  });

  it('[NT2] that begin long after their cause are told when the session was seen before', () => {
    const world = createNoticeWorld();
    const at = world.now;
    const quiet = { lastActivityAt: at, stateSince: at };
    world.change(sessionRow({ id: 's', state: 'working', ...quiet }));
    world.pass(600_000);
    world.change(alertRow('s', [{ kind: 'stuck', evidence: 'silent', since: at }], quiet));
    expect(world.news()).toEqual(['stuck']);

    const since = world.now;
    world.change(waitingRow('w', since));
    world.pass(5_000);
    world.pass(300_000);
    const waitingLong = { kind: 'waitingLong' as const, evidence: '', since };
    world.change({ ...waitingRow('w', since), alerts: [waitingLong] });
    expect(world.news()).toEqual(['permission', 'waitingLong']);

    world.change(alertRow('s', [{ kind: 'crashed', evidence: '', since: at }], { state: 'crashed' }));
    expect(world.news()).toEqual(['crashed']);
    world.change(alertRow('s', [{ kind: 'crashed', evidence: '', since: at }], { state: 'crashed' }));
    expect(world.news()).toEqual([]);
  });

  it('[NT2] of before the start are no news', () => {
    const world = createNoticeWorld();
    const row = alertRow('s', [burning(world.now)], { lastActivityAt: world.now });
    world.know(row);
    world.change(row);
    expect(world.told).toEqual([]);
  });
});

it('[NT4] remembers only sessions that live or lived lately', () => {
  const world = createNoticeWorld();
  world.change(...Array.from({ length: 500 }, (_, n) => sessionRow({ id: `h${n}`, state: 'ended' })));
  expect(world.known().sessions.size).toBe(0);
  world.change(working('s', world.now));
  world.change(sessionRow({ id: 's', state: 'ended' }));
  expect(world.known().sessions.size).toBe(1);
  world.pass(3_600_001);
  expect(world.known().sessions.size).toBe(0);
});
