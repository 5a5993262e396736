import { type Alert, deriveAlerts } from '../index.ts';
import type { RecordedFile } from './recorded-sessions.ts';
import { ReplayedSession, type SessionStep } from './replayed-session.ts';

/**
 * Every alert that a recording would have raised while it happened, with its latest words. Lines come in the order of
 * their times, as they were written. A session is at work while its turn is open: what a person was asked meanwhile is
 * not in a transcript, so waits of minutes are told as `stuck`.
 */
export function raisedAlerts(sessionId: string, files: readonly RecordedFile[]): Map<Alert['kind'], string> {
  const session = new ReplayedSession(sessionId);
  const raised = new Map<Alert['kind'], string>();
  const look = (now: number): void => {
    const { projection } = session;
    const facts = projection.facts();
    const state = facts.isTurnOpen ? 'working' : 'idle';
    const alerts = deriveAlerts({
      facts,
      alertState: projection.alertState(),
      agents: projection.agents(),
      status: { state, since: null, waiting: null },
      now,
    });
    for (const { kind, evidence } of alerts) raised.set(kind, evidence);
  };
  for (const { step, at } of inOrderOfTime(files)) {
    // Just before it, a silence is at its longest.
    look(at - 1);
    session.apply(step);
    look(at);
  }
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
