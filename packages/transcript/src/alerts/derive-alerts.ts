import { MAIN_AGENT } from '../session/agent-state.ts';
import type { AgentView, SessionFacts, SessionState, WaitingKind } from '../session/session-view.ts';
import { type AlertThresholds, DEFAULT_THRESHOLDS } from './alert-thresholds.ts';
import type { AlertState, WatchedThread } from './alert-watch.ts';
import { callLabel } from './call-fingerprint.ts';
import { loopOf } from './call-pattern.ts';
import { fullSince } from './context-fullness.ts';
import { countText, timesText } from './count-text.ts';
import { failureRunOf } from './failure-run.ts';
import { burningOf } from './token-minutes.ts';

/** What is wrong with a session that runs. */
export type AlertKind =
  | 'looping'
  | 'burning'
  | 'stuck'
  | 'erroring'
  | 'contextFull'
  | 'waitingLong'
  | 'crashed';

/** An alert, with why in a few words and numbers. */
export interface Alert {
  kind: AlertKind;
  evidence: string;
  since: number;
}

/** All that the alerts of a session follow from. */
export interface AlertInput {
  facts: Pick<
    SessionFacts,
    'startedAt' | 'lastActivityAt' | 'pendingTool' | 'contextTokens' | 'contextWindow'
  >;
  alertState: AlertState;
  agents: readonly Pick<AgentView, 'id' | 'type' | 'state'>[];
  status: { state: SessionState; since: number | null; waiting: { kind: WaitingKind } | null };
  /** Milliseconds since the epoch. */
  now: number;
  thresholds?: AlertThresholds | undefined;
}

type Full = AlertInput & { thresholds: AlertThresholds };

/** Alerts of a session as it stands, the most urgent first. Only a session that lives, or died at work, has any. */
export function deriveAlerts(input: AlertInput): Alert[] {
  const full: Full = { ...input, thresholds: input.thresholds ?? DEFAULT_THRESHOLDS };
  const alerts: (Alert | null)[] = [];
  switch (input.status.state) {
    case 'working':
      alerts.push(burning(full), looping(full), stuck(full), erroring(full), contextFull(full));
      break;
    case 'background':
      alerts.push(burning(full), looping(full), erroring(full), contextFull(full));
      break;
    case 'waiting':
      // Nothing runs on while a person is asked; what led here is told again if it goes on.
      alerts.push(waitingLong(full), contextFull(full));
      break;
    case 'idle':
      alerts.push(contextFull(full));
      break;
    case 'crashed':
      alerts.push(crashed(full));
      break;
    case 'ended':
    case 'unreachable':
    case 'unknown':
      break;
  }
  return alerts.filter((alert) => alert !== null);
}

/** Clocks of two machines differ: what was written is never in the future. */
function nowOf({ now, facts }: Full): number {
  return Math.max(now, facts.lastActivityAt ?? now);
}

function burning(input: Full): Alert | null {
  const found = burningOf(input.alertState.minutes, nowOf(input), input.thresholds);
  if (found === null) return null;
  const rate = `${countText(found.perMinute)} tok/min`;
  const evidence =
    found.usual === null
      ? `${rate}, over the limit of ${countText(input.thresholds.burnLimitPerMinute)}`
      : `${rate}, ${timesText(found.perMinute / found.usual)} its usual rate`;
  // Tokens are counted by the minute: the first one may have begun before the session.
  return { kind: 'burning', evidence, since: Math.max(found.since, input.facts.startedAt ?? 0) };
}

function looping(input: Full): Alert | null {
  const { loopSameCalls: sameCalls, loopCycles: cycles } = input.thresholds;
  for (const { thread, suffix } of runningThreads(input)) {
    const loop = loopOf(thread.pattern, { sameCalls, cycles });
    if (loop === null) continue;
    const what =
      loop.labels.length === 1
        ? `same ${loop.labels[0]} ${loop.times} times`
        : `${loop.labels.slice(0, -1).join(', ')} and ${loop.labels.at(-1)} in turn, ${loop.times} times`;
    return { kind: 'looping', evidence: what + suffix, since: loop.since ?? nowOf(input) };
  }
  return null;
}

