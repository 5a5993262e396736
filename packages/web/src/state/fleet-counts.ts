import { burnPerMinute } from '../format/burn.ts';
import type { LiveState } from './live-state.ts';
import { groupOf, isLive, markOf, type StatusMark } from './session-status.ts';
import { shownSessions } from './shown-sessions.ts';
import type { SessionSummary } from './wire-types.ts';

/** How many sessions need a person now. */
export function countNeedsYou(state: LiveState): number {
  let count = 0;
  for (const session of shownSessions(state).values()) if (groupOf(session) === 'needsYou') count += 1;
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
  for (const session of shownSessions(state).values()) if (isCounted(session)) count += 1;
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

type Sessions = ReadonlyMap<string, SessionSummary>;

const noLoad: HostLoad = { marks: [], perMinute: 0, isBurning: false };
let cached: { sessions: Sessions; now: number; loads: Map<string, HostLoad> } | null = null;

/**
 * Live (or lost) sessions of one machine and their tokens a minute. Map, names and list all ask for every machine with
 * each change: the loads of one state are computed once.
 */
export function hostLoad(sessions: Sessions, hostId: string, now: number): HostLoad {
  if (cached?.sessions !== sessions || cached.now !== now)
    cached = { sessions, now, loads: hostLoads(sessions, now) };
  return cached.loads.get(hostId) ?? noLoad;
}

function hostLoads(sessions: Sessions, now: number): Map<string, HostLoad> {
  const hosts = new Map<string, SessionSummary[]>();
  for (const session of sessions.values()) {
    if (!isLive(session) && session.state !== 'unreachable') continue;
    const list = hosts.get(session.hostId);
    if (list === undefined) hosts.set(session.hostId, [session]);
    else list.push(session);
  }
  return new Map([...hosts].map(([hostId, list]) => [hostId, loadOf(list, now)]));
}

function loadOf(sessions: readonly SessionSummary[], now: number): HostLoad {
  const marks = sessions.map((session) => ({
    sessionId: session.id,
    mark: markOf(session),
    agentsWorking: session.agentsWorking,
    startedAt: session.startedAt ?? 0,
  }));
  marks.sort((a, b) => urgency.indexOf(a.mark) - urgency.indexOf(b.mark) || a.startedAt - b.startedAt);
  return {
    marks,
    perMinute: sessions.reduce((sum, session) => sum + burnPerMinute(session.burn, now), 0),
    isBurning: marks.some(({ mark }) => mark === 'burning'),
  };
}
