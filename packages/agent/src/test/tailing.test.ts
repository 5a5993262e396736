import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lines, World } from './world.ts';

describe.each(['native', 'polling'] as const)('tailing, %s', (watchMode) => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.close());

  it('[T1] reads an existing file from its first byte, and a file that appears later', async () => {
    world.write('p/old.jsonl', lines(3));
    world.startAgent({ watchMode });
    await world.settle();
    world.write('p/new.jsonl', lines(2));
    world.append('p/old.jsonl', lines(2, 3));
    await world.settle();
    expect(world.hub.headers.length).toBeGreaterThanOrEqual(3);
  });
});
