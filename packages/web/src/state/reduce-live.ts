import {
  type Connection,
  emptyTopic,
  initialLiveState,
  type LiveState,
  type SessionTopic,
} from './live-state.ts';
import type { EntryView, LiveDown, SessionDelta, SessionSnapshot, SessionSummary } from './wire-types.ts';

/** What can happen to the live state. `at` is the browser's clock. */
export type LiveEvent =
  | { type: 'received'; message: LiveDown; sessionId: string | null; at: number }
  | { type: 'connectionChanged'; connection: Connection }
  | { type: 'topicOpened'; sessionId: string }
  | { type: 'topicClosed'; sessionId: string };

/** The tail that a page keeps of one session; older entries are read page by page. */
const MAX_ENTRIES = 400;
const MAX_TOOL_CALLS = 600;
/** Skew estimates differ by the way's delay; a larger step is a changed clock. */
const CLOCK_STEP_MS = 5_000;

/** Next state. Pure: the same events in the same order give the same state. */
export function reduceLive(state: LiveState, event: LiveEvent): LiveState {
  switch (event.type) {
    case 'received':
      return reduceMessage(state, event.message, event.sessionId, event.at);
    case 'connectionChanged':
      return { ...state, connection: event.connection };
    case 'topicOpened':
      return state.topics.has(event.sessionId) ? state : withTopic(state, event.sessionId, emptyTopic);
    case 'topicClosed': {
      const topics = new Map(state.topics);
      topics.delete(event.sessionId);
      return { ...state, topics };
    }
  }
}

/** True when a delta begins after what the state holds: something between is missing and must be asked for again. */
export function hasGap(state: LiveState, message: LiveDown, sessionId: string | null): boolean {
  if (message.type === 'fleetDelta') return state.fleetSeq === null || message.from > state.fleetSeq;
  if (message.type === 'sessionDelta') {
    const seq = sessionId === null ? undefined : state.topics.get(sessionId)?.seq;
    return seq === undefined || seq === null || message.from > seq;
  }
  return false;
}

function reduceMessage(state: LiveState, message: LiveDown, sessionId: string | null, at: number): LiveState {
  switch (message.type) {
    case 'welcome': {
      const isSameArchive = state.archiveId === null || state.archiveId === message.archiveId;
      const kept = isSameArchive ? state : { ...initialLiveState, topics: emptied(state.topics) };
      return withSkew(
        {
          ...kept,
          connection: { status: 'live' },
          archiveId: message.archiveId,
          hubVersion: message.hubVersion,
        },
        message.now,
        at,
      );
    }
    case 'fleetSnapshot': {
      const next: LiveState = {
        ...state,
        fleetSeq: message.seq,
        hosts: keepEqualRows(state.hosts, message.hosts),
        sessions: keepEqualRows(state.sessions, message.sessions),
        sessionsLeftOut: message.sessionsLeftOut ?? 0,
        totals: message.totals,
      };
      return withSkew(next, message.now, at);
    }
    case 'fleetDelta': {
      if (hasGap(state, message, null)) return state;
      const next: LiveState = {
        ...state,
        fleetSeq: Math.max(state.fleetSeq ?? 0, message.seq),
        hosts: withRows(state.hosts, message.hosts),
        sessions: withRows(state.sessions, message.sessions),
        totals: message.totals ?? state.totals,
      };
      return withSkew(next, message.now, at);
    }
    case 'sessionSnapshot':
      return withSkew(reduceSnapshot(state, message), message.now, at);
    case 'sessionDelta': {
      if (sessionId === null || hasGap(state, message, sessionId)) return state;
      return withSkew(reduceSessionDelta(state, message, sessionId), message.now, at);
    }
    case 'closes':
      return { ...state, closes: message.closes };
    case 'pong':
      return withSkew(state, message.now, at);
    case 'error': {
      const topic = sessionId === null ? undefined : state.topics.get(sessionId);
      if (sessionId === null || topic === undefined) return state;
      return withTopic(state, sessionId, { ...topic, error: message.message });
    }
  }
}

