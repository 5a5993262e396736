/** How a drawing lies in its frame: moved by x and y px, then scaled. */
export interface View {
  x: number;
  y: number;
  scale: number;
}

interface Size {
  width: number;
  height: number;
}

export const MIN_SCALE = 0.2;
export const MAX_SCALE = 3;
const MARGIN_PX = 32;

/** Larger than this a small drawing shows no more. */
const MOST_FIT = 1.6;

/** The whole drawing in the middle of the frame. */
export function fitView(drawing: Size, frame: Size): View {
  const scale = clampScale(
    Math.min(
      MOST_FIT,
      (frame.width - MARGIN_PX * 2) / Math.max(1, drawing.width),
      (frame.height - MARGIN_PX * 2) / Math.max(1, drawing.height),
    ),
  );
  return {
    x: (frame.width - drawing.width * scale) / 2,
    y: (frame.height - drawing.height * scale) / 2,
    scale,
  };
}

/** Scaled by a factor; what is under the point (in the frame's px) stays under it. */
export function zoomAt(view: View, factor: number, at: { x: number; y: number }): View {
  const scale = clampScale(view.scale * factor);
  const by = scale / view.scale;
  return { x: at.x - (at.x - view.x) * by, y: at.y - (at.y - view.y) * by, scale };
}

/** Moved, but never so far that nothing of the drawing is left in the frame. */
export function panBy(view: View, dx: number, dy: number, drawing: Size, frame: Size): View {
  const keep = 48;
  const within = (value: number, length: number, room: number) =>
    Math.min(room - keep, Math.max(keep - length * view.scale, value));
  return {
    ...view,
    x: within(view.x + dx, drawing.width, frame.width),
    y: within(view.y + dy, drawing.height, frame.height),
  };
}

/** Two fingers: the middle of them moves the drawing, their distance scales it. */
export function pinch(view: View, before: readonly [Point, Point], after: readonly [Point, Point]): View {
  const from = middleOf(before);
  const to = middleOf(after);
  const factor = distanceOf(after) / Math.max(1, distanceOf(before));
  const zoomed = zoomAt(view, factor, from);
  return { ...zoomed, x: zoomed.x + to.x - from.x, y: zoomed.y + to.y - from.y };
}

interface Point {
  x: number;
  y: number;
}

const middleOf = ([a, b]: readonly [Point, Point]) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
const distanceOf = ([a, b]: readonly [Point, Point]) => Math.hypot(a.x - b.x, a.y - b.y);
const clampScale = (scale: number) => Math.min(MAX_SCALE, Math.max(MIN_SCALE, scale));
