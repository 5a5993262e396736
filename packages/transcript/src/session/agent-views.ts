import { oneLine } from '../entries/long-text.ts';
import type { TaskEnd } from '../entries/record-signal.ts';
import { compareTimes, linkAgents } from './agent-links.ts';
import { type Launch, latest, MAIN_AGENT, type ThreadState } from './agent-state.ts';
import type { AgentState, AgentView } from './session-view.ts';

const MAX_TITLE_CHARS = 160;

/** How an agent ended, and when. */
export interface AgentEnd {
  how: TaskEnd;
  at: number | null;
}

/** Everything that the views of a session's sub-agents are made of. */
export interface AgentEvidence {
  threads: ReadonlyMap<string, ThreadState>;
  launches: ReadonlyMap<string, Launch>;
  /** Ends told by notifications, by agent id. */
  ends: ReadonlyMap<string, AgentEnd>;
  /** All agents that run were killed at this time. */
  killedAt: number | null;
}

/** Sub-agents in the order they started, parents and states worked out; warm-up agents are left out. */
export function agentViews(evidence: AgentEvidence): AgentView[] {
  const { threads, launches } = evidence;
  const agents = [...threads.values()].filter((thread) => thread.id !== MAIN_AGENT);
  const links = linkAgents(agents, launches);
  const shown = agents.filter((agent) => !agent.isWarmup || links.has(agent.id));
  shown.sort((left, right) => compareTimes(left.startedAt, right.startedAt, left.id, right.id));
  const ids = new Set(shown.map((agent) => agent.id));
  const parents = new Map<string, string>();
  for (const agent of shown) parents.set(agent.id, parentOf(agent, links.get(agent.id), ids));
  return shown.map((agent, index) => {
    const launch = links.get(agent.id);
    const path = pathToMain(agent.id, parents);
    return {
      ...describe(agent, launch, endOf(agent, launch, evidence)),
      parentId: path[0] ?? MAIN_AGENT,
      depth: Math.max(1, path.length),
      order: index + 1,
    };
  });
}

function parentOf(agent: ThreadState, launch: Launch | undefined, ids: ReadonlySet<string>): string {
  const parent = launch === undefined ? agent.meta?.parentAgentId : launch.ownerId;
  return parent && parent !== agent.id && ids.has(parent) ? parent : MAIN_AGENT;
}

/** Ancestors from the parent to main. Contradicting files could name a circle: it is cut where it closes. */
function pathToMain(id: string, parents: ReadonlyMap<string, string>): string[] {
  const path: string[] = [];
  const seen = new Set([id]);
  for (let parent = parents.get(id); parent !== undefined; parent = parents.get(parent)) {
    if (seen.has(parent)) return [MAIN_AGENT];
    seen.add(parent);
    path.push(parent);
  }
  return path;
}

function describe(
  agent: ThreadState,
  launch: Launch | undefined,
  end: AgentEnd | null,
): Omit<AgentView, 'parentId' | 'depth' | 'order'> {
  const { meta } = agent;
  const state = stateOf(agent, launch, end);
  const isOver = state === 'done' || state === 'failed' || state === 'killed';
  return {
    id: agent.id,
    toolUseId: launch?.toolUseId ?? meta?.toolUseId ?? null,
    type: meta?.type ?? launch?.type ?? helperType(agent.id) ?? 'agent',
    title: oneLine(meta?.title || launch?.title || agent.firstPrompt, MAX_TITLE_CHARS),
    state,
    isBackground: (meta?.isBackground ?? false) || (launch?.isBackground ?? false),
    model: agent.model ?? meta?.model ?? null,
    startedAt: agent.startedAt ?? launch?.at ?? null,
    endedAt: isOver ? (end?.at ?? agent.lastActivityAt) : null,
    lastActivityAt: agent.lastActivityAt,
    usage: { ...agent.usage },
    tools: Object.fromEntries(agent.tools),
    toolErrors: agent.toolErrors,
    burn: agent.burn.map(([bucket, tokens]) => [bucket, tokens]),
  };
}

/** Agents that the client starts for itself name their purpose: `acompact-946d2b` summarises for a compaction. */
function helperType(id: string): string | null {
  return /^a([a-z_]{3,})-[0-9a-f]{4,}$/.exec(id)?.[1]?.replaceAll('_', ' ') ?? null;
}

/**
 * The newest end that is told. An answer to a call that only launched the agent is no end, and for an agent whose meta
 * file says that nobody waits for it no answer is.
 */
function endOf(agent: ThreadState, launch: Launch | undefined, evidence: AgentEvidence): AgentEnd | null {
  const isLeftAlone = agent.meta?.isBackground === true && launch?.end?.how === 'completed';
  const answered = isLeftAlone ? null : launch?.end;
  const ends = [evidence.ends.get(agent.id), answered].filter((end) => end !== null && end !== undefined);
  if (agent.meta?.isFinished === true && ends.length === 0) {
    return { how: 'completed', at: agent.lastActivityAt };
  }
  if (ends.length === 0 && evidence.killedAt !== null && (agent.startedAt ?? 0) <= evidence.killedAt) {
    ends.push({ how: 'killed', at: evidence.killedAt });
  }
  let newest: AgentEnd | null = null;
  for (const end of ends) {
    if (newest === null || latest(newest.at, end.at) !== newest.at) newest = end;
  }
  return newest;
}

/** Working until an end is told; working again when it wrote messages after that (agents can be resumed). */
function stateOf(agent: ThreadState, launch: Launch | undefined, end: AgentEnd | null): AgentState {
  if (end === null) return launch === undefined && agent.meta === null ? 'unknown' : 'working';
  const isResumed = end.at !== null && agent.lastMessageAt !== null && agent.lastMessageAt > end.at;
  if (isResumed && agent.meta?.isFinished !== true) return 'working';
  if (end.how === 'completed') return 'done';
  return end.how;
}
