import type { Clock } from '../server/clock.ts';

/** A clock that stands until it is moved, and tasks that run when it passes their time. */
export interface FakeSchedule extends Clock {
  schedule(task: () => void, delayMs: number): () => void;
  /** Moves the clock; tasks run in the order of their times. */
  advance(milliseconds: number): void;
  /** Tasks that wait. */
  waiting(): number;
}

/** Starts at a fixed time. */
export function createFakeSchedule(start = 1_800_000_000_000): FakeSchedule {
  const tasks = new Set<{ at: number; task: () => void }>();
  let now = start;
  const next = (until: number) =>
    [...tasks].filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at)[0];
  return {
    now: () => now,
    schedule: (task, delayMs) => {
      const entry = { at: now + delayMs, task };
      tasks.add(entry);
      return () => void tasks.delete(entry);
    },
    advance: (milliseconds) => {
      const until = now + milliseconds;
      for (let due = next(until); due; due = next(until)) {
        tasks.delete(due);
        now = due.at;
        due.task();
      }
      now = until;
    },
    waiting: () => tasks.size,
  };
}