function erroring(input: Full): Alert | null {
  const { failedCalls: failed, failedOfCalls: of, apiErrors: leastErrors } = input.thresholds;
  for (const { thread, suffix } of runningThreads(input)) {
    const api = thread.apiErrors;
    if (api !== null && api.count >= leastErrors) {
      const evidence = `${api.count} API errors in a row: ${api.text}${suffix}`;
      return { kind: 'erroring', evidence, since: api.since ?? nowOf(input) };
    }
    const run = failureRunOf(thread.outcomes, { failed, of });
    if (run === null) continue;
    const evidence = `${run.failed} of the last ${run.of} tool calls failed${suffix}`;
    return { kind: 'erroring', evidence, since: run.since ?? nowOf(input) };
  }
  return null;
}

/** Minutes are those of the threshold, not of the clock: the words stay the same while `since` tells how long. */
function stuck(input: Full): Alert | null {
  const { facts, status, thresholds } = input;
  const since = Math.max(facts.lastActivityAt ?? 0, status.since ?? 0);
  if (since === 0) return null;
  const call = facts.pendingTool;
  const limitMs = call === null ? thresholds.stuckAfterMs : thresholds.stuckInToolAfterMs;
  if (input.now - since <= limitMs) return null;
  const silent = `silent for over ${minutesOf(limitMs)} min`;
  const evidence =
    call === null ? `${silent}, no tool running` : `${silent} in ${callLabel(call.name, call.argument)}`;
  return { kind: 'stuck', evidence, since };
}

function waitingLong({ status, now, thresholds }: Full): Alert | null {
  const { since, waiting } = status;
  if (since === null || now - since <= thresholds.waitingLongAfterMs) return null;
  const evidence = `waits for ${askedOf(waiting?.kind ?? 'other')} for over ${minutesOf(thresholds.waitingLongAfterMs)} min`;
  return { kind: 'waitingLong', evidence, since };
}

function contextFull(input: Full): Alert | null {
  const { facts, alertState, thresholds } = input;
  const share = facts.contextTokens / facts.contextWindow;
  if (share < thresholds.contextFullShare) return null;
  return {
    kind: 'contextFull',
    evidence: `context ${Math.floor(share * 100)}% of ${countText(facts.contextWindow)}`,
    since: fullSince(alertState.fullness, thresholds.contextFullShare) ?? facts.lastActivityAt ?? input.now,
  };
}

function crashed({ facts, status, now }: Full): Alert {
  const call = facts.pendingTool;
  const where =
    call === null ? 'in the middle of a turn' : `while ${callLabel(call.name, call.argument)} ran`;
  return {
    kind: 'crashed',
    evidence: `the process went away ${where}`,
    since: status.since ?? facts.lastActivityAt ?? now,
  };
}

/** Threads at work, with the words that name them: the main one needs none, and has no turn in the background. */
function* runningThreads(input: Full): Generator<{ thread: WatchedThread; suffix: string }> {
  for (const [id, thread] of input.alertState.threads) {
    if (id === MAIN_AGENT) {
      if (input.status.state === 'working') yield { thread, suffix: '' };
      continue;
    }
    const agent = input.agents.find((view) => view.id === id);
    if (agent?.state === 'working') yield { thread, suffix: ` (${agent.type})` };
  }
}

function askedOf(kind: WaitingKind): string {
  switch (kind) {
    case 'permission':
      return 'a permission';
    case 'question':
      return 'an answer';
    case 'plan':
      return 'a word on its plan';
    case 'other':
      return 'a person';
  }
}

function minutesOf(milliseconds: number): number {
  return Math.round(milliseconds / 60_000);
}
