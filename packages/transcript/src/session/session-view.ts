import type { TokenUsage } from '../usage/token-usage.ts';

/** Which program wrote the session, from `entrypoint`. */
export type ClientKind = 'cli' | 'sdk' | 'vscode' | 'desktop' | 'web' | 'other' | 'unknown';

/** Live state of a session. `unknown` is an honest answer and comes with a reason. */
export type SessionState =
  | 'working'
  | 'waiting'
  | 'idle'
  | 'background'
  | 'ended'
  | 'crashed'
  | 'unreachable'
  | 'unknown';

export type WaitingKind = 'permission' | 'question' | 'plan' | 'other';

export type AgentState = 'working' | 'done' | 'failed' | 'killed' | 'unknown';

export type ToolCallState = 'running' | 'done' | 'failed' | 'denied' | 'interrupted';

/** One node of the agents graph. The main thread has id `main` and no parent. */
export interface AgentView {
  id: string;
  parentId: string | null;
  /** Tool call that started it; null for `main` or when the client did not say. */
  toolUseId: string | null;
  /** Role, such as `Explore`; `main` for the main thread. */
  type: string;
  title: string;
  state: AgentState;
  isBackground: boolean;
  model: string | null;
  /** 0 for main. */
  depth: number;
  /** Order in which agents started, from 0 (main). */
  order: number;
  startedAt: number | null;
  endedAt: number | null;
  lastActivityAt: number | null;
  usage: TokenUsage;
  /** Tool name -> calls. */
  tools: Record<string, number>;
  toolErrors: number;
  /** Recent tokens: `[bucket, tokens]`, bucket = floor(at / 37,500 ms), newest last, 24 at most. */
  burn: [number, number][];
}

/** One row of the tools list. Input and output in full are in the entries `useSeq` and `resultSeq`. */
export interface ToolCallView {
  id: string;
  agentId: string | null;
  name: string;
  /** The one argument a person looks for (command, path, pattern, description), one line, 200 characters at most. */
  argument: string;
  state: ToolCallState;
  startedAt: number | null;
  endedAt: number | null;
  /** Milliseconds, from the client where it says so, else from the two records' times. */
  durationMs: number | null;
  /** First line of the error, 200 characters at most. */
  error: string | null;
  useSeq: number;
  resultSeq: number | null;
}

/** The newest thing a session did, for its card. */
export interface LastAction {
  kind: 'tool' | 'text' | 'prompt' | 'result' | 'notice';
  /** Tool name for `tool` and `result`, else null. */
  tool: string | null;
  text: string;
  isError: boolean;
  at: number | null;
}

/** A tool call without a result. */
export interface OpenCall {
  id: string;
  name: string;
  argument: string;
  /** Null for the main thread. */
  agentId: string | null;
  at: number | null;
  /** What a person must read to answer it, in full: questions with options, the plan, the command. */
  detail?: string | undefined;
}

/** What the transcript alone says of a session: everything listed, filtered or counted. */
export interface SessionFacts {
  title: string;
  titleSource: 'custom' | 'ai' | 'summary' | 'registry' | 'prompt' | 'none';
  firstPrompt: string;
  client: ClientKind;
  clientVersion: string | null;
  /** First directory the records name; a `relocated` line replaces it. */
  cwd: string | null;
  gitBranch: string | null;
  model: string | null;
  permissionMode: string | null;
  startedAt: number | null;
  lastActivityAt: number | null;
  /** Human prompts on the main thread. */
  prompts: number;
  toolCalls: number;
  toolErrors: number;
  /** Tokens in the context window after the newest main-thread answer; 0 after a compaction until the next one. */
  contextTokens: number;
  contextWindow: number;
  isTurnOpen: boolean;
  /** When the turn began, or when it ended; null before the first one. */
  turnSince: number | null;
  /** Set while the turn is taken for closed by its last text alone: the client may still be writing a tool call. */
  guessedEnd: { at: number; turnOpenedAt: number | null } | null;
  /** Tool call that has no result yet and is the newest on the main thread or a running agent. */
  pendingTool: OpenCall | null;
  /** The call that each thread is at (see `ToolCallTable.current`): one of them asks when the session waits. 64 at most. */
  openCalls: OpenCall[];
  lastAction: LastAction | null;
  /** As in AgentView, over all agents. */
  burn: [number, number][];
  /** Session this one copied its history from (fork) or followed (`/clear`), where known. */
  forkedFrom: string | null;
  malformedLines: number;
  unknownLines: number;
  usageIsLowerBound: boolean;
  /** Every client kind and version that wrote to the main transcript, oldest first, 32 at most. */
  clients: { client: ClientKind; version: string | null }[];
  /** Entry where the live branch of the main thread ends (see `liveBranch`). */
  leafUuid: string | null;
}
