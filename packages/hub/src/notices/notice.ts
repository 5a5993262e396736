import type { NoticeKind, PermissionRequestView, SessionSummary } from '@orrery/protocol';

/** Something that began and that people want to be told of, as it was noticed. */
export interface NoticedFact {
  kind: NoticeKind;
  session: SessionSummary;
  /** The request that a notification's buttons can answer. */
  request: PermissionRequestView | null;
  /** Requests that began together with it. */
  furtherRequests: number;
  /** Why an alert began; empty for a wait. */
  evidence: string;
  /** What is remembered of it, so that it is told once. */
  keys: readonly string[];
  at: number;
}

/** What a notification needs to take an answer. */
export interface NoticeAnswer {
  digest: string;
  /** All that would be done, as the short line that comes first, and where; null where there is more to read. */
  body: string | null;
}

/** What is told, in words, with all that a channel needs. */
export interface Notice {
  id: string;
  kind: NoticeKind;
  title: string;
  body: string;
  session: { id: string; title: string; project: string; person: string | null; state: string };
  host: { id: string; name: string };
  /** Page of the session. */
  url: string;
  requestId: string | null;
  at: number;
  /** Stays in the hub, but for browsers: what their buttons answer; null where nothing can be answered. */
  answer: NoticeAnswer | null;
  /** Stays in the hub: what is remembered once somebody was told. */
  keys: readonly string[];
}
