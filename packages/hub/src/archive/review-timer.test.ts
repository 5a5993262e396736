import { OrreryError } from '@orrery/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startReviews } from './review-timer.ts';

describe('reviews', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('[AR15] come regularly, and right after the moment that the last one named', () => {
    const start = Date.now();
    const at: number[] = [];
    const moments = [start + 12_000, Number.POSITIVE_INFINITY];
    const { stop } = startReviews(() => {
      at.push(Date.now() - start);
      return moments.shift() ?? Number.POSITIVE_INFINITY;
    }, Date.now);
    vi.advanceTimersByTime(23_000);
    expect(at).toEqual([10_000, 12_010, 22_010]);
    stop();
    vi.advanceTimersByTime(60_000);
    expect(at).toHaveLength(3);
  });

  it('[AR15] do not follow each other closer than half a second', () => {
    let count = 0;
    const { stop } = startReviews(() => {
      count += 1;
      return Date.now() + 1;
    }, Date.now);
    vi.advanceTimersByTime(11_000);
    expect(count).toBe(3);
    stop();
  });

  it('[AR15] come soon when something came that the last one could not know, however often that is said', () => {
    const start = Date.now();
    const at: number[] = [];
    const { hasten, stop } = startReviews(() => {
      at.push(Date.now() - start);
      return start + 3_000;
    }, Date.now);
    for (const _ of [1, 2, 3]) {
      vi.advanceTimersByTime(200);
      hasten();
    }
    vi.advanceTimersByTime(3_000);
    expect(at).toEqual([700, 3_010, 3_510]);
    stop();
    vi.advanceTimersByTime(60_000);
    expect(at).toHaveLength(3);
  });

  it('[AR15] go on when the disk was full', () => {
    let count = 0;
    const { stop } = startReviews(() => {
      count += 1;
      throw new OrreryError('storage', 'The disk is full.');
    }, Date.now);
    vi.advanceTimersByTime(20_000);
    expect(count).toBe(2);
    stop();
  });
});
