import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Counters, createCounters } from '../server/counters.ts';
import { createFakeArchive, type FakeArchive } from '../test/fake-archive.ts';
import { createReaderModel, messageOf, type ReaderModel } from '../test/reader-model.ts';
import { createFleetSource } from './fleet-source.ts';
import { createFrame } from './frame.ts';
import { createSessionSource } from './session-source.ts';
import type { Subscriber } from './subscriber.ts';
import { createTopic, type Topic } from './topic.ts';
import type { TopicSource } from './topic-source.ts';

const SESSION = 's0';

/** One page that comes and goes, reads fast or slowly. */
interface Reader {
  model: ReaderModel;
  subscriber: Subscriber | null;
  isSlow: boolean;
  isCut: boolean;
}

interface World {
  archive: FakeArchive;
  topic: Topic;
  readers: Reader[];
  /** Reads of the archive that have their data and have not answered. */
  reads: (() => void)[];
  titles: number;
  counters: Counters;
}

function createWorld(kind: 'fleet' | 'session', { maxHeldBytes = 10_000_000 } = {}): World {
  const counters = createCounters();
  const archive = createFakeArchive();
  const reads: (() => void)[] = [];
  archive.onRead = () => new Promise((resolve) => reads.push(resolve));
  archive.hasLateWatches = true;
  archive.putSession({ id: SESSION }, 3);
  const clock = { now: () => 0 };
  const source =
    kind === 'fleet' ? createFleetSource(archive, clock) : createSessionSource(archive, clock, SESSION);
  const topic = createTopic({ source, seenSeq: 1, frameMs: 12, reloadMs: 100, maxHeldBytes, counters });
  archive.onChange((change) => topic.apply(change));
  const readers = Array.from({ length: 3 }, (): Reader => {
    return { model: createReaderModel(), subscriber: null, isSlow: false, isCut: false };
  });
  return { archive, topic, readers, reads, titles: 0, counters };
}

function join(world: World, reader: Reader, since: number | undefined): void {
  if (reader.subscriber) return;
  const subscriber: Subscriber = {
    isBehind: () => reader.isSlow,
    onCut: () => {
      reader.isCut = true;
    },
    send: (frame) => {
      if (reader.subscriber === subscriber) reader.model.apply(messageOf(frame));
    },
    fail: (error) => {
      throw error;
    },
  };
  reader.subscriber = subscriber;
  reader.isCut = false;
  world.topic.subscribe(subscriber, since);
}

function leave(world: World, reader: Reader): void {
  if (reader.subscriber) world.topic.unsubscribe(reader.subscriber);
  reader.subscriber = null;
}

function drain(world: World, reader: Reader): void {
  reader.isSlow = false;
  if (!reader.isCut || !reader.subscriber) return;
  reader.isCut = false;
  world.topic.catchUp(reader.subscriber);
}

/** Lets everything that is under way come to its end. */
async function settle(world: World): Promise<void> {
  while (world.archive.tellChange());
  world.archive.hasLateChanges = false;
  world.archive.settleWatches();
  for (const reader of world.readers) drain(world, reader);
  for (let round = 0; round < 12; round += 1) {
    for (const answer of world.reads.splice(0)) answer();
    await vi.advanceTimersByTimeAsync(120);
  }
}

type Step =
  | { do: 'change'; session: number; entries: number }
  | { do: 'join' | 'rejoin' | 'leave' | 'slow' | 'drain'; reader: number }
  | { do: 'read' | 'tick' | 'watch' | 'tell' };

const reader = fc.nat({ max: 2 });
const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('change' as const),
      session: fc.nat({ max: 3 }),
      entries: fc.nat({ max: 3 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('join', 'rejoin', 'leave', 'slow', 'drain'), reader }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('read', 'tick', 'watch', 'tell', 'tell') }) },
);

async function run(world: World, step: Step): Promise<void> {
  const one = 'reader' in step ? world.readers[step.reader] : undefined;
  switch (step.do) {
    case 'change':
      world.titles += 1;
      world.archive.putSession({ id: `s${step.session}`, title: `${world.titles}` }, step.entries);
      return;
    case 'read':
      world.reads.shift()?.();
      await vi.advanceTimersByTimeAsync(0);
      return;
    case 'tick':
      await vi.advanceTimersByTimeAsync(7);
      return;
    case 'tell':
      world.archive.tellChange();
      return;
    case 'watch':
      return world.archive.settleWatches();
  }
  if (!one) return;
  switch (step.do) {
    case 'join':
      if (!one.subscriber) Object.assign(one, { model: createReaderModel() });
      return join(world, one, undefined);
    case 'rejoin':
      return join(world, one, one.model.seq < 0 ? undefined : one.model.seq);
    case 'leave':
      return leave(world, one);
    case 'slow':
      one.isSlow = true;
      return;
    case 'drain':
      return drain(world, one);
  }
}

