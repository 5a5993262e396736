import { whatIsAsked as askedText } from '@orrery/transcript';
import type { SessionSummary } from './wire-types.ts';

/** The one mark a session shows: what it needs, else what it does. */
export type StatusMark =
  | 'permission'
  | 'input'
  | 'looping'
  | 'burning'
  | 'stuck'
  | 'erroring'
  | 'working'
  | 'idle'
  | 'ended'
  | 'crashed'
  | 'unreachable'
  | 'unknown';

/** Family of colours that a mark is drawn in. */
export type Tone = 'permit' | 'input' | 'danger' | 'working' | 'idle' | 'ended' | 'unreach';

export type GroupKey = 'needsYou' | 'working' | 'idle' | 'unknown' | 'unreachable' | 'ended';

type Alert = SessionSummary['alerts'][number];

/** Alerts that need a person. The others (context nearly full, waiting long) are remarks. */
const URGENT = ['burning', 'looping', 'stuck', 'erroring'] as const;
type Urgent = (typeof URGENT)[number];

const isUrgent = (kind: string): kind is Urgent => (URGENT as readonly string[]).includes(kind);

/** States in which the client runs, as far as is known. */
export function isLive(session: SessionSummary): boolean {
  return (
    session.state !== 'ended' &&
    session.state !== 'crashed' &&
    session.state !== 'unreachable' &&
    session.state !== 'unknown'
  );
}

/** The alert that needs a person, if the session can still be helped. */
export function urgentAlert(session: SessionSummary): (Alert & { kind: Urgent }) | null {
  if (!isLive(session)) return null;
  for (const alert of session.alerts) {
    const { kind } = alert;
    if (isUrgent(kind)) return { ...alert, kind };
  }
  return null;
}

/** Mark of a session. An alert wins over the state; the state stays in the label. */
export function markOf(session: SessionSummary): StatusMark {
  return urgentAlert(session)?.kind ?? stateMark(session);
}

/** Mark of the state alone, whatever alerts there are. */
export function stateMark(session: SessionSummary): Exclude<StatusMark, Urgent> {
  switch (session.state) {
    case 'waiting':
      return session.waiting?.kind === 'permission' ? 'permission' : 'input';
    case 'background':
      return 'working';
    case 'working':
    case 'idle':
    case 'ended':
    case 'crashed':
    case 'unreachable':
    case 'unknown':
      return session.state;
  }
}

/** Colours of a mark. */
export function toneOf(mark: StatusMark): Tone {
  switch (mark) {
    case 'permission':
      return 'permit';
    case 'input':
      return 'input';
    case 'looping':
    case 'burning':
    case 'stuck':
    case 'erroring':
      return 'danger';
    case 'working':
      return 'working';
    case 'idle':
      return 'idle';
    case 'ended':
    case 'crashed':
      return 'ended';
    case 'unreachable':
    case 'unknown':
      return 'unreach';
  }
}

/** Name of a mark, in words. */
export const markNames: Record<StatusMark, string> = {
  permission: 'Waiting for permission',
  input: 'Waiting for input',
  looping: 'Looping',
  burning: 'Burning',
  stuck: 'Stuck',
  erroring: 'Erroring',
  working: 'Working',
  idle: 'Idle',
  ended: 'Ended',
  crashed: 'Crashed',
  unreachable: 'Unreachable',
  unknown: 'State unknown',
};

/** Names of alerts on badges. */
export const alertNames: Record<Alert['kind'], string> = {
  looping: 'Looping',
  burning: 'Burning',
  stuck: 'Stuck',
  erroring: 'Erroring',
  contextFull: 'Context full',
  waitingLong: 'Waiting long',
  crashed: 'Crashed',
};

/** Group of a session when the list is grouped by state. */
export function groupOf(session: SessionSummary): GroupKey {
  const mark = markOf(session);
  switch (toneOf(mark)) {
    case 'permit':
    case 'input':
    case 'danger':
      return 'needsYou';
    case 'working':
      return 'working';
    case 'idle':
      return 'idle';
    case 'ended':
      return 'ended';
    case 'unreach':
      return mark === 'unreachable' ? 'unreachable' : 'unknown';
  }
}

/** Who waits for an answer, for "test-runner asks to run Bash". */
export function whatIsAsked(session: SessionSummary, asker = 'Claude'): string {
  return session.waiting === null ? '' : askedText(session.waiting, asker);
}
