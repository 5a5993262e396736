import { type RefObject, useLayoutEffect } from 'react';

/** Where the focus goes when what holds it leaves the page: a person at the keyboard must not be thrown to its top. */
export function useFocusRefuge(box: RefObject<HTMLElement | null>, refugeId: string): void {
  useLayoutEffect(() => {
    const held = box.current;
    // Runs before the element is taken out, while it still has the focus.
    return () => {
      if (held?.contains(document.activeElement) === true) document.getElementById(refugeId)?.focus();
    };
  }, [box, refugeId]);
}
