import { describe, expect, it } from 'vitest';
import { DEFAULT_THRESHOLDS } from './alert-thresholds.ts';
import { addMinute, burningOf, packMinutes, type TokenMinutes, unpackMinutes } from './token-minutes.ts';

const MINUTE = 60_000;
const START = 29_000_000;

/** Tokens of minutes in a row from `START`; the clock stands at `seconds` of the last one. */
function session(tokens: readonly number[], seconds = 30): { minutes: TokenMinutes; now: number } {
  const minutes: TokenMinutes = [];
  for (const [index, count] of tokens.entries()) addMinute(minutes, (START + index) * MINUTE, count);
  return { minutes, now: (START + tokens.length - 1) * MINUTE + seconds * 1000 };
}

const calm = [4_000, 3_000, 5_000, 4_500, 0, 3_500, 6_000, 4_000, 0, 2_500, 4_000, 5_000];

function burning(tokens: readonly number[], seconds?: number) {
  const { minutes, now } = session(tokens, seconds);
  return burningOf(minutes, now, DEFAULT_THRESHOLDS);
}

describe('tokens a minute', () => {
  it('[TR36] burn far above the usual rate of their session', () => {
    expect(burning(calm)).toBeNull();
    expect(burning([...calm, 40_000, 38_000, 42_000], 60)).toEqual({
      perMinute: 40_000,
      usual: 4_000,
      since: (START + calm.length) * MINUTE,
    });
  });

  it('[TR36] do not burn where that rate is usual', () => {
    expect(burning([...calm.map((tokens) => tokens * 9), 40_000, 38_000, 42_000])).toBeNull();
  });

  it('[TR36] do not burn where they are cheap, however unusual', () => {
    expect(burning([...calm.map((tokens) => tokens / 10), 20_000, 19_000, 21_000])).toBeNull();
  });

  it('[TR36] do not burn by one message: a context written anew after a pause', () => {
    expect(burning([...calm, 0, 0, 0, 150_000, 3_000])).toBeNull();
    expect(burning([...calm, 0, 55_000, 0, 52_000])).toBeNull();
  });

  it('[TR36] burn without any history above the limit', () => {
    expect(burning([90_000, 80_000])).toBeNull();
    expect(burning([250_000, 260_000, 240_000], 45)).toMatchObject({ usual: null, since: START * MINUTE });
  });

  it('[TR36] calm down when nothing comes any more', () => {
    const { minutes, now } = session([...calm, 40_000, 38_000, 42_000]);
    expect(burningOf(minutes, now, DEFAULT_THRESHOLDS)).not.toBeNull();
    expect(burningOf(minutes, now + 2 * MINUTE, DEFAULT_THRESHOLDS)).toBeNull();
  });

  it('[TR36] may come in any order, and move to another session', () => {
    const minutes: TokenMinutes = [];
    addMinute(minutes, 5 * MINUTE, 10);
    addMinute(minutes, 3 * MINUTE, 7);
    addMinute(minutes, 5 * MINUTE + 59_999, 10);
    addMinute(minutes, 4 * MINUTE, -5);
    addMinute(minutes, 3 * MINUTE, -9);
    expect(minutes).toEqual([
      [3, 0],
      [5, 20],
    ]);
  });

  it('[TR40] are kept for sixty active minutes, and packed small', () => {
    const { minutes } = session(Array.from({ length: 500 }, (_, index) => 1000 + index));
    expect(minutes).toHaveLength(60);
    expect(minutes.at(-1)).toEqual([START + 499, 1499]);
    addMinute(minutes, START * MINUTE, 5);
    expect(minutes[0]).toEqual([START + 440, 1440]);
    expect(unpackMinutes(packMinutes(minutes))).toEqual(minutes);
    expect(JSON.stringify(packMinutes(minutes)).length).toBeLessThan(500);
  });
});
