import type { SessionSummary } from '@orrery/protocol';
import { deriveSessionState, type ProcessEnd, type SessionFacts } from '@orrery/transcript';
import type { LiveContext } from './live-context.ts';

/** How a session's process went, when it is gone. */
export interface Gone {
  how: ProcessEnd;
  at: number;
}

/** Live part of a summary. */
export type LiveState = Pick<SessionSummary, 'state' | 'stateReason' | 'stateSince' | 'waiting' | 'pid'> & {
  /** Belongs on the fleet page whatever its age. */
  isLive: boolean;
};

/** State of a session, from the client's own report where there is one, else from the transcript. */
export function liveStateOf(context: LiveContext, facts: SessionFacts, gone: Gone | null): LiveState {
  // Two processes on one session are rare; the one that changed last is the one that matters.
  const report = context.live
    .map((row) => row.report)
    .toSorted((a, b) => (b.statusSince ?? 0) - (a.statusSince ?? 0))[0];
  const { hook, requests } = context;
  const status = deriveSessionState({
    registry: report ?? null,
    hook,
    request: requests[0] ?? null,
    ended: gone?.how ?? null,
    endedAt: gone?.at ?? null,
    facts,
    isHostConnected: context.host.isConnected,
    hostSeenAt: context.host.lastSeenAt,
    now: context.now,
  });
  return {
    state: status.state,
    stateReason: status.reason,
    stateSince: status.since,
    waiting: status.waiting,
    pid: report?.pid ?? null,
    isLive: report !== undefined || isHeardLive(context, status.state),
  };
}

/** Clients that register nothing are live while a hook or a request says so. */
function isHeardLive({ hook, requests }: LiveContext, state: LiveState['state']): boolean {
  if (requests.length > 0) return true;
  if (state === 'ended' || state === 'crashed' || state === 'unknown') return false;
  return hook !== null && hook.status !== 'ended';
}