function reduceSnapshot(state: LiveState, message: SessionSnapshot): LiveState {
  const id = message.session.id;
  if (!state.topics.has(id)) return state;
  const topic: SessionTopic = {
    seq: message.seq,
    agents: new Map(message.agents.map((agent) => [agent.id, agent])),
    toolCalls: new Map(message.toolCalls.map((call) => [call.id, call])),
    entries: message.entries,
    error: null,
  };
  return withTopic(withSession(state, message.session), id, topic);
}

function reduceSessionDelta(state: LiveState, message: SessionDelta, sessionId: string): LiveState {
  const topic = state.topics.get(sessionId);
  if (topic === undefined || (topic.seq ?? 0) > message.seq) return state;
  const agents = new Map(topic.agents);
  for (const agent of message.agents) agents.set(agent.id, agent);
  const toolCalls = new Map(topic.toolCalls);
  for (const call of message.toolCalls) toolCalls.set(call.id, call);
  for (const id of toolCalls.keys()) {
    if (toolCalls.size <= MAX_TOOL_CALLS) break;
    toolCalls.delete(id);
  }
  const next: SessionTopic = {
    seq: message.seq,
    agents: message.agents.length > 0 ? agents : topic.agents,
    toolCalls: message.toolCalls.length > 0 ? toolCalls : topic.toolCalls,
    entries: appendEntries(topic.entries, message.entries),
    error: null,
  };
  const withRow = message.session === undefined ? state : withSession(state, message.session);
  return withTopic(withRow, sessionId, next);
}

function appendEntries(held: readonly EntryView[], more: readonly EntryView[]): readonly EntryView[] {
  const last = held.at(-1)?.seq ?? 0;
  const fresh = more.filter((entry) => entry.seq > last);
  return fresh.length === 0 ? held : [...held, ...fresh].slice(-MAX_ENTRIES);
}

function withTopic(state: LiveState, sessionId: string, topic: SessionTopic): LiveState {
  return { ...state, topics: new Map(state.topics).set(sessionId, topic) };
}

function withSession(state: LiveState, session: SessionSummary): LiveState {
  return { ...state, sessions: withRows(state.sessions, [session]) };
}

interface Row {
  id: string;
  changeSeq: number;
}

/** Rows are whole and numbered by their last change, so a row that arrives twice or late changes nothing. */
function withRows<T extends Row>(held: ReadonlyMap<string, T>, rows: readonly T[]): ReadonlyMap<string, T> {
  if (rows.length === 0) return held;
  const next = new Map(held);
  for (const row of rows) {
    const before = next.get(row.id);
    if (before === undefined || row.changeSeq > before.changeSeq) next.set(row.id, row);
  }
  return next;
}

/** A snapshot replaces all rows; those that are the same stay the same object, so that their cards do not render. */
function keepEqualRows<T extends Row>(
  held: ReadonlyMap<string, T>,
  rows: readonly T[],
): ReadonlyMap<string, T> {
  return new Map(
    rows.map((row) => {
      const before = held.get(row.id);
      return [row.id, before?.changeSeq === row.changeSeq ? before : row];
    }),
  );
}

function emptied(topics: ReadonlyMap<string, SessionTopic>): ReadonlyMap<string, SessionTopic> {
  return new Map([...topics.keys()].map((id) => [id, emptyTopic]));
}

/** A message is always late, never early: of near estimates the greatest is the best. */
function withSkew(state: LiveState, hubNow: number, at: number): LiveState {
  const estimate = hubNow - at;
  const isFirst = state.skewMs === 0 && state.hosts.size === 0;
  const isStep = Math.abs(estimate - state.skewMs) > CLOCK_STEP_MS;
  const skewMs = isFirst || isStep ? estimate : Math.max(state.skewMs, estimate);
  return skewMs === state.skewMs ? state : { ...state, skewMs };
}
