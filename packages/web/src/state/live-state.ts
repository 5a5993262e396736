import type {
  AgentRow,
  CloseView,
  EntryView,
  FleetTotals,
  HostView,
  SessionSummary,
  ToolCallRow,
} from './wire-types.ts';

/** How the page and the hub are connected. Times are the browser's own clock. */
export type Connection =
  | { status: 'connecting' }
  | { status: 'live' }
  /** `lostAt`: since when the data stands still. */
  | { status: 'reconnecting'; attempt: number; nextAt: number; lostAt: number }
  | { status: 'offline'; lostAt: number }
  /** The hub speaks a version that this page does not know: only a reload helps. */
  | { status: 'outdated' };

/** One watched session beyond its row. */
export interface SessionTopic {
  /** Change sequence number up to which this is complete; null until the first snapshot. */
  seq: number | null;
  agents: ReadonlyMap<string, AgentRow>;
  toolCalls: ReadonlyMap<string, ToolCallRow>;
  /** Newest entries, oldest first, without gaps. */
  entries: readonly EntryView[];
  /** Why it cannot be shown, in words. */
  error: string | null;
}

/** Everything the server told this page. Replaced as a whole with each change; rows that did not change stay the same object. */
export interface LiveState {
  connection: Connection;
  archiveId: string | null;
  hubVersion: string | null;
  /** Hub's clock minus this browser's clock. */
  skewMs: number;
  /** Null until the first snapshot: nothing is known yet. */
  fleetSeq: number | null;
  hosts: ReadonlyMap<string, HostView>;
  sessions: ReadonlyMap<string, SessionSummary>;
  /** Sessions of today that are not among these, because their machines have too many. */
  sessionsLeftOut: number;
  totals: FleetTotals | null;
  /** Sessions that somebody closes. */
  closes: readonly CloseView[];
  topics: ReadonlyMap<string, SessionTopic>;
}

/** A topic before its first snapshot. */
export const emptyTopic: SessionTopic = {
  seq: null,
  agents: new Map(),
  toolCalls: new Map(),
  entries: [],
  error: null,
};

/** The state of a page that has heard nothing. */
export const initialLiveState: LiveState = {
  connection: { status: 'connecting' },
  archiveId: null,
  hubVersion: null,
  skewMs: 0,
  fleetSeq: null,
  hosts: new Map(),
  sessions: new Map(),
  sessionsLeftOut: 0,
  totals: null,
  closes: [],
  topics: new Map(),
};
