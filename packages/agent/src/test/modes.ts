import { afterEach, beforeEach, describe } from 'vitest';
import { World } from './world.ts';

/** Both ways to notice changes; every case of tailing must hold in both. */
export const watchModes = ['native', 'polling'] as const;
export type WatchMode = (typeof watchModes)[number];

/** Declares a group of cases once for each mode, each case with a world of its own. */
export function describeInBothModes(
  name: string,
  declare: (mode: WatchMode, world: () => World) => void,
): void {
  describe.each(watchModes)(`${name}, %s`, (mode) => {
    let world: World;
    beforeEach(async () => {
      world = await World.create();
    });
    afterEach(() => world.close());
    declare(mode, () => world);
  });
}
