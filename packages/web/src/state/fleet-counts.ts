import { burnPerMinute } from '../format/burn.ts';
import type { LiveState } from './live-state.ts';
import { groupOf, isLive, markOf, type StatusMark } from './session-status.ts';
import type { SessionSummary } from './wire-types.ts';

/** How many sessions need a person now. */
export function countNeedsYou(state: LiveState): number {
  let count = 0;
  for (const session of state.sessions.values()) if (groupOf(session) === 'needsYou') count += 1;
  return count;
}

/** Sessions that work, those with an alert too. */
export function countWorking(state: LiveState): number {
  return countState(state, (session) => session.state === 'working' || session.state === 'background');
}

/** Sessions at their prompt. */
export function countIdle(state: LiveState): number {
  return countState(state, (session) => session.state === 'idle');
}

function countState(state: LiveState, isCounted: (session: SessionSummary) => boolean): number {
  let count = 0;
  for (const session of state.sessions.values()) if (isCounted(session)) count += 1;
  return count;
}

/** Shown for one machine: its live sessions, the most urgent first. */
export interface HostLoad {
  marks: readonly { sessionId: string; mark: StatusMark; agentsWorking: number }[];
  perMinute: number;
  isBurning: boolean;
}

const urgency: StatusMark[] = [
  'permission',
  'burning',
  'looping',
  'stuck',
  'erroring',
  'input',
  'working',
  'idle',
  'unreachable',
  'unknown',
];

/** Live (or lost) sessions of one machine and their tokens a minute. */
export function hostLoad(sessions: Iterable<SessionSummary>, hostId: string, now: number): HostLoad {
  const marks: { sessionId: string; mark: StatusMark; agentsWorking: number; startedAt: number }[] = [];
  let perMinute = 0;
  let isBurning = false;
  for (const session of sessions) {
    if (session.hostId !== hostId || !(isLive(session) || session.state === 'unreachable')) continue;
    const mark = markOf(session);
    marks.push({
      sessionId: session.id,
      mark,
      agentsWorking: session.agentsWorking,
      startedAt: session.startedAt ?? 0,
    });
    perMinute += burnPerMinute(session.burn, now);
    isBurning ||= mark === 'burning';
  }
  marks.sort((a, b) => urgency.indexOf(a.mark) - urgency.indexOf(b.mark) || a.startedAt - b.startedAt);
  return { marks, perMinute, isBurning };
}
