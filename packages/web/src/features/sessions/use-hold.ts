import { type FocusEvent, useMemo, useRef } from 'react';

/** Handlers for an element that keeps its order while the pointer or the focus is in it. */
export function useHold(onHold: (isHeld: boolean) => void) {
  const isPointedAt = useRef(false);
  return useMemo(
    () => ({
      onPointerEnter: () => {
        isPointedAt.current = true;
        onHold(true);
      },
      onPointerLeave: () => {
        isPointedAt.current = false;
        onHold(false);
      },
      onFocus: () => onHold(true),
      onBlur: ({ currentTarget, relatedTarget }: FocusEvent) => {
        // A press moves the focus from card to card: rows that moved now would not be under it when it ends.
        if (!isPointedAt.current && !currentTarget.contains(relatedTarget)) onHold(false);
      },
    }),
    [onHold],
  );
}
