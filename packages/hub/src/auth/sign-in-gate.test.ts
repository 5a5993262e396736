import { OrreryError } from '@orrery/protocol';
import { describe, expect, it } from 'vitest';
import { createSignInGate, type SignInAttempt } from './sign-in-gate.ts';

const OWNER = 'ada@example.com';
/** Behind a tunnel everybody has one address. */
const SHARED = '127.0.0.1';

/** A gate on a clock that moves only when nothing else is left to do, with dice that fall the same for the same seed. */
function startGate(seed = 1) {
  let at = 1_000_000;
  let state = seed * 7919;
  const random = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const timers = new Set<{ at: number; task: () => void }>();
  const gate = createSignInGate({
    now: () => at,
    free: 10,
    random,
    after: (delayMs, task) => {
      const timer = { at: at + delayMs, task };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
  });
  const looks: { who: string; at: number }[] = [];
  let running = 0;
  let most = 0;
  const attempt = (who: string, part: Partial<SignInAttempt> = {}, isRight = false) =>
    gate
      .run({ account: OWNER, address: SHARED, browser: null, ...part }, async () => {
        looks.push({ who, at: at - 1_000_000 });
        running += 1;
        most = Math.max(most, running);
        await Promise.resolve();
        running -= 1;
        if (!isRight) throw new OrreryError('unauthenticated', 'wrong');
        return 'in';
      })
      .catch((error: unknown) => (error instanceof OrreryError ? error.kind : String(error)));
  /** Lets the time pass that it takes, or `ms`. */
  const pass = async (ms = Number.POSITIVE_INFINITY) => {
    const end = at + ms;
    for (;;) {
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
      const [next] = [...timers].sort((one, other) => one.at - other.at);
      if (next === undefined || next.at > end) break;
      timers.delete(next);
      at = Math.max(at, next.at);
      next.task();
    }
    if (Number.isFinite(end)) at = end;
  };
  return { gate, attempt, pass, looks, random, mostRunning: () => most, now: () => at - 1_000_000 };
}

describe('gate of sign-ins', () => {
  it('[AU11] lets the owner in at once after ten wrong passwords of strangers at the same address', async () => {
    const { attempt, pass, now } = startGate();
    for (let index = 0; index < 10; index += 1) expect(await attempt('stranger')).toBe('unauthenticated');
    expect(await attempt('owner', {}, true)).toBe('in');
    await pass();
    expect(now()).toBe(0);
  });

  it('[AU11] lets the owner in from any browser after a burst of a thousand, within ten seconds', async () => {
    const { attempt, pass, looks } = startGate();
    const burst = Array.from({ length: 1000 }, (_, index) => attempt(`stranger ${index}`));
    await pass(3_000);
    const owner = attempt('owner', {}, true);
    await pass(10_000);
    expect(await owner).toBe('in');
    await pass();
    expect(new Set(await Promise.all(burst))).toEqual(new Set(['unauthenticated', 'rateLimited']));
    expect(looks.length).toBeLessThan(60);
  });

  it('[AU11] never lets a known browser wait for strangers, however many come', async () => {
    const { attempt, pass } = startGate();
    let isOver = false;
    const flood = (async () => {
      while (!isOver) {
        void attempt('stranger');
        await pass(5);
      }
    })();
    await pass(60_000);
    const owner = attempt('owner', { browser: 'laptop' }, true);
    isOver = true;
    await pass(0);
    expect(await owner).toBe('in');
    await flood;
  });

  it('[AU11] gives every address its turn', async () => {
    const { attempt, pass, looks } = startGate();
    for (let index = 0; index < 200; index += 1) void attempt('stranger', { address: '203.0.113.9' });
    await pass(100);
    void attempt('owner', { address: '198.51.100.7' }, true);
    for (let index = 0; index < 200; index += 1) void attempt('stranger', { address: '203.0.113.9' });
    await pass(10_000);
    expect(looks.map(({ who }) => who)).toContain('owner');
  });

  it('[AU11] looks at an account under attack once a second, from however many addresses', async () => {
    const { attempt, pass, looks } = startGate();
    const hour = 3_600_000;
    for (let at = 0; at < 2 * hour; at += 2_000) {
      for (const part of [1, 2, 3])
        void attempt('guess', { address: `198.51.${part}.${(at / 2000 + part) % 250}` });
      await pass(2_000);
    }
    const second = looks.filter(({ at }) => at >= hour).length;
    expect(second).toBeGreaterThan(1_800);
    expect(second).toBeLessThanOrEqual(3_601);
    expect(looks.length).toBeLessThan(7_220);
  });

  it('[AU11] slows a known browser down for its own failures', async () => {
    const { attempt, pass, looks } = startGate();
    for (let index = 0; index < 60; index += 1) {
      void attempt('stolen laptop', { browser: 'laptop' });
      await pass(100);
    }
    expect(looks.length).toBeLessThan(20);
    const owner = attempt('owner', { browser: 'phone' }, true);
    await pass(3_000);
    expect(await owner).toBe('in');
  });

  it('[AU11] looks at two passwords at a time, and at few in all when accounts are made up', async () => {
    const { attempt, pass, looks, mostRunning } = startGate();
    for (let index = 0; index < 3000; index += 1) {
      void attempt('guess', { account: `nobody-${index}@example.com`, address: `10.0.${index % 200}.1` });
      await pass(20);
    }
    expect(mostRunning()).toBeLessThanOrEqual(2);
    expect(looks.length).toBeLessThan(50 + 60 + 5 * 60);
  });

  it('[AU11] forgets failures as time goes by, and counts no sign-in that was right', async () => {
    const { attempt, pass, looks } = startGate();
    for (let index = 0; index < 40; index += 1) expect(await attempt('owner', {}, true)).toBe('in');
    for (let index = 0; index < 30; index += 1) {
      void attempt('stranger');
      await pass(10_000);
    }
    await pass(3_600_000);
    const before = looks.length;
    for (let index = 0; index < 10; index += 1) await attempt('stranger');
    expect(looks.length).toBe(before + 10);
  });

  it('[AU11] gives the turn of who goes away to the next, and holds nobody after its end', async () => {
    const { gate, attempt, pass, looks } = startGate();
    for (let index = 0; index < 15; index += 1) void attempt('stranger');
    await pass(0);
    const leaving = new AbortController();
    const gone = attempt('gone', { signal: leaving.signal });
    leaving.abort();
    expect(await gone).toBe('rateLimited');
    const left = attempt('waiting');
    gate.close();
    expect(['unavailable', 'unauthenticated']).toContain(await left);
    expect(looks.some(({ who }) => who === 'gone')).toBe(false);
  });

  it('[AU11] all known browsers of an account have one pace, and one that did not fail comes before those that did', async () => {
    const { attempt, pass, looks } = startGate();
    let turn = 0;
    const flood = async (ms: number) => {
      for (let at = 0; at < ms; at += 60) {
        void attempt('old token', { browser: `token ${turn++ % 60}` });
        await pass(60);
      }
    };
    await flood(60_000);
    expect(looks.length).toBeLessThan(10 + 65);
    for (let index = 0; index < 20; index += 1) {
      const owner = attempt('owner', { browser: `laptop ${index}` }, true);
      await flood(15_000);
      expect(await owner).toBe('in');
    }
  });
});

/** Strangers who begin `perSecond` attempts a second from the addresses that `next` makes up, and the owner among them. */
async function underAttack(options: {
  seed: number;
  perSecond: number;
  next: (index: number) => string;
  owner: string;
}): Promise<'in' | 'rateLimited'> {
  const { attempt, pass, random, now } = startGate(options.seed);
  let index = 0;
  const flood = async (seconds: number) => {
    for (const end = now() + seconds * 1000; now() < end; ) {
      void attempt('stranger', { address: options.next(index++) });
      await pass((2000 / options.perSecond) * random());
    }
  };
  await flood(40);
  const owner = attempt('owner', { address: options.owner }, true);
  await flood(26);
  return (await owner) as 'in' | 'rateLimited';
}

/** What part of so many single tries of the owner gets in. */
async function chance(
  length: number,
  options: Omit<Parameters<typeof underAttack>[0], 'seed'>,
): Promise<number> {
  const tries = Array.from({ length }, (_, seed) => underAttack({ ...options, seed: seed + 1 }));
  return (await Promise.all(tries)).filter((result) => result === 'in').length / length;
}

const hex = (value: number) => value.toString(16);
/** Each from a network of its own, however it is counted. */
const fromEverywhere = (index: number) =>
  `${hex(0x2400 + (index % 4096))}:${hex(index)}:${hex(index * 7)}:1::1`;

describe('an owner in a new browser, while strangers try without end', () => {
  it.each([
    ['one attempt a second, none from a network that was there before', 1, fromEverywhere, '198.51.100.7'],
    [
      'one a second from all over the loopback network that the owner is in',
      1,
      (index: number) => `127.${1 + (index % 250)}.${Math.floor(index / 250) % 250}.7`,
      '127.0.0.1',
    ],
    [
      'ten a second from the networks of one IPv6 provider',
      10,
      (index: number) => `2001:db8:${hex(index % 65_536)}:${hex(index * 31)}::1`,
      '198.51.100.7',
    ],
    ['ten a second from one /64', 10, (index: number) => `2001:db8:1:1:${hex(index)}::1`, '2001:db8:1:2::1'],
    ['ten a second from one address', 10, () => '203.0.113.9', '203.0.113.10'],
  ])('[AU28] gets in at the first try: %s', async (_what, perSecond, next, owner) => {
    expect(await chance(10, { perSecond, next, owner })).toBe(1);
  });

  it.each([2, 3])(
    '[AU28] has a fair chance against %i a second from ever new networks',
    async (perSecond) => {
      const found = await chance(24, { perSecond, next: fromEverywhere, owner: '198.51.100.7' });
      // One look a second is shared by all who come: 1 / perSecond, less what two dozen tries scatter.
      expect(found).toBeGreaterThan(0.5 / perSecond);
    },
  );

  it('[AU28] has it behind a tunnel too, where everybody has the address of the strangers', async () => {
    const shared = { next: () => SHARED, owner: SHARED };
    expect(await chance(10, { ...shared, perSecond: 1 })).toBe(1);
    expect(await chance(24, { ...shared, perSecond: 4 })).toBeGreaterThan(0.15);
  });
});
