import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Alert, DEFAULT_THRESHOLDS, deriveAlerts, type SessionStatus } from '../index.ts';
import { type AlertMoment, alertMoments } from './alert-moments.ts';
import { lookAtEachLine } from './raised-alerts.ts';
import { FIXTURES, readSessions, recordings } from './recorded-sessions.ts';
import { hasTimeline } from './recorded-timeline.ts';
import type { ReplayedSession } from './replayed-session.ts';
import { replayStates } from './state-sequence.ts';

const MINUTE = 60_000;
const REGISTRY = { registry: true, hooks: false, processes: false };

const idOf = (recording: string) => [...readSessions(join(FIXTURES, recording)).keys()][0] ?? '';

function startOf(recording: string): number | null {
  return lastMoment(recording, 'working').session.projection.facts().startedAt;
}

/** What comes and goes in a recording, as the registry and the lines come in. */
const momentsOf = (recording: string) => alertMoments(recording, idOf(recording));

/** The moment that an alert was raised first. */
function raisedIn(recording: string, kind: Alert['kind']): AlertMoment | undefined {
  return momentsOf(recording).find((moment) => moment.kind === kind && moment.isRaised);
}

/** Recordings of something that did go wrong: what comes, in order. */
const EXPECTED: { readonly [recording: string]: Alert['kind'][] } = {
  '2.1.330/agent-loop': ['looping'],
  '2.1.330/burn': ['burning'],
  '2.1.330/clear-kill': ['crashed'],
  '2.1.330/context-full': ['contextFull'],
  '2.1.330/cycle': ['looping'],
  '2.1.330/errors-429': ['erroring'],
  '2.1.330/kill-print-stream-SIGKILL': ['crashed'],
  '2.1.330/kill-tui-tool-SIGKILL': ['crashed'],
  '2.1.330/looping': ['looping', 'erroring'],
};

describe('alerts while a session was recorded', () => {
  it.each(recordings().filter(hasTimeline))('[TR51] %s raises each once, and no other', (recording) => {
    const raised = [...readSessions(join(FIXTURES, recording)).keys()]
      .flatMap((id) => alertMoments(recording, id))
      .filter(({ isRaised }) => isRaised);
    expect(raised.map(({ kind }) => kind)).toEqual(EXPECTED[recording] ?? []);
  });

  it('[TR51] looping comes with the fourth same call, and goes with the turn', () => {
    const [raised, ...later] = momentsOf('2.1.330/looping').filter(({ kind }) => kind === 'looping');
    expect(raised).toMatchObject({
      calls: DEFAULT_THRESHOLDS.loopSameCalls,
      evidence: 'same Bash "make all" 12 times',
    });
    expect(later).toMatchObject([{ isRaised: false, calls: 12 }]);
  });

  it('[TR51] looping comes with the call that closes the fourth round of two', () => {
    expect(raisedIn('2.1.330/cycle', 'looping')).toMatchObject({ calls: 2 * DEFAULT_THRESHOLDS.loopCycles });
  });

  it('[TR51] looping comes for an agent in the background, with its role', () => {
    // The call that started the agent, and four of its own.
    expect(raisedIn('2.1.330/agent-loop', 'looping')).toMatchObject({
      calls: 1 + DEFAULT_THRESHOLDS.loopSameCalls,
      evidence: 'same Bash "cat a.txt" 6 times (Explore)',
    });
  });

  it('[TR51] erroring comes with the fifth failure', () => {
    expect(raisedIn('2.1.330/looping', 'erroring')).toMatchObject({ failed: DEFAULT_THRESHOLDS.failedCalls });
    expect(linesUntil('2.1.330/errors-429', 'erroring')).toMatchObject({
      absent: { apiErrors: DEFAULT_THRESHOLDS.apiErrors - 1 },
      present: { apiErrors: DEFAULT_THRESHOLDS.apiErrors },
    });
  });

  it('[TR51] context full comes before the client refuses to go on', () => {
    const moment = raisedIn('2.1.330/context-full', 'contextFull');
    expect(moment?.contextTokens).toBe(176_705);
    // The client's refusal after the next answer is the last thing in the recording.
    expect(momentsOf('2.1.330/context-full').at(-1)).toMatchObject({
      isRaised: false,
      contextTokens: 177_705,
    });
  });

  it('[TR51] burning comes with the message that goes over the limit', () => {
    const { absent, present } = linesUntil('2.1.330/burn', 'burning');
    expect(absent.perMinute).toBeLessThan(DEFAULT_THRESHOLDS.burnLimitPerMinute);
    expect(present.perMinute).toBeGreaterThanOrEqual(DEFAULT_THRESHOLDS.burnLimitPerMinute);
    const [moment] = momentsOf('2.1.330/burn');
    expect(moment?.evidence).toMatch(/^\d+k tok\/min, over the limit of 200k$/);
    expect(moment?.since).toBeLessThanOrEqual(moment?.at ?? 0);
    // Its minute began before it did.
    expect(moment?.since).toBe(startOf('2.1.330/burn'));
  });

  it('[TR51] waiting long comes ten minutes after the client began to wait, with what it waits for', () => {
    const { session, status } = lastMoment('2.1.330/waiting', 'waiting');
    const since = status.since ?? 0;
    expect(alertsAt(session, status, since + 10 * MINUTE)).toEqual([]);
    expect(alertsAt(session, status, since + 10 * MINUTE + 1)).toEqual([
      { kind: 'waitingLong', evidence: 'waits for a permission for over 10 min', since },
    ]);
  });

  it('[TR51] stuck comes after half an hour in a command, and ten minutes in none', () => {
    const inTool = lastMoment('2.1.330/kill-tui-tool-SIGKILL', 'working');
    const silentSince = inTool.session.projection.facts().lastActivityAt ?? 0;
    expect(alertsAt(inTool.session, inTool.status, silentSince + 30 * MINUTE)).toEqual([]);
    expect(alertsAt(inTool.session, inTool.status, silentSince + 30 * MINUTE + 1)).toMatchObject([
      { kind: 'stuck', evidence: 'silent for over 30 min in Bash "echo start; sleep 25; echo end"' },
    ]);
    const streaming = lastMoment('2.1.330/kill-print-stream-SIGKILL', 'working');
    const at = streaming.session.projection.facts().lastActivityAt ?? 0;
    expect(alertsAt(streaming.session, streaming.status, at + 10 * MINUTE)).toEqual([]);
    expect(alertsAt(streaming.session, streaming.status, at + 10 * MINUTE + 1)).toMatchObject([
      { kind: 'stuck', evidence: 'silent for over 10 min, no tool running' },
    ]);
  });

  it('[TR51] crashed comes with the death, with what was running', () => {
    const [moment] = momentsOf('2.1.330/kill-tui-tool-SIGKILL');
    expect(moment).toMatchObject({
      kind: 'crashed',
      evidence: 'the process went away while Bash "echo start; sleep 25; echo end" ran',
    });
    expect(moment?.since).toBe(moment?.at);
  });
});

