import type { Hub, Suspects } from '@orrery/hub';
import { expect, test } from 'vitest';
import { startRestartingHub } from './restarting-hub.ts';

/** Hubs that start when they may, and a clock that jumps to whatever is scheduled. */
function world(fails: (start: number) => boolean = () => false) {
  const told: string[] = [];
  const delays: number[] = [];
  const ports: (number | null)[] = [];
  const suspects = new Set<Suspects>();
  const log: string[] = [];
  let gaveUp = false;
  let die = (): void => undefined;
  let starts = 0;
  let nowMs = 0;
  const started = startRestartingHub({
    async start(again) {
      starts += 1;
      const number = starts;
      ports.push(again.port);
      suspects.add(again.suspects);
      die = () => again.onFatal(new Error('out of memory'));
      if (fails(number)) throw new Error('disk full');
      log.push(`start ${number}`);
      const hub = { url: 'http://127.0.0.1:4711', setupUrl: () => `setup ${number}` } as Hub;
      return { hub, close: async () => void log.push(`close ${number}`) };
    },
    tell: (message) => told.push(message),
    giveUp: () => {
      gaveUp = true;
    },
    schedule(task, delayMs) {
      delays.push(delayMs);
      setImmediate(task);
      return () => undefined;
    },
    monotonicMs: () => nowMs,
  });
  const settle = () => new Promise((resolve) => setTimeout(resolve, 20));
  return {
    started,
    told,
    delays,
    ports,
    suspects,
    log,
    settle,
    die: () => die(),
    gaveUp: () => gaveUp,
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

test('a hub whose storage dies is closed and made anew on its port, and what killed it is remembered', async () => {
  const { started, die, settle, log, ports, suspects, told } = world();
  const running = await started;
  expect(running.hub.setupUrl()).toBe('setup 1');
  die();
  die();
  await settle();
  expect(log).toEqual(['start 1', 'close 1', 'start 2']);
  expect(ports).toEqual([null, 4711]);
  expect(suspects.size).toBe(1);
  expect(running.hub.setupUrl()).toBe('setup 2');
  expect(told[0]).toContain('nothing is lost');
  await running.close();
  expect(log.at(-1)).toBe('close 2');
});

test('deaths in a row are answered later and later, one after a healthy run at once', async () => {
  const { started, die, settle, delays, pass } = world();
  await started;
  for (let death = 0; death < 4; death += 1) {
    die();
    await settle();
  }
  expect(delays).toEqual([250, 500, 1000, 2000]);
  pass(600_000);
  die();
  await settle();
  expect(delays.at(-1)).toBe(250);
});

test('a hub that cannot be started again is given up after some tries', async () => {
  const { started, die, settle, delays, gaveUp } = world((start) => start > 1);
  await started;
  die();
  await settle();
  await settle();
  expect(gaveUp()).toBe(true);
  expect(delays).toHaveLength(8);
});

test('a signal in the middle of a restart ends it', async () => {
  const { started, die, log } = world();
  const running = await started;
  die();
  await running.close();
  expect(log).toEqual(['start 1', 'close 1', 'close 1']);
});
