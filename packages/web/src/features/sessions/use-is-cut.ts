import { wholeLine } from '@orrery/protocol';
import { useLayoutEffect, useState } from 'react';
import type { PermissionRequestView } from '../../state/wire-types.ts';

/** Whether a card shows less than all of what it would approve: its line leaves something out, or does not fit. */
export function useIsCut(sessionId: string, request: PermissionRequestView): boolean {
  const asked = wholeLine(request);
  const [doesFit, setFit] = useState(false);
  useLayoutEffect(() => {
    const line = document.getElementById(`session-${sessionId}`)?.querySelector('[data-last-line]');
    if (asked === null || !(line instanceof HTMLElement)) return;
    const measure = () => setFit(line.scrollWidth <= line.clientWidth && line.textContent.includes(asked));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(line);
    return () => observer.disconnect();
  }, [sessionId, asked]);
  return asked === null || !doesFit;
}
