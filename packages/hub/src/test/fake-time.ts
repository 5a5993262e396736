import type { Clock } from '../server/clock.ts';

/** A clock and timers that go on only when told to. */
export interface FakeTime extends Clock {
  schedule(task: () => void, delayMs: number): () => void;
  /** Lets time pass; runs what is due, in order. */
  pass(ms: number): void;
  /** Tasks that wait. */
  readonly timers: number;
}

/** Starts at a time of no meaning. */
export function createFakeTime(start = 1_800_000_000_000): FakeTime {
  const tasks = new Set<{ at: number; task: () => void }>();
  let now = start;
  return {
    now: () => now,
    schedule: (task, delayMs) => {
      const entry = { at: now + delayMs, task };
      tasks.add(entry);
      return () => void tasks.delete(entry);
    },
    pass: (ms) => {
      const until = now + ms;
      for (;;) {
        const next = [...tasks].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        tasks.delete(next);
        now = Math.max(now, next.at);
        next.task();
      }
      now = until;
    },
    get timers() {
      return tasks.size;
    },
  };
}
