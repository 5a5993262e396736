import type { FleetTotals, HostView, SessionSummary } from '@orrery/protocol';
import type { AgentView, Entry, ToolCallView } from '@orrery/transcript';
import type { CommittedChange } from '../ingest/unit-of-work.ts';
import type { ArchiveChange } from './archive.ts';

/** Entries and tool calls of one session that wait at most; a reader that falls behind takes a new snapshot. */
const MAX_WAITING_DETAILS = 500;

/**
 * Passes changes on, one message at a time. While the receiver is busy, changes are merged: rows are state, so the newest
 * is enough. A backfill therefore never floods the other thread, however fast it commits.
 */
export interface ChangeFeed {
  push(change: CommittedChange): void;
  /** The receiver has taken the last one. */
  taken(): void;
}

interface Details {
  agents: Map<string, AgentView>;
  toolCalls: Map<string, ToolCallView>;
  entries: Entry[];
}

interface Waiting {
  seq: number;
  hosts: Map<string, HostView>;
  sessions: Map<string, SessionSummary>;
  details: Map<string, Details>;
  removed: { hosts: Set<string>; sessions: Set<string> };
  isTotalsChanged: boolean;
}

export function createChangeFeed(options: {
  deliver: (change: ArchiveChange) => void;
  totals: () => FleetTotals;
}): ChangeFeed {
  let waiting: Waiting | null = null;
  let isBusy = false;
  const send = () => {
    if (waiting === null || isBusy) return;
    const change = toArchiveChange(waiting, waiting.isTotalsChanged ? options.totals() : null);
    waiting = null;
    isBusy = true;
    options.deliver(change);
  };
  return {
    push(change) {
      waiting ??= {
        seq: 0,
        hosts: new Map(),
        sessions: new Map(),
        details: new Map(),
        removed: { hosts: new Set(), sessions: new Set() },
        isTotalsChanged: false,
      };
      merge(waiting, change);
      send();
    },
    taken() {
      isBusy = false;
      send();
    },
  };
}

function merge(waiting: Waiting, change: CommittedChange): void {
  waiting.seq = change.seq;
  waiting.isTotalsChanged ||= change.isTotalsChanged;
  for (const host of change.hosts) waiting.hosts.set(host.id, host);
  for (const session of change.sessions) waiting.sessions.set(session.id, session);
  for (const id of change.removed.hosts) {
    waiting.removed.hosts.add(id);
    waiting.hosts.delete(id);
  }
  for (const id of change.removed.sessions) {
    waiting.removed.sessions.add(id);
    waiting.sessions.delete(id);
    waiting.details.delete(id);
  }
  for (const { sessionId, agents, toolCalls, entries } of change.details) {
    const details = waiting.details.get(sessionId) ?? {
      agents: new Map(),
      toolCalls: new Map(),
      entries: [],
    };
    waiting.details.set(sessionId, details);
    for (const agent of agents) details.agents.set(agent.id, agent);
    for (const call of toolCalls) details.toolCalls.set(call.id, call);
    details.entries = [...details.entries, ...entries].slice(-MAX_WAITING_DETAILS);
  }
}

function toArchiveChange(waiting: Waiting, totals: FleetTotals | null): ArchiveChange {
  return {
    seq: waiting.seq,
    hosts: [...waiting.hosts.values()],
    sessions: [...waiting.sessions.values()],
    removed: { hosts: [...waiting.removed.hosts], sessions: [...waiting.removed.sessions] },
    totals,
    details: [...waiting.details].map(([sessionId, details]) => ({
      sessionId,
      agents: [...details.agents.values()],
      toolCalls: [...details.toolCalls.values()].slice(-MAX_WAITING_DETAILS),
      entries: details.entries,
    })),
  };
}
