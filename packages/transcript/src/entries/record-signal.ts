import type { LastAction } from '../session/session-view.ts';

/** How a sub-agent or background task ended. */
export type TaskEnd = 'completed' | 'failed' | 'killed';

/** The useful bits of a tool's answer, its content aside. */
export interface ToolOutcome {
  toolUseId: string;
  state: 'done' | 'failed' | 'denied' | 'interrupted';
  /** First line of the error, empty when it went well. */
  error: string;
  /** As the client measured it; null where it does not say. */
  durationMs: number | null;
  /** Sub-agent that the call started. */
  agentId: string | null;
  /** The call only launched something; its end is told later. */
  isAsync: boolean;
  /** First line of the answer. */
  text: string;
}

/**
 * What a record means for its session, as facts. The projection applies them; only it knows whose thread it was.
 */
export type RecordSignal =
  | { type: 'titled'; source: 'custom' | 'ai'; text: string }
  | { type: 'summarised'; leafUuid: string; text: string }
  | { type: 'prompted'; text: string; isQueued: boolean }
  | { type: 'commanded'; text: string }
  /** What a slash command printed. */
  | { type: 'commandAnswered' }
  | { type: 'turnOpened' }
  /** Injected text. It opens a turn only right after a slash command, for then it is what the command means. */
  | { type: 'metaPrompted' }
  /** `isGuess`: a text of a client that writes no `stop_reason`; a tool call may follow it. */
  | { type: 'turnClosed'; isGuess?: true }
  /** A request that the API did not answer; the client tries again. */
  | { type: 'apiFailed'; text: string }
  /** `isMidway`: a running message or tool was broken off, not a question refused (2.1.197 and later say so). */
  | { type: 'interrupted'; isMidway: boolean }
  | { type: 'compacted' }
  /** Its token counts cannot be: what is counted of the session is less than it spent. */
  | { type: 'usageRefused' }
  | { type: 'answered'; model: string; contextTokens: number }
  | { type: 'toolUsed'; id: string; name: string; input: unknown }
  | { type: 'toolAnswered'; outcome: ToolOutcome }
  | { type: 'taskEnded'; taskId: string; toolUseId: string | null; end: TaskEnd }
  | { type: 'agentsKilled' }
  | { type: 'agentSeen'; agentId: string; toolUseId: string }
  | { type: 'permissionMode'; mode: string }
  | { type: 'relocated'; cwd: string }
  | { type: 'derivedFrom'; sessionId: string }
  /** Where the live branch ends, in the client's own words; a rewind shows first here. */
  | { type: 'leafNamed'; uuid: string }
  | { type: 'acted'; kind: LastAction['kind']; text: string; isError: boolean };
