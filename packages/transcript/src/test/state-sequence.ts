import { join } from 'node:path';
import { deriveSessionState, type SessionStatus } from '../index.ts';
import { FIXTURES, readSessions } from './recorded-sessions.ts';
import { readCopies, readTimeline, type TimelineEvent } from './recorded-timeline.ts';
import { ReplayedSession } from './replayed-session.ts';
import {
  NOTHING_REPORTED,
  ReportedEvidence,
  registryReport,
  type Sources,
  UNREPORTED,
} from './reported-evidence.ts';

/** A moment of a replayed session. */
export interface Moment {
  at: number;
  session: ReplayedSession;
  status: SessionStatus;
}

/** Looked at once more after everything: what the clock alone changes. */
const LATER_MS = [20_000, 6 * 60_000];

/** Replays one session of a recording; `look` is called after each event with the state that is shown then. */
export function replayStates(
  recording: string,
  sessionId: string,
  sources: Sources,
  look: (moment: Moment) => void,
): void {
  const session = new ReplayedSession(sessionId);
  const evidence = new ReportedEvidence(sessionId, sources);
  const show = (at: number): void => {
    const facts = session.projection.facts();
    const status = deriveSessionState({
      ...evidence.now,
      facts,
      isHostConnected: true,
      hostSeenAt: null,
      now: at,
    });
    look({ at, session, status });
  };
  let isKnown = false;
  const events = readTimeline(recording);
  for (const event of events) {
    if (event.type === 'step' && event.sessionId === sessionId) session.apply(event.step);
    else evidence.apply(event);
    isKnown ||= evidence.isHeardOf || session.projection.facts().startedAt !== null;
    if (isKnown) show(event.at);
  }
  const end = events.at(-1)?.at ?? 0;
  for (const later of LATER_MS) if (isKnown) show(end + later);
}

/** Every state that the sessions of a recording go through, by what is listened to, in words for a reader. */
export function expectedStates(recording: string): Record<string, Record<string, string[]>> {
  const events = readTimeline(recording);
  const start = events[0]?.at ?? 0;
  const views = Object.entries(viewsOf(events));
  const ids = new Set(readSessions(join(FIXTURES, recording)).keys());
  // A client that resumes has another id for a moment, and never writes under it.
  for (const event of events) if (event.type === 'registry' && event.entry) ids.add(event.entry.sessionId);
  const sessions = [...ids].map((id) => {
    const sequences = views.map(([name, sources]): [string, string[]] => {
      const lines: string[] = [];
      let before = '';
      replayStates(recording, id, sources, ({ at, status }) => {
        const words = wordsOf(status);
        const since = status.since === null ? '' : ` since ${secondsOf(status.since, start)}`;
        // What is not known is as old as the last thing that was known.
        const key = status.state === 'unknown' ? words : words + since;
        if (key !== before) lines.push(`${secondsOf(at, start)}${since && ` (${since.trim()})`} ${words}`);
        before = key;
      });
      return [name, lines];
    });
    return [id, Object.fromEntries(sequences)] as const;
  });
  return { ...Object.fromEntries(sessions), ...statesOfCopies(recording) };
}

/** What is made of a folder as it lay there in the middle of a run, found for the first time. */
function statesOfCopies(recording: string): Record<string, Record<string, string[]>> {
  const copies = Object.entries(readCopies(recording)).map(([name, { at, entry, files }]) => {
    const states = [...readSessions(join(FIXTURES, recording))].flatMap(([id, all]) => {
      if (entry !== null && entry.sessionId !== id) return [];
      const session = new ReplayedSession(id);
      for (const { path, steps } of all) {
        for (const step of steps.slice(0, files[path] ?? 0)) session.apply(step);
      }
      const registry = entry === null ? { ...UNREPORTED, startedAt: null } : registryReport(entry);
      const status = deriveSessionState({
        ...NOTHING_REPORTED,
        registry,
        facts: session.projection.facts(),
        isHostConnected: true,
        hostSeenAt: null,
        now: at,
      });
      return [wordsOf(status)];
    });
    return [name, states] as const;
  });
  return copies.length === 0 ? {} : { copies: Object.fromEntries(copies) };
}

function viewsOf(events: readonly TimelineEvent[]): Record<string, Sources> {
  const isRegistered = events.some(({ type }) => type === 'registry');
  const isHooked = events.some(({ type }) => type === 'hook');
  const nothing = { registry: false, hooks: false, processes: false };
  return {
    ...(isRegistered
      ? { registry: { ...nothing, registry: true } }
      : { transcriptOnly: nothing, processList: { ...nothing, processes: true } }),
    ...(isHooked
      ? {
          registryAndHooks: { registry: true, hooks: true, processes: false },
          hooksOnly: { ...nothing, hooks: true },
        }
      : {}),
  };
}

function wordsOf({ state, reason, waiting }: SessionStatus): string {
  const asked =
    waiting === null
      ? ''
      : ` [${waiting.kind}${waiting.agentId === null ? '' : ` of ${waiting.agentId}`}: ${waiting.tool ?? '?'} ${JSON.stringify(waiting.text.slice(0, 80))}]`;
  return `${state}${asked}: ${reason}`;
}

function secondsOf(at: number, start: number): string {
  return `${((at - start) / 1000).toFixed(1)}s`;
}
