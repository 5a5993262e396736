import { describe, expect, it } from 'vitest';
import { createArming, DISARMED_MS } from './arming.ts';

describe('arming', () => {
  const create = () => {
    const clock = { now: 1_000 };
    return { clock, arming: createArming({ now: () => clock.now }) };
  };

  it('[WC5] a request that has just appeared cannot be answered yet', () => {
    const { clock, arming } = create();
    arming.show('bar', 'r1');
    expect(arming.isArmed('bar', 'r1')).toBe(false);
    clock.now += DISARMED_MS - 1;
    expect(arming.isArmed('bar', 'r1')).toBe(false);
    clock.now += 1;
    expect(arming.isArmed('bar', 'r1')).toBe(true);
  });

  it('[WC5] another request in the same place disarms it, even one that was seen elsewhere', () => {
    const { clock, arming } = create();
    arming.show('bar', 'r1');
    arming.show('card:a', 'r2');
    clock.now += DISARMED_MS;
    arming.show('bar', 'r2');
    expect(arming.isArmed('bar', 'r2')).toBe(false);
    expect(arming.isArmed('bar', 'r1')).toBe(false);
    expect(arming.isArmed('card:a', 'r2')).toBe(true);
  });

  it('[WC5] showing the same again changes nothing, and what is gone is not armed', () => {
    const { clock, arming } = create();
    arming.show('bar', 'r1');
    clock.now += DISARMED_MS;
    arming.show('bar', 'r1');
    expect(arming.isArmed('bar', 'r1')).toBe(true);
    arming.show('bar', null);
    expect(arming.isArmed('bar', 'r1')).toBe(false);
    expect(arming.shownAt('bar')).toBeNull();
  });

  it('[WC5] a place that moves is disarmed where it comes to rest', () => {
    const { clock, arming } = create();
    arming.show('card:a', 'r1', 92);
    clock.now += DISARMED_MS;
    arming.show('card:a', 'r1', 92);
    expect(arming.isArmed('card:a', 'r1')).toBe(true);
    arming.show('card:a', 'r1', 0);
    expect(arming.isArmed('card:a', 'r1')).toBe(false);
    clock.now += DISARMED_MS;
    expect(arming.isArmed('card:a', 'r1')).toBe(true);
  });
});
