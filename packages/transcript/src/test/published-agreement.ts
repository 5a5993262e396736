import { deriveSessionState, type HookState } from '../index.ts';
import type { PublishedEvent, PublishedPhase, PublishedScenario } from './published-states.ts';
import { ReplayedSession } from './replayed-session.ts';
import { NOTHING_REPORTED, UNREPORTED } from './reported-evidence.ts';

/** A state that a session came to. */
interface Moment {
  at: number;
  session: string;
  state: string;
}

/** What became of one phase. */
export interface PhaseOutcome {
  /** `<scenario>/<phase>`. */
  phase: string;
  isMet: boolean;
  /** The states from the phase before on, for a reader. */
  seen: string;
}

/** Their words for our states. */
const THEIRS: Record<string, string> = {
  idle: 'ready',
  background: 'ready',
  working: 'working',
  waiting: 'waiting',
  ended: 'process_exited',
  crashed: 'process_exited',
};

/** Which of a scenario's phases the states of its recording go through. Phases that are about no state are left out. */
export function phasesOf(scenario: PublishedScenario): PhaseOutcome[] {
  const moments = replay(scenario);
  const end = moments.at(-1)?.at ?? 0;
  const met = new Map<string, { at: number; session: string }>();
  return scenario.phases.flatMap((phase): PhaseOutcome[] => {
    const want = phase.state ?? phase.kind;
    const from = met.get(phase.after) ?? { at: 0, session: '' };
    if (want === null || !Object.values(THEIRS).includes(want)) {
      met.set(phase.phase, from);
      return [];
    }
    const found = findPhase(phase, want, { moments, end, met, from: from.at });
    met.set(phase.phase, found ?? from);
    const seen = moments
      .filter(({ at }) => at >= from.at)
      .slice(0, 8)
      .map(
        ({ at, session, state }) => `${((at - from.at) / 1000).toFixed(1)}s ${session.slice(0, 8)} ${state}`,
      )
      .join(', ');
    return [{ phase: `${scenario.name}/${phase.phase}`, isMet: found !== null, seen }];
  });
}

interface Search {
  moments: readonly Moment[];
  end: number;
  met: ReadonlyMap<string, { at: number; session: string }>;
  from: number;
}

/** The first time, from a moment on, that a session is in the state, stays there as long as it must, and nothing forbidden came. */
function findPhase(
  phase: PublishedPhase,
  want: string,
  { moments, end, met, from }: Search,
): { at: number; session: string } | null {
  const same = phase.sameSessionAs === null ? null : (met.get(phase.sameSessionAs)?.session ?? null);
  const before = new Set([...met.values()].map(({ session }) => session));
  for (const [index, moment] of moments.entries()) {
    if (moment.state !== want || (same !== null && moment.session !== same)) continue;
    if (phase.isNewSession && before.has(moment.session)) continue;
    const later = moments.slice(index + 1).find(({ session }) => session === moment.session);
    const until = later?.at ?? Math.max(end, moment.at) + 60_000;
    const at = Math.max(moment.at, from);
    if (until <= at || until - at < phase.durationMs) continue;
    const meanwhile = moments.filter(
      (other) => other.session === moment.session && other.at > from && other.at <= at + phase.durationMs,
    );
    if (meanwhile.some(({ state }) => state !== want && phase.never.includes(state))) return null;
    return { at, session: moment.session };
  }
  return null;
}

/** Every change of state of every session, in the order of time. */
function replay(scenario: PublishedScenario): Moment[] {
  const ids = new Set(
    scenario.events.map(({ session }) => session).concat(scenario.lines.map((line) => line.session)),
  );
  return [...ids].flatMap((id) => replaySession(scenario, id)).sort((left, right) => left.at - right.at);
}

function replaySession(scenario: PublishedScenario, id: string): Moment[] {
  const session = new ReplayedSession(id);
  const evidence = { ...NOTHING_REPORTED };
  const steps = [
    ...scenario.lines.filter((line) => line.session === id),
    ...scenario.events.filter((event) => event.session === id),
  ].sort((left, right) => left.at - right.at);
  const moments: Moment[] = [];
  for (const step of steps) {
    if ('step' in step) session.apply(step.step);
    else applyEvent(evidence, step);
    const { state } = deriveSessionState({
      ...evidence,
      facts: session.projection.facts(),
      ...{ isHostConnected: true, hostSeenAt: null, now: step.at },
    });
    const theirs = THEIRS[state];
    if (theirs !== undefined && theirs !== moments.at(-1)?.state) {
      moments.push({ at: step.at, session: id, state: theirs });
    }
  }
  return moments;
}

function applyEvent(evidence: typeof NOTHING_REPORTED, { at, kind, hook }: PublishedEvent): void {
  if (kind === 'pid_discovered')
    Object.assign(evidence, { registry: UNREPORTED, ended: null, endedAt: null });
  if (kind === 'process_exited' || kind === 'presession_removed') {
    Object.assign(evidence, {
      registry: null,
      ended: kind === 'process_exited' ? 'exited' : 'moved',
      endedAt: at,
    });
  }
  const status = HOOKS[hook];
  if (kind === 'hook_received' && status !== undefined) {
    evidence.hook = { status, reason: hook === 'PermissionRequest' ? 'permission prompt' : hook, at };
  }
}

const HOOKS: { readonly [hook: string]: HookState['status'] } = {
  UserPromptSubmit: 'busy',
  PreToolUse: 'busy',
  PostToolUse: 'busy',
  PostToolUseFailure: 'busy',
  PermissionRequest: 'waiting',
  Stop: 'idle',
};
