/**
 * An entry is one transcript line in the form that a page needs: what was said or done, by whom and when, with
 * the client's bookkeeping left out. Entries are what the hub stores in blocks, what the API returns and what
 * search reads. The line itself stays in the raw log.
 */

/** What a line is, for a reader. `unknown` and `malformed` are ordinary values: kept, shown plainly, never fatal. */
export type EntryKind =
  /** A person's turn. */
  | 'prompt'
  /** Claude's words, thoughts and tool calls. */
  | 'assistant'
  /** What tools answered. */
  | 'toolResult'
  /** A slash command or a `!` line, and what it printed. */
  | 'command'
  /** A sub-agent or a background task reports back. */
  | 'notification'
  /** The summary that replaces older turns after a compaction, or the boundary itself. */
  | 'compaction'
  /** A person pressed Esc. */
  | 'interruption'
  /** The client's own notices: API errors and retries, hooks, information. */
  | 'system'
  /** Context that the client put beside a prompt. Hidden unless asked for. */
  | 'meta'
  /** A line whose type this version does not know. */
  | 'unknown'
  /** A line that is not a JSON object. */
  | 'malformed';

export type EntryRole = 'user' | 'assistant' | 'system';

/** One piece of an entry. Text is complete unless `truncatedFrom` (characters) says that the raw log holds more. */
export type EntryPart =
  | { type: 'text'; text: string; truncatedFrom?: number | undefined }
  | { type: 'thinking'; text: string; truncatedFrom?: number | undefined }
  | { type: 'toolUse'; id: string; name: string; input: unknown }
  | {
      type: 'toolResult';
      toolUseId: string;
      isError: boolean;
      text: string;
      truncatedFrom?: number | undefined;
    }
  | { type: 'image'; mediaType: string; sizeBytes: number }
  /** The line as it came: for `unknown` (JSON text) and `malformed` (decoded bytes). */
  | { type: 'raw'; text: string; truncatedFrom?: number | undefined };

/** An entry before the hub has given it a place in its session. */
export interface EntryDraft {
  /** The record's own uuid, or `line:<hash>` (content hash) for a record that has none. */
  uuid: string;
  kind: EntryKind;
  role: EntryRole;
  /** Milliseconds since the epoch, from the record; for a record without a time, of the record before it. */
  at: number | null;
  /** The record's own time cannot be right: `at` is when the hub got it, or the earliest time there is. */
  isTimeWrong?: true | undefined;
  /** Sub-agent that wrote it; null for the main thread. */
  agentId: string | null;
  parentUuid: string | null;
  /** API message id; several entries share it (one content block a line). */
  messageId?: string | undefined;
  model?: string | undefined;
  stopReason?: string | undefined;
  /** Plain words for what a page shows beside the parts: why a line is malformed, which notice, who was killed. */
  note?: string | undefined;
  /** Byte offset of the line in its file; given for `unknown` and `malformed`. */
  offset?: number | undefined;
  parts: EntryPart[];
}

/** A stored entry. `seq` counts all entries of one session, agents included, in the order of commit, from 1. */
export interface Entry extends EntryDraft {
  seq: number;
}
