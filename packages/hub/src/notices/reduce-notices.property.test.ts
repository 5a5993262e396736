import type { SessionSummary } from '@orrery/protocol';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sessionRow } from '../test/fake-archive.ts';
import { createNoticeWorld, requestRow, waitingRow } from '../test/notice-world.ts';

type Move = 'wait' | 'working' | 'unreachable' | 'ended';

/** Some waits of one session, with their requests where hooks are installed. */
const episodes = fc.array(
  fc.record({ gapMs: fc.integer({ min: 20_000, max: 400_000 }), hasHook: fc.boolean() }),
  {
    minLength: 1,
    maxLength: 5,
  },
);

/** Rows as they may come: in any order, repeated, with other states and with time between. */
const steps = fc.array(
  fc.record({
    episode: fc.nat(4),
    kind: fc.constantFrom<Move>('wait', 'wait', 'wait', 'working', 'unreachable', 'ended'),
    passMs: fc.constantFrom<number>(0, 100, 4_999, 5_000, 30_000, 80_000),
  }),
  { maxLength: 40 },
);

const plain = { gapMs: 20_000, hasHook: false };
const hooked = { gapMs: 20_000, hasHook: true };
const move = (episode: number, kind: Move, passMs: number) => ({ episode, kind, passMs });

it('[NT1] a wait is told at most once, whatever the order of changes', () => {
  fc.assert(
    fc.property(episodes, steps, fc.boolean(), (waits, moves, isKnown) => {
      const world = createNoticeWorld();
      let at = world.now;
      const rows = waits.map(({ gapMs, hasHook }, index): SessionSummary => {
        at += gapMs;
        return waitingRow('s', at, hasHook ? [requestRow(`r${index}`, at)] : []);
      });
      if (isKnown) world.know(sessionRow({ id: 's' }));
      for (const { episode, kind, passMs } of moves) {
        const row = rows[episode % rows.length];
        if (row === undefined) continue;
        const isWait = kind === 'wait';
        world.change(isWait ? row : { ...row, state: kind, waiting: null, requests: [] });
        world.pass(passMs);
      }
      const told = world.told.map(({ session }) => session.stateSince);
      expect(new Set(told).size).toBe(told.length);
    }),
    {
      numRuns: 2_000,
      // Found by earlier runs.
      examples: [
        [[plain, plain], [move(0, 'wait', 5_000), move(1, 'wait', 0), move(0, 'wait', 30_000)], false],
        [
          [hooked, plain],
          [move(1, 'wait', 80_000), move(0, 'wait', 0), move(0, 'ended', 0), move(1, 'wait', 30_000)],
          false,
        ],
      ],
    },
  );
});

it('[NT1] in their order, every wait that lasts is told exactly once', () => {
  fc.assert(
    fc.property(episodes, fc.boolean(), (waits, hasStart) => {
      const world = createNoticeWorld();
      if (hasStart) world.know(sessionRow({ id: 's' }));
      waits.forEach(({ gapMs, hasHook }, index) => {
        world.change(sessionRow({ id: 's', state: 'working', stateSince: world.now }));
        world.pass(gapMs);
        const since = world.now;
        // The registry is heard first; the hook's request follows.
        world.change(waitingRow('s', since));
        world.pass(300);
        if (hasHook) world.change(waitingRow('s', since + 200, [requestRow(`r${index}`, since + 200)]));
        world.pass(20_000);
        world.change(sessionRow({ id: 's', state: 'working', stateSince: world.now }));
        expect(world.told).toHaveLength(index + 1);
      });
    }),
  );
});
