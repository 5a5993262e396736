import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTidier } from './tidy-after-backlog.ts';

describe('collecting garbage after a backlog', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('happens once, when a backlog is done and nothing came for a while', () => {
    const collect = vi.fn();
    const tidy = createTidier({ collect, quietMs: 100 });
    tidy(80_000);
    tidy(0);
    vi.advanceTimersByTime(99);
    tidy(3);
    vi.advanceTimersByTime(500);
    expect(collect).not.toHaveBeenCalled();
    tidy(0);
    vi.advanceTimersByTime(100);
    tidy(0);
    vi.advanceTimersByTime(500);
    expect(collect).toHaveBeenCalledTimes(1);
  });

  it('does not happen for the lines of live sessions', () => {
    const collect = vi.fn();
    const tidy = createTidier({ collect, quietMs: 100 });
    for (const lines of [0, 40, 0, 300, 0]) tidy(lines);
    vi.advanceTimersByTime(500);
    expect(collect).not.toHaveBeenCalled();
  });
});
