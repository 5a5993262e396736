import { type Alert, deriveAlerts } from '../index.ts';
import type { RecordedFile } from './recorded-sessions.ts';
import { ReplayedSession, type SessionStep } from './replayed-session.ts';

/** A session after one of its lines, or just before the next. */
export interface LineMoment {
  session: ReplayedSession;
  alerts: Alert[];
  at: number;
}

/**
 * Replays a session line by line. Lines come in the order of their times, as they were written. A session is at work
 * while its turn is open: what a person was asked meanwhile is not in a transcript, so waits of minutes are told as `stuck`.
 */
export function lookAtEachLine(
  sessionId: string,
  files: readonly RecordedFile[],
  see: (moment: LineMoment) => void,
): void {
  const session = new ReplayedSession(sessionId);
  const look = (at: number): void => {
    const { projection } = session;
    const facts = projection.facts();
    const alerts = deriveAlerts({
      facts,
      alertState: projection.alertState(),
      agents: projection.agents(),
      status: { state: facts.isTurnOpen ? 'working' : 'idle', since: null, waiting: null },
      now: at,
    });
    see({ session, alerts, at });
  };
  for (const { step, at } of inOrderOfTime(files)) {
    // Just before it, a silence is at its longest.
    look(at - 1);
    session.apply(step);
    look(at);
  }
}

/** Every alert that a recording would have raised while it happened, with its latest words. */
export function raisedAlerts(sessionId: string, files: readonly RecordedFile[]): Map<Alert['kind'], string> {
  const raised = new Map<Alert['kind'], string>();
  lookAtEachLine(sessionId, files, ({ alerts }) => {
    for (const { kind, evidence } of alerts) raised.set(kind, evidence);
  });
  return raised;
}

function inOrderOfTime(files: readonly RecordedFile[]): { step: SessionStep; at: number }[] {
  const timed = files.flatMap(({ steps }) => {
    let at = 0;
    return steps.map((step) => {
      if (step.type === 'line') at = Math.max(at, timeOf(step.line.bytes));
      return { step, at };
    });
  });
  return timed.toSorted((left, right) => left.at - right.at);
}

function timeOf(bytes: Uint8Array): number {
  const found = /"timestamp":"([^"]+)"/.exec(new TextDecoder().decode(bytes));
  const at = Date.parse(found?.[1] ?? '');
  return Number.isNaN(at) ? 0 : at;
}
