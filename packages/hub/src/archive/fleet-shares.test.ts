import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fleetShares, MAX_LIVE_OF_HOST } from './fleet-shares.ts';

it('[AR80] what lives is shown, the page is full, and no machine has less than an equal part that it could fill', () => {
  const machine = fc.record({ live: fc.nat({ max: 600 }), recent: fc.nat({ max: 900 }) });
  fc.assert(
    fc.property(fc.array(machine, { maxLength: 12 }), (counts) => {
      const shares = fleetShares(counts, 500);
      const shown = shares.map(({ live, recent }) => live + recent);
      const total = shown.reduce((sum, one) => sum + one, 0);
      const live = counts.map((one) => Math.min(one.live, MAX_LIVE_OF_HOST));
      const all = counts.reduce((sum, one) => sum + one.live + one.recent, 0);
      counts.forEach((one, i) => {
        expect(shares[i]?.live).toBeGreaterThanOrEqual(live[i] ?? 0);
        expect(shares[i]?.live).toBeLessThanOrEqual(one.live);
        expect(shares[i]?.recent).toBeLessThanOrEqual(one.recent);
        const fair = Math.floor(500 / counts.length);
        expect(shown[i]).toBeGreaterThanOrEqual(Math.min(fair, one.live + one.recent));
      });
      expect(total).toBeGreaterThanOrEqual(Math.min(500, all));
      expect(total).toBeLessThanOrEqual(Math.max(500, 500 + live.reduce((sum, one) => sum + one, 0)));
    }),
  );
});
