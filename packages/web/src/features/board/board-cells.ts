import { formatRate } from '../../format/amount.ts';
import { burnPerMinute } from '../../format/burn.ts';
import type { LiveState } from '../../state/live-state.ts';
import { alertNames, isLive } from '../../state/session-status.ts';
import type { SessionSummary } from '../../state/wire-types.ts';
import { hasNeed } from '../sessions/session-filter.ts';

export type CellKey = 'permission' | 'answer' | 'burning' | 'faulty';

/** One of the four cells: how many, since when, and the worst case in words. */
export interface BoardCell {
  count: number;
  /** Start of the oldest wait. */
  since: number | null;
  detail: string;
  /** Which of the three faults the last cell counts most. */
  fault: 'looping' | 'stuck' | 'erroring';
}

/** What a cell says. */
export function boardCell(state: LiveState, key: CellKey, now: number): BoardCell {
  const sessions = [...state.sessions.values()].filter((session) => hasNeed(session, key));
  const waits = sessions.flatMap(({ stateSince }) => (stateSince === null ? [] : [stateSince]));
  const fault = worstFault(sessions);
  return {
    count: sessions.length,
    since: key === 'permission' || key === 'answer' ? (waits.length === 0 ? null : Math.min(...waits)) : null,
    detail: detailOf(sessions, key, now, fault),
    fault,
  };
}

/** Same cell, as far as can be seen. */
export function isSameCell(a: BoardCell, b: BoardCell): boolean {
  return a.count === b.count && a.since === b.since && a.detail === b.detail && a.fault === b.fault;
}

function detailOf(
  sessions: readonly SessionSummary[],
  key: CellKey,
  now: number,
  fault: BoardCell['fault'],
): string {
  if (sessions.length === 0) return 'none';
  if (key === 'burning') {
    const rate = sessions.reduce((sum, session) => sum + burnPerMinute(session.burn, now), 0);
    return `${formatRate(rate)} tok/min`;
  }
  if (key !== 'faulty') return '';
  return sessions.flatMap(({ alerts }) => alerts).find(({ kind }) => kind === fault)?.evidence ?? '';
}

const faults = ['looping', 'stuck', 'erroring'] as const;

function worstFault(sessions: readonly SessionSummary[]): BoardCell['fault'] {
  const counts = faults.map(
    (fault) => sessions.filter(({ alerts }) => alerts.some(({ kind }) => kind === fault)).length,
  );
  return faults[counts.indexOf(Math.max(...counts))] ?? 'looping';
}

/** Name of the last cell: what it counts now, all three while it counts none. */
export function faultName(cell: BoardCell): string {
  return cell.count === 0 ? 'Stuck or looping' : alertNames[cell.fault];
}

/** Tokens a minute of the whole fleet. */
export function fleetPerMinute(state: LiveState, now: number): number {
  let sum = 0;
  for (const session of state.sessions.values()) if (isLive(session)) sum += burnPerMinute(session.burn, now);
  return sum;
}
