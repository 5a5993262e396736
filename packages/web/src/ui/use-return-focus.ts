import { useRef } from 'react';
import { focusHome } from './use-kept-focus.ts';

/**
 * For dialogs that no trigger of their own opens: what had the focus when the dialog appeared gets it back. The dialog
 * library gives it to the trigger only, and without one to nobody.
 */
export function useReturnFocus(): (event: Event) => void {
  const before = useRef<Element | null>(null);
  before.current ??= document.activeElement;
  return (event) => {
    event.preventDefault();
    // What was chosen in the dialog may have moved the focus on purpose.
    const now = document.activeElement;
    const isLeft = now === null || now === document.body;
    const isInside = event.target instanceof Node && event.target.contains(now);
    if (!isLeft && !isInside) return;
    // What was done in the dialog may have taken it off the page.
    if (before.current?.isConnected && before.current instanceof HTMLElement) before.current.focus();
    if (document.activeElement === document.body) focusHome();
  };
}
