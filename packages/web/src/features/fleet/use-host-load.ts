import { useMemo } from 'react';
import { type HostLoad, hostLoad } from '../../state/fleet-counts.ts';
import type { LiveState } from '../../state/live-state.ts';
import { shownSessions } from '../../state/shown-sessions.ts';
import { useSlowNow } from '../../state/slow-now.ts';
import { useLive } from '../../state/use-live.tsx';

function isSameLoad(a: HostLoad, b: HostLoad): boolean {
  return (
    Math.round(a.perMinute / 50) === Math.round(b.perMinute / 50) &&
    a.isBurning === b.isBurning &&
    a.marks.length === b.marks.length &&
    a.marks.every((each, index) => {
      const other = b.marks[index];
      return (
        other?.sessionId === each.sessionId &&
        other.mark === each.mark &&
        other.agentsWorking === each.agentsWorking
      );
    })
  );
}

/** Sessions and tokens of one machine. Renders only when one of them changes there. */
export function useHostLoad(hostId: string): HostLoad {
  const now = useSlowNow();
  const select = useMemo(
    () => (state: LiveState) => hostLoad(shownSessions(state), hostId, now),
    [hostId, now],
  );
  return useLive(select, isSameLoad);
}
