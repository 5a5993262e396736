import { oneLine } from '../entries/long-text.ts';
import { idOf, isRecord, objectOf, stringOf } from '../entries/record.ts';
import type { TaskEnd, ToolOutcome } from '../entries/record-signal.ts';
import { textHash } from '../entries/text-hash.ts';
import {
  type AgentMeta,
  emptyThread,
  type Launch,
  latest,
  MAIN_AGENT,
  type ThreadState,
} from './agent-state.ts';
import { type AgentEnd, agentViews } from './agent-views.ts';
import { LAUNCHING_TOOLS } from './launching-tools.ts';
import type { AgentView } from './session-view.ts';

/** Ends of tasks that are no agent (background commands) are told in the same words; only so many are kept. */
const MAX_ENDS = 1000;
const MAX_LAUNCHES = 5000;
const MAX_TITLE_CHARS = 160;

/** The table as it is saved. Plain JSON. */
export interface SavedAgents {
  threads: (Omit<ThreadState, 'tools'> & { tools: [string, number][] })[];
  launches: Launch[];
  ends: [string, AgentEnd][];
  killedAt: number | null;
}

/** Threads of a session, the calls that started them, and how they ended. */
export interface AgentTable {
  thread(agentId: string | null): ThreadState;
  /** All threads, main and hidden ones included. */
  threads(): Iterable<ThreadState>;
  launch(call: { id: string; name: string; input: unknown; ownerId: string | null; at: number | null }): void;
  answer(outcome: ToolOutcome, at: number | null): void;
  /** The call was broken off: so is what it started, unless that runs in the background. */
  interrupt(toolUseId: string, at: number | null): void;
  seen(agentId: string, toolUseId: string): void;
  ended(taskId: string, end: TaskEnd, at: number | null): void;
  killAll(at: number | null): void;
  applyMeta(agentId: string, meta: unknown): void;
  views(): AgentView[];
  save(): SavedAgents;
}

/** A table, empty or from a saved one. */
export function createAgentTable(saved?: SavedAgents): AgentTable {
  const threads = new Map<string, ThreadState>(
    (saved?.threads ?? []).map((thread) => [thread.id, { ...thread, tools: new Map(thread.tools) }]),
  );
  const launches = new Map<string, Launch>(
    (saved?.launches ?? []).map((launch) => [launch.toolUseId, launch]),
  );
  const ends = new Map<string, AgentEnd>(saved?.ends ?? []);
  let killedAt = saved?.killedAt ?? null;

  const threadOf = (agentId: string | null): ThreadState => {
    const id = agentId ?? MAIN_AGENT;
    const found = threads.get(id);
    if (found !== undefined) return found;
    const thread = emptyThread(id);
    threads.set(id, thread);
    return thread;
  };

  return {
    thread: threadOf,
    threads: () => threads.values(),
    launch(call) {
      const launch = LAUNCHING_TOOLS.has(call.name) ? newLaunch(call) : null;
      if (launch !== null && launches.size < MAX_LAUNCHES) launches.set(call.id, launch);
    },
    answer(outcome, at) {
      const launch = launches.get(outcome.toolUseId);
      if (launch === undefined) return;
      if (outcome.agentId !== null) launch.agentId = outcome.agentId;
      if (outcome.isAsync) launch.isBackground = true;
      else launch.end = { how: endOfOutcome(outcome), at };
    },
    interrupt(toolUseId, at) {
      const launch = launches.get(toolUseId);
      if (launch !== undefined && launch.end === null) launch.end = { how: 'killed', at };
    },
    seen(agentId, toolUseId) {
      const launch = launches.get(toolUseId);
      if (launch !== undefined) launch.agentId ??= agentId;
    },
    ended(taskId, how, at) {
      const known = ends.get(taskId);
      if (known !== undefined && latest(known.at, at) === known.at) return;
      ends.delete(taskId);
      ends.set(taskId, { how, at });
      const oldest = ends.keys().next().value;
      if (ends.size > MAX_ENDS && oldest !== undefined) ends.delete(oldest);
    },
    killAll(at) {
      killedAt = latest(killedAt, at);
    },
    applyMeta(agentId, meta) {
      threadOf(agentId).meta = readMeta(meta);
    },
    views: () => agentViews({ threads, launches, ends, killedAt }),
    save: () => ({
      threads: [...threads.values()].map((thread) => ({ ...thread, tools: [...thread.tools] })),
      launches: [...launches.values()],
      ends: [...ends],
      killedAt,
    }),
  };
}

function newLaunch(call: Parameters<AgentTable['launch']>[0]): Launch | null {
  if (!isRecord(call.input)) return null;
  const prompt = stringOf(call.input.prompt) ?? '';
  return {
    toolUseId: call.id,
    ownerId: call.ownerId,
    promptHash: textHash(prompt),
    title: oneLine(stringOf(call.input.description) || prompt, MAX_TITLE_CHARS),
    type: idOf(call.input.subagent_type),
    isBackground: call.input.run_in_background === true,
    at: call.at,
    agentId: null,
    end: null,
  };
}

function endOfOutcome(outcome: ToolOutcome): TaskEnd {
  if (outcome.state === 'done') return 'completed';
  return outcome.state === 'failed' ? 'failed' : 'killed';
}

function readMeta(meta: unknown): AgentMeta {
  const fields = objectOf(meta);
  return {
    type: idOf(fields.agentType),
    title: stringOf(fields.description)?.slice(0, MAX_TITLE_CHARS) ?? null,
    toolUseId: idOf(fields.toolUseId),
    parentAgentId: idOf(fields.parentAgentId),
    isBackground: fields.requestShape === 'background',
    model: idOf(fields.model),
    isFinished: fields.finished === true,
  };
}
