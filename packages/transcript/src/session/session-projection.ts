import type { AlertState } from '../alerts/alert-watch.ts';
import type { EntryDraft } from '../entries/entry.ts';
import type { MessageUsage, TokenUsage } from '../usage/token-usage.ts';
import type { AgentView, SessionFacts, ToolCallView } from './session-view.ts';

/** A complete line of a transcript file: its bytes without the newline, and where it starts in the file. */
export interface SourceLine {
  bytes: Uint8Array;
  /** Byte offset of the line's first byte in the file. */
  offset: number;
}

/** Which file a line comes from. `agentId` null: the main transcript. */
export interface LineOrigin {
  agentId: string | null;
  /** When the hub got it: what it says of time is held within what can have been then. Left out, any time is believed. */
  receivedAt?: number | undefined;
}

/** What one line means. Bookkeeping lines have no entry. */
export interface LineEffect {
  entry: EntryDraft | null;
  usage: MessageUsage | null;
  /** A title for the session whose newest record is `leafUuid`, which is another one than this. */
  foreignSummary?: { leafUuid: string; text: string } | undefined;
}

/**
 * Incremental projection of one session: main transcript, sub-agent transcripts and their meta files, in any
 * interleaving. The caller tells repeats: a line to which it assigns no place changes nothing. Bounded: it keeps
 * counters, agents and unanswered tool calls, never the conversation.
 */
export interface SessionProjection {
  /** Reads one line. `assignSeq` gives the entry its place; return null to drop it as a replay (same uuid seen before). */
  applyLine(
    line: SourceLine,
    origin: LineOrigin,
    assignSeq: (draft: EntryDraft) => number | null,
  ): LineEffect;
  /** `agent-<id>.meta.json`, parsed JSON of any shape. */
  applyAgentMeta(agentId: string, meta: unknown): void;
  /** Message totals are deduplicated over all files by the hub; it reports the change of each agent's sum here. */
  addUsage(agentId: string | null, delta: TokenUsage, at: number | null): void;
  /** The name that the client's registry gives, when a person chose it; null when there is none. */
  applyRegistryName(name: string | null): void;
  /** The session this one was forked from or followed, when the caller knows (same message ids, `/clear`). */
  applyForkedFrom(sessionId: string): void;
  /** A summary from another file (see `LineEffect.foreignSummary`); true when its leaf is of this session. */
  applySummary(leafUuid: string, text: string): boolean;
  facts(): SessionFacts;
  agents(): AgentView[];
  /** What `deriveAlerts` needs of the transcript. Changes with the projection: read it at once. */
  alertState(): AlertState;
  /** Tool calls touched since the last call of this function (new, answered, interrupted), oldest first. */
  takeToolCalls(): ToolCallView[];
  /** Plain JSON that `restoreSessionProjection` takes back. */
  save(): unknown;
}
