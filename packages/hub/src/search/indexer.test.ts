import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSearchWorld, type SearchWorld, searchAll } from '../test/search-world.ts';

/** Seals `count` blocks of one entry each in one session. */
function sealBlocks(world: SearchWorld, count: number, word: string, options = { isHeard: false }): void {
  for (let i = 0; i < count; i++) {
    world.append(1, `${word} number ${i}`, 1_000 + i);
    world.seal(1, options);
  }
}

function segmentSizes(world: SearchWorld): number[] {
  return world.segments().map((segment) => segment.blockIds.length);
}

/** Runs what is put off until nothing is; returns the delays that were asked for. */
function runAll(world: SearchWorld): number[] {
  const delays: number[] = [];
  for (let delay = world.runScheduled(); delay !== null; delay = world.runScheduled()) delays.push(delay);
  return delays;
}

describe('indexer', () => {
  it('[IX1] puts each sealed block into exactly one segment, whether it was handed over or read back', () => {
    const world = createSearchWorld();
    sealBlocks(world, 40, 'read');
    sealBlocks(world, 40, 'heard', { isHeard: true });
    world.indexer.settle();
    expect(
      world
        .segments()
        .flatMap((segment) => segment.blockIds)
        .sort((a, b) => a - b),
    ).toEqual(world.blockIds());
    expect(searchAll(world.searcher, 'number', 50)).toHaveLength(80);
    world.indexer.settle();
    expect(segmentSizes(world)).toEqual([80]);
  });

  it('[IX2] leaves open blocks alone', () => {
    const world = createSearchWorld();
    world.append(1, 'still open', 1);
    sealBlocks(world, 0, 'none');
    world.indexer.settle();
    expect(world.segments()).toEqual([]);
    expect(searchAll(world.searcher, 'open', 5)).toHaveLength(1);
  });

  it('[IX3] makes one segment of what streams in and lets a trickle gather', () => {
    const world = createSearchWorld();
    sealBlocks(world, 20, 'first');
    world.indexer.wake();
    runAll(world);
    expect(segmentSizes(world)).toEqual([]);
    sealBlocks(world, 600, 'stream');
    world.indexer.wake();
    runAll(world);
    expect(segmentSizes(world)).toEqual([256, 256, 108]);
    expect(world.errors).toEqual([]);
  });

  it('[IX4] waits before it looks again while little comes, however often it is woken', () => {
    const world = createSearchWorld();
    sealBlocks(world, 1, 'single');
    const delays: number[] = [];
    for (let i = 0; i < 10; i++) {
      world.indexer.wake();
      world.indexer.wake();
      delays.push(...runAll(world));
    }
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(2_000);
  });

  it('[IX5] merges eight segments of a size into one, leaving out deleted blocks', () => {
    const world = createSearchWorld();
    for (let segment = 0; segment < 8; segment++) {
      sealBlocks(world, 33, `part${segment}`);
      world.indexer.settle();
      if (segment === 2) world.deleteBlock(world.blockIds()[5] ?? 0);
    }
    expect(segmentSizes(world)).toEqual([8 * 33 - 1]);
    expect(world.segments()[0]?.level).toBe(1);
    for (let segment = 0; segment < 8; segment++) {
      expect(searchAll(world.searcher, `part${segment}`, 10)).toHaveLength(segment === 0 ? 32 : 33);
    }
  });

  it('[IX6] merges blocks that were sealed late into their place', () => {
    const world = createSearchWorld();
    world.append(2, 'an early block that stays open for long', 5);
    for (let segment = 0; segment < 8; segment++) {
      sealBlocks(world, 32, `part${segment}`);
      if (segment === 6) world.seal(2, { isHeard: false });
      world.indexer.settle();
    }
    const [merged] = world.segments();
    expect(merged?.blockIds).toEqual(world.blockIds());
    expect(searchAll(world.searcher, 'early', 10).map((hit) => hit.uuid)).toEqual(['2/1']);
    expect(searchAll(world.searcher, 'part7', 10)).toHaveLength(32);
  });

  it('[IX7] tells of a failure, keeps every block findable and makes the segment after the next wake', () => {
    const world = createSearchWorld();
    sealBlocks(world, 300, 'kept');
    world.failPutSegment(new Error('disk full'));
    world.indexer.wake();
    runAll(world);
    expect(world.errors).toEqual([new Error('disk full')]);
    expect(searchAll(world.searcher, 'kept', 100)).toHaveLength(300);
    world.indexer.wake();
    runAll(world);
    expect(segmentSizes(world).reduce((sum, size) => sum + size, 0)).toBe(300);
    expect(searchAll(world.searcher, 'kept', 100)).toHaveLength(300);
  });

  it('[IX8] drops what it began when it is closed, and begins anew when it is woken', () => {
    const world = createSearchWorld();
    sealBlocks(world, 100, 'again', { isHeard: true });
    world.indexer.close();
    expect(world.runScheduled()).toBeNull();
    expect(segmentSizes(world)).toEqual([]);
    world.indexer.wake();
    runAll(world);
    expect(segmentSizes(world)).toEqual([100]);
  });

  it('[IX9] does a large merge in many short pieces', () => {
    const world = createSearchWorld();
    for (let segment = 0; segment < 7; segment++) {
      sealBlocks(world, 32, `part${segment}`);
      world.indexer.settle();
    }
    sealBlocks(world, 32, 'part7');
    world.indexer.wake();
    expect(runAll(world).length).toBeGreaterThan(32);
    expect(segmentSizes(world)).toEqual([256]);
  });

  it('[IX10] indexes open blocks that rest when there are many, and finds what they gain afterwards', () => {
    const world = createSearchWorld();
    for (let session = 0; session < 80; session++) world.append(session, `needle of ${session}`, session);
    world.indexer.wake();
    for (let i = 0; i < 8; i++) world.runScheduled();
    expect(segmentSizes(world)).toEqual([80]);
    expect(world.store.looseBlocks()).toEqual([]);
    expect(searchAll(world.searcher, 'needle', 50)).toHaveLength(80);
    world.append(3, 'another needle', 500);
    expect(world.store.looseBlocks().map((block) => block.sessionPk)).toEqual([3]);
    expect(
      searchAll(world.searcher, 'needle', 50)
        .map((hit) => hit.uuid)
        .slice(0, 2),
    ).toEqual(['3/2', '79/1']);
    world.seal(3);
    world.indexer.settle();
    expect(segmentSizes(world)).toEqual([80, 1]);
    expect(searchAll(world.searcher, 'needle', 50)).toHaveLength(81);
  });

  it('[IX10] indexes the many open blocks that a stream leaves, soon after its end', () => {
    const world = createSearchWorld();
    for (let session = 100; session < 180; session++) world.append(session, `needle ${session}`, session);
    world.indexer.wake();
    world.runScheduled();
    sealBlocks(world, 64, 'stream');
    world.indexer.wake();
    const delays: number[] = [];
    while (world.store.looseBlocks().length > 0) delays.push(world.runScheduled() ?? Infinity);
    expect(Math.max(...delays)).toBeLessThanOrEqual(2_000);
    expect(delays.filter((delay) => delay === 800)).toHaveLength(2);
    expect(searchAll(world.searcher, 'needle', 50)).toHaveLength(80);
  });

  it('[IX11] keeps a block loose that grew while it was being indexed', () => {
    const world = createSearchWorld();
    for (let session = 0; session < 80; session++) world.append(session, `needle of ${session}`, session);
    world.beforePutSegment(() => world.append(5, 'late needle', 900));
    world.indexer.wake();
    for (let i = 0; i < 8; i++) world.runScheduled();
    expect(world.store.looseBlocks().map((block) => block.sessionPk)).toEqual([5]);
    expect(searchAll(world.searcher, 'needle', 50)).toHaveLength(81);
  });

  it('[IX12] finds each hit once, whatever grows, rests, is sealed and merged in any order', () => {
    const step = fc.record({
      kind: fc.constantFrom('append', 'append', 'run', 'run', 'seal', 'settle'),
      session: fc.nat(79),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const world = createSearchWorld();
        for (let session = 0; session < 80; session++) world.append(session, `needle ${session}`, session);
        world.indexer.wake();
        for (const [i, { kind, session }] of steps.entries()) {
          if (kind === 'append') world.append(session, `needle again ${i}`, 100 + i);
          if (kind === 'seal') world.seal(session, { isHeard: i % 2 === 0 });
          if (kind === 'settle') world.indexer.settle();
          if (kind === 'run') world.runScheduled();
          if (i % 7 === 0) world.indexer.wake();
        }
        const found = searchAll(world.searcher, 'needle', 20).map((hit) => hit.uuid);
        expect(found.toSorted()).toEqual(
          world
            .entries()
            .map(({ entry }) => entry.uuid)
            .sort(),
        );
        expect(world.errors).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
