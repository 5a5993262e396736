import { type KeyboardEvent, type PointerEvent, useRef } from 'react';

const STEP_PX = 16;

interface DividerProps {
  label: string;
  /** The way it moves: a column's right edge or a row's lower edge. */
  direction: 'column' | 'row';
  valuePx: number;
  minPx: number;
  maxPx: number;
  onChange: (px: number) => void;
  /** Back to the size of the design. */
  onReset: () => void;
  controls: string;
}

/** The line between two panes: drag it, or focus it and use the arrows; a double click puts it back. */
export function Divider({
  label,
  direction,
  valuePx,
  minPx,
  maxPx,
  onChange,
  onReset,
  controls,
}: DividerProps) {
  const drag = useRef<{ from: number; at: number } | null>(null);
  const isColumn = direction === 'column';
  const clamp = (px: number) => Math.round(Math.min(maxPx, Math.max(minPx, px)));
  const positionOf = (event: PointerEvent) => (isColumn ? event.clientX : event.clientY);

  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = isColumn
      ? { ArrowLeft: -STEP_PX, ArrowRight: STEP_PX }
      : { ArrowUp: -STEP_PX, ArrowDown: STEP_PX };
    const step = steps[event.key];
    if (step !== undefined) onChange(clamp(valuePx + step));
    else if (event.key === 'Home') onChange(minPx);
    else if (event.key === 'End') onChange(maxPx);
    else if (event.key === 'Enter') onReset();
    else return;
    event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: an hr cannot be moved
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={isColumn ? 'vertical' : 'horizontal'}
      aria-valuenow={Math.round(valuePx)}
      aria-valuemin={minPx}
      aria-valuemax={maxPx}
      aria-controls={controls}
      onKeyDown={onKeyDown}
      onDoubleClick={onReset}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { from: positionOf(event), at: valuePx };
      }}
      onPointerMove={(event) => {
        if (drag.current !== null) onChange(clamp(drag.current.at + positionOf(event) - drag.current.from));
      }}
      onPointerUp={() => {
        drag.current = null;
      }}
      onPointerCancel={() => {
        drag.current = null;
      }}
      className={`z-20 flex-none touch-none bg-line hover:bg-line-strong focus-visible:bg-focus ${
        isColumn
          ? 'absolute inset-y-0 right-0 w-px cursor-col-resize before:absolute before:inset-y-0 before:-left-1 before:w-[9px]'
          : 'relative h-px cursor-row-resize before:absolute before:inset-x-0 before:-top-1 before:h-[9px]'
      }`}
    />
  );
}
