import { markNames, markOf, stateMark } from '../../state/session-status.ts';
import type { SessionSummary } from '../../state/wire-types.ts';
import { lastLineOf } from './last-line.ts';

/** Longer texts are read where the session is opened. */
const MOST_CHARS = 120;

/**
 * What a reader hears of a card: title, alert and state, machine, and what is asked or wrong. Nothing that changes with
 * every event: the option that has the focus would be read again and again.
 */
export function labelOf(session: SessionSummary, hostName: string): string {
  const mark = markOf(session);
  const state = stateMark(session);
  const marks = mark === state ? [markNames[mark]] : [markNames[mark], markNames[state]];
  const facts = [session.title, ...marks, hostName].join(', ');
  if (session.state !== 'waiting') return facts;
  const asked = lastLineOf(session).text;
  return asked === '' ? facts : `${facts}: ${asked.slice(0, MOST_CHARS)}`;
}
