import type { Actor } from './actor.ts';
import type { AgentRun, AgentTask } from './agent-run.ts';
import type { ClientVersion } from './client-version.ts';
import type { Manual } from './manual.ts';
import type { Random } from './random.ts';
import { createSessionAgents } from './session-agents.ts';
import { createSessionContext } from './session-context.ts';
import { writeApiError, writeCompaction, writeSessionEnd, writeState, writeTurnEnd } from './session-end.ts';
import { writePrompt } from './session-prompt.ts';
import type { SyntheticFiles } from './synthetic-files.ts';
import type { TranscriptClock } from './transcript-clock.ts';

export interface SessionOptions {
  version: ClientVersion;
  /** `cli`, `sdk-cli`, `sdk-ts`, `claude-vscode`, `claude-desktop`. */
  entrypoint: string;
  cwd: string;
  gitBranch: string;
  model: string;
  random: Random;
  clock: TranscriptClock;
  files: SyntheticFiles;
  manual: Manual;
  /** What a title request would have made; written by versions that have `ai-title`. */
  title?: string;
  sessionId?: string;
}

/** One session as a client writes it: prompts, answers, tools, sub-agents, compaction, end. */
export interface SyntheticSession {
  readonly id: string;
  /** Path of the main transcript below the config folder. */
  readonly path: string;
  readonly version: ClientVersion;
  readonly main: Actor;
  prompt(text: string): void;
  /** Answers with the tool call that starts an agent, and starts it. `by`: the parent agent of a nested one. */
  startAgent(task: AgentTask, options?: { by?: AgentRun; saying?: string }): AgentRun;
  finishAgent(run: AgentRun, result: string): void;
  /** The answer was the last of its turn. */
  endTurn(): void;
  /** A person pressed Esc at a permission prompt. */
  interrupt(): void;
  compact(summary: string): void;
  apiError(attempt: number): void;
  rename(title: string): void;
  /** The client exits. */
  close(): void;
}

/** Starts a session. Nothing is written before the first prompt, as in life. */
export function createSyntheticSession(options: SessionOptions): SyntheticSession {
  const context = createSessionContext(options);
  const agents = createSessionAgents(context);
  return {
    id: context.id,
    path: context.path,
    version: options.version,
    main: context.main,
    prompt: (text) => writePrompt(context, text),
    startAgent: agents.start,
    finishAgent: agents.finish,
    endTurn: () => writeTurnEnd(context),
    interrupt: () => {
      context.thread.prompt([{ type: 'text', text: '[Request interrupted by user for tool use]' }]);
      writeState(context);
    },
    compact: (summary) => writeCompaction(context, summary),
    apiError: (attempt) => writeApiError(context, attempt),
    rename: (title) => {
      context.plain({ type: 'custom-title', customTitle: title });
      context.plain({ type: 'agent-name', agentName: title });
    },
    close: () => writeSessionEnd(context),
  };
}