describe('topic', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('[MT1] counts the frames that it holds for a reader whose snapshot is under way, and lets them go', async () => {
    for (const maxHeldBytes of [10_000_000, 400]) {
      const world = createWorld('fleet', { maxHeldBytes });
      const { counters, archive, reads } = world;
      const [reader] = world.readers;
      if (reader) join(world, reader, undefined);
      await vi.advanceTimersByTimeAsync(0);
      for (let change = 0; change < 3; change += 1) {
        archive.putSession({ id: 's1', title: `title ${change}` });
        await vi.advanceTimersByTimeAsync(50);
      }
      const isOverrun = maxHeldBytes === 400;
      expect(counters.liveHeldFrames > 0).toBe(!isOverrun);
      expect(counters.liveHeldBytes > 400).toBe(!isOverrun);
      for (const read of reads.splice(0)) read();
      await vi.advanceTimersByTimeAsync(0);
      expect(counters).toMatchObject({ liveHeldFrames: 0, liveHeldBytes: 0 });
    }
  });

  it('[LV3] a reader that drops and comes back at any moment ends with every row of the fleet and no gap between', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(stepArbitrary, { maxLength: 80, size: 'max' }), async (steps) => {
        const world = createWorld('fleet');
        world.archive.hasLateChanges = true;
        for (const step of steps) await run(world, step);
        for (const one of world.readers) join(world, one, one.model.seq < 0 ? undefined : one.model.seq);
        await settle(world);
        const { items } = await world.archive.listSessions({ limit: 100 });
        const truth = items.map(({ id, title }) => [id, title]).sort();
        for (const { model } of world.readers) {
          expect([...model.rows].map(([id, { title }]) => [id, title]).sort()).toEqual(truth);
        }
        world.topic.close();
      }),
      { numRuns: 400, seed: 20_261_122 },
    );
  });

  it('[LV3] a reader of a session ends with its newest entry and misses none on the way', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(stepArbitrary, { maxLength: 80, size: 'max' }), async (steps) => {
        const world = createWorld('session');
        world.archive.hasLateChanges = true;
        for (const step of steps) await run(world, step);
        for (const one of world.readers) join(world, one, undefined);
        await settle(world);
        const session = await world.archive.session(SESSION);
        for (const { model } of world.readers) expect(model.entries.at(-1)).toBe(session?.lastSeq);
        world.topic.close();
      }),
      { numRuns: 400, seed: 20_261_122 },
    );
  });

  it('[LV3] holds a bounded number of frames for a slow load, and loads again beyond it', async () => {
    const world = createWorld('fleet', { maxHeldBytes: 2000 });
    const [one] = world.readers;
    if (!one) throw new Error('no reader');
    join(world, one, undefined);
    for (let index = 0; index < 20; index += 1) {
      world.archive.putSession({ id: `s${index}` });
      await vi.advanceTimersByTimeAsync(20);
    }
    await settle(world);
    expect(one.model.rows.size).toBe(20);
    expect(one.model.snapshots).toBe(2);
  });

  it('[LV3] loads again when the archive answered with less than was told already', async () => {
    const answers = [1, 5, 8];
    const source: TopicSource = {
      open: () => undefined,
      close: () => undefined,
      load: () => {
        const seq = answers.shift() ?? 0;
        return Promise.resolve(createFrame({ type: 'fleetSnapshot', from: null, seq }, {}));
      },
      collect: () => 'collected',
      takeDelta: (from, seq) => createFrame({ type: 'fleetDelta', from, seq }, {}),
      drop: () => undefined,
    };
    const topic = createTopic({
      ...{ source, seenSeq: 5, frameMs: 12, reloadMs: 100, maxHeldBytes: 1000 },
      counters: createCounters(),
    });
    const sent: number[] = [];
    const subscriber = { isBehind: () => false, onCut: () => undefined, fail: () => undefined };
    topic.subscribe({ ...subscriber, send: ({ seq }) => sent.push(seq) }, undefined);
    await vi.advanceTimersByTimeAsync(0);
    topic.apply({
      seq: 6,
      hosts: [],
      sessions: [],
      removed: { hosts: [], sessions: [] },
      totals: null,
      details: [],
    });
    await vi.advanceTimersByTimeAsync(0);
    // 6 continues 5, which this reader never got: the second load did.
    expect(sent).toEqual([1, 5]);
    topic.apply({
      seq: 7,
      hosts: [],
      sessions: [],
      removed: { hosts: [], sessions: [] },
      totals: null,
      details: [],
    });
    await vi.advanceTimersByTimeAsync(200);
    expect(sent).toEqual([1, 5, 8]);
  });

  it('[LV4] sends the first change at once and what follows within a frame together', async () => {
    const world = createWorld('fleet');
    const [one] = world.readers;
    if (!one) throw new Error('no reader');
    join(world, one, undefined);
    await settle(world);
    const deltas = () => one.model.deltas;
    world.archive.putSession({ id: 'a' });
    expect(deltas()).toBe(1);
    for (let index = 0; index < 10; index += 1) world.archive.putSession({ id: `b${index}` });
    expect(deltas()).toBe(1);
    await vi.advanceTimersByTimeAsync(12);
    expect(deltas()).toBe(2);
    expect(one.model.rows.size).toBe(12);
  });

  it('[LV5] cuts a slow reader to a snapshot while the others go on', async () => {
    const world = createWorld('fleet');
    const [slow, fast] = world.readers;
    if (!slow || !fast) throw new Error('no readers');
    join(world, slow, undefined);
    join(world, fast, undefined);
    await settle(world);
    slow.isSlow = true;
    for (let index = 0; index < 5; index += 1) {
      world.archive.putSession({ id: `s${index}` });
      await vi.advanceTimersByTimeAsync(12);
    }
    expect([slow.model.deltas, fast.model.deltas]).toEqual([0, 5]);
    await settle(world);
    expect([slow.model.snapshots, fast.model.snapshots]).toEqual([2, 1]);
    expect(slow.model.rows.size).toBe(5);
  });

  it('[LV6] serialises once for all its readers', async () => {
    const world = createWorld('fleet');
    for (const one of world.readers) join(world, one, undefined);
    await settle(world);
    const stringify = vi.spyOn(JSON, 'stringify');
    world.archive.putSession({ id: 'a' });
    expect(stringify).toHaveBeenCalledTimes(1);
    stringify.mockRestore();
    expect(world.readers.map(({ model }) => model.deltas)).toEqual([1, 1, 1]);
  });

  it('[LV8] a burst that is too large for a frame becomes snapshots at a bounded rate', async () => {
    const world = createWorld('session');
    const [one] = world.readers;
    if (!one) throw new Error('no reader');
    world.archive.onRead = () => Promise.resolve();
    join(world, one, undefined);
    await settle(world);
    const before = one.model.snapshots;
    for (let index = 0; index < 50; index += 1) {
      world.archive.putSession({ id: SESSION }, 400);
      await vi.advanceTimersByTimeAsync(10);
    }
    await settle(world);
    expect(one.model.snapshots - before).toBeLessThanOrEqual(7);
    expect(one.model.entries).toHaveLength(60);
    expect(one.model.entries.at(-1)).toBe((await world.archive.session(SESSION))?.lastSeq);
  });

  it('[LV10] does not tell of sessions that ended long ago while history is filled in', async () => {
    const archive = createFakeArchive();
    const DAY = 86_400_000;
    const topicSource = createFleetSource(archive, { now: () => 10 * DAY });
    const collected: Record<string, string> = {};
    archive.onChange((change) => {
      for (const { id } of change.sessions) collected[id] = topicSource.collect(change);
    });
    archive.putSession({ id: 'old', state: 'ended', lastActivityAt: 8 * DAY, stateSince: 8 * DAY });
    archive.putSession({ id: 'late', state: 'ended', lastActivityAt: 9.5 * DAY });
    archive.putSession({ id: 'justEnded', state: 'ended', lastActivityAt: 2 * DAY, stateSince: 10 * DAY });
    archive.putSession({ id: 'idleForDays', state: 'idle', lastActivityAt: 2 * DAY });
    expect(collected).toEqual({
      old: 'ignored',
      late: 'collected',
      justEnded: 'collected',
      idleForDays: 'collected',
    });
  });
});
