import { formatCost } from '../../format/amount.ts';
import { REMOVED_MACHINE } from '../../state/host-words.ts';
import type { LiveState } from '../../state/live-state.ts';
import {
  groupOf,
  markOf,
  type StatusMark,
  type Tone,
  toneOf,
  urgentAlert,
} from '../../state/session-status.ts';
import { shownSessions } from '../../state/shown-sessions.ts';
import type { SessionSummary } from '../../state/wire-types.ts';
import { orderSessions } from '../sessions/list-order.ts';

/** Lines that fit below the cells; more are counted. */
const MOST_ROWS = 5;

/** One session that needs a person, as the wall shows it. */
export interface WallRow {
  id: string;
  mark: StatusMark;
  tone: Tone;
  title: string;
  /** Person, machine, and the evidence of an alert. */
  detail: string;
  /** Since when it waits or the alert stands; null where a cost says more. */
  since: number | null;
  cost: string;
}

/** What the wall lists: the most urgent, and how many there are besides. */
export interface WallList {
  rows: readonly WallRow[];
  more: number;
}

/** Who needs a person, the most urgent first. `now` is the hub's clock. */
export function wallList(state: LiveState, now: number): WallList {
  const needing = [...shownSessions(state).values()].filter((session) => groupOf(session) === 'needsYou');
  const ordered = orderSessions(needing, now);
  const shown = ordered.slice(0, MOST_ROWS);
  return { rows: shown.map((session) => rowOf(session, state)), more: ordered.length - shown.length };
}

/** Same list, as far as can be seen. */
export function isSameWallList(a: WallList, b: WallList): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function rowOf(session: SessionSummary, state: LiveState): WallRow {
  const mark = markOf(session);
  const alert = urgentAlert(session);
  const place = [session.person?.split(' ')[0], state.hosts.get(session.hostId)?.name ?? REMOVED_MACHINE]
    .filter(Boolean)
    .join(', ');
  return {
    id: session.id,
    mark,
    tone: toneOf(mark),
    title: session.title,
    detail: alert === null ? place : `${place}: ${alert.evidence}`,
    since: mark === 'burning' ? null : (alert?.since ?? session.stateSince),
    cost: mark === 'burning' ? formatCost(session.usage.costMicros) : '',
  };
}
