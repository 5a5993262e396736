import {
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  type UIEvent,
  useCallback,
  useEffect,
  useRef,
  useState,
} from 'react';
import { fitView, panBy, pinch, type View, zoomAt } from './pan-zoom.ts';

const STEP = 1.25;
const PAN_PX = 48;
/** A press that moves less than this is a click. */
const DRAG_PX = 4;

interface Size {
  width: number;
  height: number;
}

/** A drawing that is moved by dragging, scaled by wheel, pinch and keys, and fits its frame at first. */
export function usePanZoom(drawing: Size) {
  const frame = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<View>({ x: 0, y: 0, scale: 1 });
  const pointers = useRef(new Map<number, { x: number; y: number }>());
  const isDragging = useRef(false);

  const sizeOf = () => ({ width: frame.current?.clientWidth ?? 0, height: frame.current?.clientHeight ?? 0 });
  const middle = () => ({ x: sizeOf().width / 2, y: sizeOf().height / 2 });
  const zoom = (factor: number) => setView((before) => zoomAt(before, factor, middle()));
  const pan = (dx: number, dy: number) => setView((before) => panBy(before, dx, dy, drawing, sizeOf()));
  const fit = useCallback(() => {
    const node = frame.current;
    if (node !== null) setView(fitView(drawing, { width: node.clientWidth, height: node.clientHeight }));
  }, [drawing]);
  const firstFit = useRef(fit);
  useEffect(() => firstFit.current(), []);

  useWheel(frame, setView);

  const placeOf = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const handlers = {
    onPointerDown(event: PointerEvent) {
      pointers.current.set(event.pointerId, placeOf(event));
      isDragging.current = false;
    },
    onPointerMove(event: PointerEvent) {
      const before = pointers.current.get(event.pointerId);
      if (before === undefined) return;
      const at = placeOf(event);
      if (!isDragging.current && Math.hypot(at.x - before.x, at.y - before.y) < DRAG_PX) return;
      if (!isDragging.current) event.currentTarget.setPointerCapture(event.pointerId);
      isDragging.current = true;
      const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1];
      pointers.current.set(event.pointerId, at);
      if (other === undefined) pan(at.x - before.x, at.y - before.y);
      else setView((held) => pinch(held, [before, other], [at, other]));
    },
    onPointerUp: (event: PointerEvent) => pointers.current.delete(event.pointerId),
    onPointerCancel: (event: PointerEvent) => pointers.current.delete(event.pointerId),
    /** The end of a drag is not a click on what lies under it. */
    onClickCapture(event: { stopPropagation(): void }) {
      if (isDragging.current) event.stopPropagation();
      isDragging.current = false;
    },
    /** The browser scrolls to what gets the focus: that becomes a move of the drawing. */
    onScroll(event: UIEvent) {
      const { scrollLeft, scrollTop } = event.currentTarget;
      if (scrollLeft === 0 && scrollTop === 0) return;
      event.currentTarget.scrollTo(0, 0);
      pan(-scrollLeft, -scrollTop);
    },
  };
  const keys = (key: string): (() => void) | null => {
    switch (key) {
      case '+':
      case '=':
        return () => zoom(STEP);
      case '-':
        return () => zoom(1 / STEP);
      case '0':
        return fit;
      case 'ArrowLeft':
        return () => pan(PAN_PX, 0);
      case 'ArrowRight':
        return () => pan(-PAN_PX, 0);
      case 'ArrowUp':
        return () => pan(0, PAN_PX);
      case 'ArrowDown':
        return () => pan(0, -PAN_PX);
      default:
        return null;
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const act = keys(event.key);
    if (act === null || event.defaultPrevented) return;
    event.preventDefault();
    act();
  };
  return { frame, view, handlers, onKeyDown, zoomIn: () => zoom(STEP), zoomOut: () => zoom(1 / STEP), fit };
}

function useWheel(
  frame: RefObject<HTMLDivElement | null>,
  setView: (change: (before: View) => View) => void,
) {
  useEffect(() => {
    const node = frame.current;
    if (node === null) return;
    // React listens to the wheel passively: only a listener of its own can keep the page from zooming too.
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const box = node.getBoundingClientRect();
      const at = { x: event.clientX - box.left, y: event.clientY - box.top };
      const isSideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
      if (isSideways) {
        const dx = event.deltaX || event.deltaY;
        setView((before) => ({ ...before, x: before.x - dx }));
      } else setView((before) => zoomAt(before, Math.exp(-event.deltaY / 400), at));
    };
    node.addEventListener('wheel', onWheel, { passive: false });
    return () => node.removeEventListener('wheel', onWheel);
  }, [frame, setView]);
}
