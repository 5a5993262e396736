import { useEffect, useRef } from 'react';

/**
 * Where a session is a screen of its own, it takes the focus when it comes and the list when it goes: what held it left the
 * page with the screen before.
 */
export function useScreenFocus(isScreen: boolean): void {
  const was = useRef(isScreen);
  useEffect(() => {
    if (was.current === isScreen) return;
    was.current = isScreen;
    const held = document.activeElement;
    // The frame of both screens is one element.
    if (held !== document.body && held?.id !== 'main') return;
    document.getElementById(isScreen ? 'main' : 'session-list')?.focus({ preventScroll: true });
  }, [isScreen]);
}
