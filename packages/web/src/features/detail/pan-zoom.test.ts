import { describe, expect, it } from 'vitest';
import { fitView, MAX_SCALE, MIN_SCALE, panBy, pinch, zoomAt } from './pan-zoom.ts';

const frame = { width: 1000, height: 600 };
const drawing = { width: 2000, height: 400 };
const under = (view: { x: number; y: number; scale: number }, at: { x: number; y: number }) => ({
  x: (at.x - view.x) / view.scale,
  y: (at.y - view.y) / view.scale,
});

describe('pan and zoom', () => {
  it('fits the whole drawing into the frame, in the middle, a small one a little enlarged', () => {
    const view = fitView(drawing, frame);
    expect(view.scale).toBeCloseTo(0.468);
    expect(view.x).toBeCloseTo(32);
    expect(fitView({ width: 100, height: 50 }, frame)).toEqual({ x: 420, y: 260, scale: 1.6 });
  });

  it('keeps what is under the pointer there while it scales, and stops at the limits', () => {
    const view = { x: 40, y: -20, scale: 1 };
    const at = { x: 300, y: 200 };
    expect(under(zoomAt(view, 1.7, at), at)).toEqual(under(view, at));
    expect(zoomAt(view, 1_000, at).scale).toBe(MAX_SCALE);
    expect(zoomAt(view, 0.0001, at).scale).toBe(MIN_SCALE);
  });

  it('never loses the drawing', () => {
    const far = panBy({ x: 0, y: 0, scale: 1 }, 1e6, -1e6, drawing, frame);
    expect(far.x).toBe(952);
    expect(far.y).toBe(48 - 400);
  });

  it('follows two fingers', () => {
    const view = { x: 0, y: 0, scale: 1 };
    const next = pinch(
      view,
      [
        { x: 100, y: 100 },
        { x: 200, y: 100 },
      ],
      [
        { x: 100, y: 150 },
        { x: 300, y: 150 },
      ],
    );
    expect(next.scale).toBe(2);
    expect(under(next, { x: 200, y: 150 })).toEqual({ x: 150, y: 100 });
  });
});
