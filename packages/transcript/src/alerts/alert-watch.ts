import { callFingerprint, callLabel, isPolling } from './call-fingerprint.ts';
import { type CallPattern, emptyPattern, seeCall } from './call-pattern.ts';
import { type Fullness, seeFullness } from './context-fullness.ts';
import { emptyOutcomes, type Outcomes, seeOutcome } from './failure-run.ts';
import { addMinute, packMinutes, type TokenMinutes, unpackMinutes } from './token-minutes.ts';

/** Threads watched at a time; those that were quiet longest are forgotten first. */
const MAX_THREADS = 24;
const MAX_LABEL_CHARS = 80;
const MAX_ERROR_CHARS = 80;

/** What one thread did in its running turn. */
export interface WatchedThread {
  pattern: CallPattern;
  outcomes: Outcomes;
  /** Requests in a row that the API did not answer. */
  apiErrors: { count: number; since: number | null; text: string } | null;
}

/** What alerts are derived from. Belongs to the projection: read only. */
export interface AlertState {
  /** By agent id, `main` for the main thread. */
  threads: ReadonlyMap<string, WatchedThread>;
  /** Of all threads: input + output + cache writes. Cache reads are nearly free and would only show how full the window is. */
  minutes: TokenMinutes;
  fullness: Fullness;
}

/** The state as it is saved. Plain JSON, a few hundred bytes a running thread. */
export interface SavedAlerts {
  threads: [string, WatchedThread][];
  minutes: number[];
  fullness: Fullness;
}

/** Watches a session for what alerts need: repeated calls, failures, rates. Constant in size. */
export interface AlertWatch {
  called(thread: string, call: { name: string; input: unknown; argument: string; at: number | null }): void;
  /** A tool did what it was called for, or failed; refusals and interruptions are neither. */
  answered(thread: string, isFailed: boolean, at: number | null): void;
  apiFailed(thread: string, text: string, at: number | null): void;
  apiAnswered(thread: string): void;
  /** A person spoke, or the turn is over: what was repeated before counts no more. */
  turnEnded(thread: string): void;
  /** How full the context window is now, from 0 to 1. */
  contextRead(share: number, at: number | null): void;
  spent(tokens: number, at: number): void;
  state(): AlertState;
  save(): SavedAlerts;
}

/** A watch of nothing, or a saved one. */
export function createAlertWatch(saved?: SavedAlerts): AlertWatch {
  const threads = new Map<string, WatchedThread>(saved?.threads);
  const minutes = unpackMinutes(saved?.minutes ?? []);
  const fullness = saved?.fullness ?? [];

  const threadOf = (id: string): WatchedThread => {
    const thread = threads.get(id) ?? { pattern: emptyPattern(), outcomes: emptyOutcomes(), apiErrors: null };
    threads.delete(id);
    threads.set(id, thread);
    const oldest = threads.keys().next().value;
    if (threads.size > MAX_THREADS && oldest !== undefined) threads.delete(oldest);
    return thread;
  };

  return {
    called(id, { name, input, argument, at }) {
      if (isPolling(name, input)) return;
      const labelOf = () => callLabel(name.slice(0, MAX_LABEL_CHARS / 2), argument).slice(0, MAX_LABEL_CHARS);
      seeCall(threadOf(id).pattern, callFingerprint(name, input), at, labelOf);
    },
    answered: (id, isFailed, at) => seeOutcome(threadOf(id).outcomes, isFailed, at),
    apiFailed(id, text, at) {
      const thread = threadOf(id);
      const { count, since } = thread.apiErrors ?? { count: 0, since: at };
      thread.apiErrors = { count: count + 1, since, text: text.slice(0, MAX_ERROR_CHARS) };
    },
    apiAnswered(id) {
      const thread = threads.get(id);
      if (thread !== undefined) thread.apiErrors = null;
    },
    turnEnded: (id) => void threads.delete(id),
    contextRead: (share, at) => seeFullness(fullness, share, at),
    spent: (tokens, at) => addMinute(minutes, at, tokens),
    state: () => ({ threads, minutes, fullness }),
    save: () => ({ threads: [...threads], minutes: packMinutes(minutes), fullness }),
  };
}
