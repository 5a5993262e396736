import { formatRate } from '../../format/amount.ts';
import { burnPerMinute } from '../../format/burn.ts';
import type { LiveState } from '../../state/live-state.ts';
import { alertNames, isLive } from '../../state/session-status.ts';
import { shownSessions } from '../../state/shown-sessions.ts';
import type { SessionSummary } from '../../state/wire-types.ts';
import { hasNeed } from '../sessions/session-filter.ts';

export type CellKey = 'permission' | 'answer' | 'burning' | 'faulty';

type Fault = 'looping' | 'stuck' | 'erroring';

/** One of the four cells: how many, since when, and the worst case in words. */
export interface BoardCell {
  count: number;
  /** Start of the oldest wait. */
  since: number | null;
  detail: string;
  /** What the last cell counts, the most frequent first. */
  faults: readonly Fault[];
}

/** What a cell says. */
export function boardCell(state: LiveState, key: CellKey, now: number): BoardCell {
  const sessions = [...shownSessions(state).values()].filter((session) => hasNeed(session, key));
  const waits = sessions.flatMap(({ stateSince }) => (stateSince === null ? [] : [stateSince]));
  const faults = faultsOf(sessions);
  return {
    count: sessions.length,
    since: key === 'permission' || key === 'answer' ? (waits.length === 0 ? null : Math.min(...waits)) : null,
    detail: detailOf(sessions, key, now, faults[0]),
    faults,
  };
}

/** Same cell, as far as can be seen. */
export function isSameCell(a: BoardCell, b: BoardCell): boolean {
  const isSameFault = faultName(a) === faultName(b);
  return a.count === b.count && a.since === b.since && a.detail === b.detail && isSameFault;
}

function detailOf(
  sessions: readonly SessionSummary[],
  key: CellKey,
  now: number,
  fault: Fault | undefined,
): string {
  if (sessions.length === 0) return 'none';
  if (key === 'burning') {
    const rate = sessions.reduce((sum, session) => sum + burnPerMinute(session.burn, now), 0);
    return `${formatRate(rate)} tok/min`;
  }
  if (key !== 'faulty') return '';
  return sessions.flatMap(({ alerts }) => alerts).find(({ kind }) => kind === fault)?.evidence ?? '';
}

/** Each session counts for the first of its faults, as its mark does. */
function faultsOf(sessions: readonly SessionSummary[]): Fault[] {
  const counts: Record<Fault, number> = { looping: 0, stuck: 0, erroring: 0 };
  for (const { alerts } of sessions) {
    const fault = alerts.map(({ kind }) => kind).find((kind) => kind in counts);
    if (fault !== undefined) counts[fault as Fault] += 1;
  }
  const found = (Object.keys(counts) as Fault[]).filter((fault) => counts[fault] > 0);
  return found.sort((left, right) => counts[right] - counts[left]);
}

/** Name of the last cell: what it counts now ("Looping, erroring"), or what it would. */
export function faultName({ faults }: BoardCell): string {
  const [first, ...others] = faults;
  if (first === undefined) return 'Stuck or looping';
  return [alertNames[first], ...others].join(', ');
}

/** The same where there is room for one word: `Looping +1`. */
export function shortFaultName({ faults }: BoardCell): string {
  const [first, ...others] = faults;
  if (first === undefined) return 'Looping';
  return others.length === 0 ? alertNames[first] : `${alertNames[first]} +${others.length}`;
}

/** Tokens a minute of the whole fleet. */
export function fleetPerMinute(state: LiveState, now: number): number {
  let sum = 0;
  for (const session of shownSessions(state).values())
    if (isLive(session)) sum += burnPerMinute(session.burn, now);
  return sum;
}
