import { useEffect, useMemo, useRef, useState } from 'react';
import type { LiveState } from '../../state/live-state.ts';
import { shownSessions } from '../../state/shown-sessions.ts';
import { useLive } from '../../state/use-live.tsx';
import { type Grouping, groupSessions, type SessionGroup } from './list-order.ts';
import type { SessionFilter } from './session-filter.ts';
import type { SortKey } from './sort-keys.ts';
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
export function useDueGroups(
  filter: SessionFilter,
  grouping: Grouping,
  sort: SortKey,
): readonly SessionGroup[] {
  const select = useMemo(
    () => (state: LiveState) =>
      groupSessions(shownSessions(state).values(), {
        grouping,
        sort,
        filter,
        hosts: state.hosts,
        now: Date.now() + state.skewMs,
      }),
    [filter, grouping, sort],
  );
  return useLive(select, isSameGroups);
}

/** The groups to draw: steady while somebody points at them. */
export function useSteadyGroups(due: readonly SessionGroup[], resetKey: string, isHeld: boolean): SteadyList {
  const held = useRef<{ resetKey: string; list: SteadyList } | null>(null);
  const [turn, setTurn] = useState(0);
  // What is drawn next depends on what is drawn now. Computed while rendering: an effect would draw the list twice.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a turn ends a card's stay in the group it has left
  const list = useMemo(() => {
    const before = held.current;
    const isNew = before === null || before.resetKey !== resetKey;
    return isNew ? firstSteadyList(due) : steadyGroups(before.list, due, { isHeld, now: Date.now() });
  }, [due, isHeld, resetKey, turn]);
  useEffect(() => {
    held.current = { resetKey, list };
    if (list.leaving.size === 0) return;
    const timer = setTimeout(() => setTurn((before) => before + 1), LINGER_MS);
    return () => clearTimeout(timer);
  }, [list, resetKey]);
  return list;
}
