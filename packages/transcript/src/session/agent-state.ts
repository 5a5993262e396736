import type { TaskEnd } from '../entries/record-signal.ts';
import type { TokenUsage } from '../usage/token-usage.ts';
import type { Burn } from './burn.ts';

/** Id of the main thread among agents. */
export const MAIN_AGENT = 'main';

/** What one thread's own records say. Plain JSON but for the counters, which are saved as pairs. */
export interface ThreadState {
  id: string;
  /** Hash of the prompt that began it: how a launch is found where no id links the two. */
  promptHash: string | null;
  firstPrompt: string;
  isWarmup: boolean;
  model: string | null;
  startedAt: number | null;
  /** Newest record of any kind. */
  lastActivityAt: number | null;
  /** Newest message: what counts when asking whether it went on after its end. */
  lastMessageAt: number | null;
  /** Time of the newest record in file order, for records without one. */
  lastAt: number | null;
  usage: TokenUsage;
  tools: Map<string, number>;
  toolErrors: number;
  burn: Burn;
  meta: AgentMeta | null;
}

/** The useful fields of `agent-<id>.meta.json`. */
export interface AgentMeta {
  type: string | null;
  title: string | null;
  toolUseId: string | null;
  parentAgentId: string | null;
  isBackground: boolean;
  model: string | null;
  isFinished: boolean;
}

/** A tool call that starts an agent. */
export interface Launch {
  toolUseId: string;
  /** Thread that made it; null for main. */
  ownerId: string | null;
  promptHash: string;
  title: string;
  type: string | null;
  isBackground: boolean;
  at: number | null;
  /** Agent that it started, once its result or a progress record says so. */
  agentId: string | null;
  end: { how: TaskEnd; at: number | null } | null;
}

/** A thread of which nothing is known yet. */
export function emptyThread(id: string): ThreadState {
  return {
    id,
    promptHash: null,
    firstPrompt: '',
    isWarmup: false,
    model: null,
    startedAt: null,
    lastActivityAt: null,
    lastMessageAt: null,
    lastAt: null,
    usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, costMicros: 0 },
    tools: new Map(),
    toolErrors: 0,
    burn: [],
    meta: null,
  };
}

/** Later of two times, either of which may be unknown. */
export function latest(left: number | null, right: number | null): number | null {
  if (left === null) return right;
  return right === null ? left : Math.max(left, right);
}

/** Earlier of two times, either of which may be unknown. */
export function earliest(left: number | null, right: number | null): number | null {
  if (left === null) return right;
  return right === null ? left : Math.min(left, right);
}
