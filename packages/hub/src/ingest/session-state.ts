import type { SessionSummary } from '@orrery/protocol';
import {
  deriveSessionState,
  type ProcessEnd,
  type SessionFacts,
  type SessionStatus,
} from '@orrery/transcript';
import type { HostRow } from '../storage/rows.ts';
import { shownName } from './host-label.ts';
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
  const shown = withoutMachine(context.host, status);
  return {
    state: shown.state,
    stateReason: shown.reason,
    stateSince: shown.since,
    waiting: shown.waiting,
    pid: report?.pid ?? null,
    isLive: context.host.removed === null && (report !== undefined || isHeardLive(context, shown.state)),
  };
}

/** Of a machine that was revoked or removed nothing more will be heard: that is said, instead of how it cannot be reached. */
function withoutMachine(host: HostRow, status: SessionStatus): SessionStatus {
  const { revoked, removed } = host;
  if (removed !== null) {
    const words = `Its machine, ${shownName(host)}, was removed from the hub by ${removed.by}.`;
    const isOver = status.state === 'ended' || status.state === 'crashed';
    if (isOver) return { ...status, reason: `${status.reason} ${words}` };
    return { state: 'ended', reason: words, since: removed.at, waiting: null };
  }
  if (revoked === null || status.state !== 'unreachable') return status;
  return { ...status, reason: `The machine was revoked by ${revoked.by}.` };
}

/** Clients that register nothing are live while a hook or a request says so. */
function isHeardLive({ hook, requests }: LiveContext, state: LiveState['state']): boolean {
  if (requests.length > 0) return true;
  if (state === 'ended' || state === 'crashed' || state === 'unknown') return false;
  return hook !== null && hook.status !== 'ended';
}
