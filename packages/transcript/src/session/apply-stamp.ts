import type { RecordStamp } from '../entries/record-stamp.ts';
import { earliest, latest } from './agent-state.ts';
import type { AgentTable } from './agent-table.ts';
import { clientKindOf } from './client-kind.ts';
import type { SessionState } from './projection-state.ts';
import { seeUuid } from './title.ts';

const MAX_CLIENTS = 32;

/** A record's common fields, and whose they are. */
export interface StampContext {
  session: SessionState;
  agents: AgentTable;
  sessionId: string;
  stamp: RecordStamp;
  agentId: string | null;
  isMessage: boolean;
}

/** Times count for every thread; directory, client and branch are the main thread's. */
export function applyStamp({ session, agents, sessionId, stamp, agentId, isMessage }: StampContext): void {
  if (stamp.at !== null) {
    const thread = agents.thread(agentId);
    thread.lastAt = stamp.at;
    thread.startedAt = earliest(thread.startedAt, stamp.at);
    thread.lastActivityAt = latest(thread.lastActivityAt, stamp.at);
    if (isMessage) thread.lastMessageAt = latest(thread.lastMessageAt, stamp.at);
    session.startedAt = earliest(session.startedAt, stamp.at);
    session.lastActivityAt = latest(session.lastActivityAt, stamp.at);
  }
  if (agentId !== null) {
    const { cwd, version, entrypoint, gitBranch } = stamp;
    if (cwd !== null) session.aside ??= { cwd, version, entrypoint, gitBranch };
    return;
  }
  session.cwd ??= stamp.cwd;
  if (stamp.gitBranch !== null) session.gitBranch = stamp.gitBranch;
  if (stamp.uuid !== null) {
    seeUuid(session.title, stamp.uuid);
  }
  // A copied history keeps the id of the session it was copied from (clients before 2.0).
  if (stamp.sessionId !== null && stamp.sessionId !== sessionId) session.forkedFrom ??= stamp.sessionId;
  if (stamp.version !== null) applyClient(session, stamp.entrypoint, stamp.version);
}

function applyClient(session: SessionState, entrypoint: string | null, version: string): void {
  if (session.clientVersion === version && session.entrypoint === entrypoint) return;
  session.clientVersion = version;
  session.entrypoint = entrypoint;
  const client = clientKindOf(entrypoint);
  const isKnown = session.clients.some((known) => known.client === client && known.version === version);
  if (!isKnown && session.clients.length < MAX_CLIENTS) session.clients.push({ client, version });
}
