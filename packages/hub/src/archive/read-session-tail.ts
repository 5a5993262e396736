import { MAX_AGENTS_SHOWN } from '@orrery/protocol';
import { type AgentView, settleToolCall, type ToolCallView } from '@orrery/transcript';
import { summaryOf } from '../ingest/session-memory.ts';
import type { ReadStorage } from '../storage/storage.ts';
import type { SessionTail } from './archive.ts';
import { readEntries } from './read-entries.ts';

const TAIL_TOOL_CALLS = 200;
const TAIL_ENTRIES = 60;

/** What a page shows first of a session. */
export function readSessionTail(storage: ReadStorage, sessionId: string, seq: number): SessionTail | null {
  const row = storage.sessionById(sessionId);
  if (!row) return null;
  const session = summaryOf(row);
  const calls = storage.toolCalls(row.pk, TAIL_TOOL_CALLS).map((call): ToolCallView => JSON.parse(call.view));
  return {
    seq,
    session,
    agents: agentList(storage, row.pk),
    toolCalls: calls.map((call) => settleToolCall(call, session.state)).reverse(),
    entries: readEntries(storage, sessionId, { limit: TAIL_ENTRIES }).items,
  };
}

/** The newest agents of a session in the order in which they started. */
export function agentList(storage: ReadStorage, sessionPk: number): AgentView[] {
  return storage
    .agents(sessionPk)
    .filter((row) => row.view !== '')
    .map((row): AgentView => JSON.parse(row.view))
    .sort((a, b) => a.order - b.order)
    .slice(-MAX_AGENTS_SHOWN);
}
