import { useCallback } from 'react';
import type { LiveState } from '../../state/live-state.ts';
import { markOf, toneOf } from '../../state/session-status.ts';
import { useLive } from '../../state/use-live.tsx';

/** In which colour a session's question or permission is marked among its agents and tools; see `data-asked` in app.css. */
export function useAskedTone(sessionId: string): 'permit' | 'input' {
  return useLive(
    useCallback(
      (state: LiveState) => {
        const session = state.sessions.get(sessionId);
        return session !== undefined && toneOf(markOf(session)) === 'input' ? 'input' : 'permit';
      },
      [sessionId],
    ),
  );
}
