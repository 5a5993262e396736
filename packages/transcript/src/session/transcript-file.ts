/** What a file below a Claude config folder is, told from its relative path (with `/`). */
export type TranscriptFile =
  /** `projects/<slug>/<uuid>.jsonl` */
  | { kind: 'main'; sessionId: string; slug: string }
  /** `projects/<slug>/<sessionId>/subagents/**​/agent-<id>.jsonl`, or `projects/<slug>/agent-<id>.jsonl` (2.0.x: the
   *  session is only in the records, so `sessionId` is null). */
  | { kind: 'agent'; sessionId: string | null; agentId: string; slug: string }
  /** `agent-<id>.meta.json`: link and state of a sub-agent. A document, not a log. */
  | { kind: 'agentMeta'; sessionId: string; agentId: string; slug: string }
  | { kind: 'other' };