/** What was spent and refused when an alert was last absent, and first present. */
function linesUntil(recording: string, kind: Alert['kind']) {
  const files = readSessions(join(FIXTURES, recording)).get(idOf(recording)) ?? [];
  const seen: { perMinute: number; apiErrors: number; isRaised: boolean }[] = [];
  lookAtEachLine(idOf(recording), files, ({ session, at, alerts }) => {
    const spent = [...session.usage.values()].reduce(
      (sum, usage) => sum + usage.input + usage.output + usage.cacheWrite5m + usage.cacheWrite1h,
      0,
    );
    // The running minute and the two before it, from the start of the first.
    const window = at - (Math.floor(at / MINUTE) - 2) * MINUTE;
    const apiErrors = session.entries.filter(({ note }) => note?.includes('API') === true).length;
    const isRaised = alerts.some((alert) => alert.kind === kind);
    seen.push({ perMinute: (spent / window) * MINUTE, apiErrors, isRaised });
  });
  const first = seen.findIndex(({ isRaised }) => isRaised);
  const [absent, present] = [seen[first - 1], seen[first]];
  if (absent === undefined || present === undefined) throw new Error(`${recording} never raises ${kind}`);
  return { absent, present };
}

/** The session and its state when it was last in a state, before anything came after. */
function lastMoment(recording: string, state: string): { session: ReplayedSession; status: SessionStatus } {
  let last: { session: ReplayedSession; status: SessionStatus } | null = null;
  replayStates(recording, idOf(recording), REGISTRY, ({ session, status }) => {
    if (status.state === state) last = { session, status };
  });
  if (last === null) throw new Error(`${recording} is never ${state}`);
  return last;
}

function alertsAt(session: ReplayedSession, status: SessionStatus, now: number): Alert[] {
  const { projection } = session;
  return deriveAlerts({
    ...{ facts: projection.facts(), alertState: projection.alertState(), agents: projection.agents() },
    ...{ status, now },
  });
}
