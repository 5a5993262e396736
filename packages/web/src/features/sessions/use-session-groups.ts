import { useEffect, useMemo, useRef, useState } from 'react';
import type { LiveState } from '../../state/live-state.ts';
import { useLive } from '../../state/use-live.tsx';
import { type Grouping, groupSessions, type SessionGroup } from './list-order.ts';
import type { SessionFilter } from './session-filter.ts';
import { firstSteadyList, LINGER_MS, type SteadyList, steadyGroups } from './steady-groups.ts';

function isSameGroups(a: readonly SessionGroup[], b: readonly SessionGroup[]): boolean {
  return (
    a.length === b.length &&
    a.every((group, index) => {
      const other = b[index];
      return (
        other !== undefined &&
        group.key === other.key &&
        group.title === other.title &&
        group.ids.length === other.ids.length &&
        group.ids.every((id, at) => id === other.ids[at])
      );
    })
  );
}

/** Groups of ids as they are due now. Changes only when a card appears, goes or moves. */
export function useDueGroups(filter: SessionFilter, grouping: Grouping): readonly SessionGroup[] {
  const select = useMemo(
    () => (state: LiveState) =>
      groupSessions(state.sessions.values(), {
        grouping,
        filter,
        hosts: state.hosts,
        now: Date.now() + state.skewMs,
      }),
    [filter, grouping],
  );
  return useLive(select, isSameGroups);
}

/** The groups to draw: steady while somebody points at them. */
export function useSteadyGroups(due: readonly SessionGroup[], resetKey: string, isHeld: boolean): SteadyList {
  const [drawn, setDrawn] = useState(() => firstSteadyList(due));
  const drawnKey = useRef(resetKey);
  useEffect(() => {
    if (drawnKey.current !== resetKey) {
      drawnKey.current = resetKey;
      setDrawn(firstSteadyList(due));
      return;
    }
    setDrawn((before) => steadyGroups(before, due, { isHeld, now: Date.now() }));
  }, [due, isHeld, resetKey]);
  useEffect(() => {
    if (drawn.leaving.size === 0) return;
    const timer = setTimeout(
      () => setDrawn((before) => steadyGroups(before, due, { isHeld, now: Date.now() })),
      LINGER_MS,
    );
    return () => clearTimeout(timer);
  }, [drawn, due, isHeld]);
  return drawn;
}
