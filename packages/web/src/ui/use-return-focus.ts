import { useRef } from 'react';

/**
 * For dialogs that no trigger of their own opens: what had the focus when the dialog appeared gets it back. The dialog
 * library gives it to the trigger only, and without one to nobody.
 */
export function useReturnFocus(): (event: Event) => void {
  const before = useRef<Element | null>(null);
  before.current ??= document.activeElement;
  return (event) => {
    event.preventDefault();
    if (before.current instanceof HTMLElement) before.current.focus();
  };
}
