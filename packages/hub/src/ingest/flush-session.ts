import type { SessionSummary } from '@orrery/protocol';
import {
  type AgentView,
  type SessionFacts,
  settleAgent,
  settleToolCall,
  type ToolCallView,
} from '@orrery/transcript';
import type { Storage } from '../storage/storage.ts';
import type { LiveContext } from './live-context.ts';
import type { SessionCache, SessionMemory } from './session-memory.ts';
import { liveStateOf } from './session-state.ts';
import { summarize } from './session-summary.ts';

/** As many as a page shows. */
const WATCHED_TOOL_CALLS = 200;

/** What was written of a session. Agents and tool calls: those that changed. */
export interface FlushedSession {
  summary: SessionSummary;
  agents: AgentView[];
  toolCalls: ToolCallView[];
}

/** Writes everything of a session that this transaction changed. */
export function flushSession(
  storage: Storage,
  cache: SessionCache,
  memory: SessionMemory,
  context: LiveContext & { seq: number },
): FlushedSession {
  const { row, projection } = memory;
  memory.tail.flush();
  const toolCalls = projection.takeToolCalls();
  for (const call of toolCalls) {
    storage.putToolCall({ sessionPk: row.pk, id: call.id, useSeq: call.useSeq, view: JSON.stringify(call) });
  }
  const facts = endBatch(storage, memory);
  const status = liveStateOf(context, facts, memory.gone);
  const all = projection.agents().map((agent) => settleAgent(agent, status.state));
  const agents = writeAgents(storage, memory, all);
  row.changeSeq = context.seq;
  const wasRunning = !isOver(row.state);
  const summary = summarize(memory, context, status, facts, all);
  row.project = summary.project;
  row.person = summary.person;
  row.client = summary.client;
  row.state = summary.state;
  row.isLive = status.isLive;
  row.lastActivityAt = summary.lastActivityAt ?? 0;
  row.searchText = [summary.title, facts.firstPrompt, summary.project, summary.cwd, summary.gitBranch]
    .filter(Boolean)
    .join('\n')
    .toLowerCase();
  row.summary = JSON.stringify(summary);
  row.clients = JSON.stringify(memory.clients);
  row.gone = memory.gone && JSON.stringify(memory.gone);
  storage.putSession({ ...row });
  cache.save(memory);
  // A call that runs when its process ends gets no further line: those who watch are told all the same.
  const running = wasRunning && isOver(row.state) ? readRunning(storage, row.pk) : toolCalls;
  return { summary, agents, toolCalls: running.map((call) => settleToolCall(call, summary.state)) };
}

/** What must not depend on how many batches one transaction holds. */
export function endBatch(storage: Storage, memory: SessionMemory): SessionFacts {
  applyWaitingSummary(storage, memory);
  const facts = memory.projection.facts();
  noteClient(memory, facts);
  return facts;
}

function isOver(state: string): boolean {
  return state === 'ended' || state === 'crashed';
}

function readRunning(storage: Storage, sessionPk: number): ToolCallView[] {
  return storage
    .toolCalls(sessionPk, WATCHED_TOOL_CALLS)
    .map((row): ToolCallView => JSON.parse(row.view))
    .filter((call) => call.state === 'running')
    .reverse();
}

function writeAgents(storage: Storage, memory: SessionMemory, all: readonly AgentView[]): AgentView[] {
  const changed: AgentView[] = [];
  for (const agent of all) {
    const view = JSON.stringify(agent);
    const row = memory.agents.get(agent.id) ?? {
      sessionPk: memory.row.pk,
      agentId: agent.id,
      firstSeq: 0,
      lastSeq: 0,
      view: '',
    };
    if (row.view !== view) changed.push(agent);
    else if (!memory.grownAgents.has(agent.id)) continue;
    const next = { ...row, view };
    memory.agents.set(agent.id, next);
    storage.putAgent(next);
    memory.grownAgents.delete(agent.id);
  }
  // Agents that the projection does not list (a warm-up) still have entries to be read.
  for (const agentId of memory.grownAgents) {
    const row = memory.agents.get(agentId);
    if (row) storage.putAgent({ ...row });
  }
  memory.grownAgents.clear();
  return changed;
}

/** A file that was read earlier may have held the title of this conversation. */
function applyWaitingSummary(storage: Storage, memory: SessionMemory): void {
  const { hostId, leafUuid } = memory.row;
  if (!memory.isLeafNew || leafUuid === null) return;
  memory.isLeafNew = false;
  const text = storage.summary(hostId, leafUuid);
  if (text !== undefined) memory.projection.applySummary(leafUuid, text);
}

function noteClient({ clients }: SessionMemory, facts: SessionFacts): void {
  const { client, clientVersion: version } = facts;
  if (client === 'unknown' && version === null) return;
  if (clients.some((known) => known.client === client && known.version === version)) return;
  clients.push({ client, version });
}
