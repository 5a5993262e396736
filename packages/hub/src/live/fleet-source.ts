import type { FleetTotals, HostView, SessionSummary } from '@orrery/protocol';
import type { Archive } from '../archive/archive.ts';
import type { Clock } from '../server/clock.ts';
import { createFrame } from './frame.ts';
import type { TopicSource } from './topic-source.ts';

/** A session is on the fleet while it lives, and for a day after its last sign of life. */
const FLEET_WINDOW_MS = 86_400_000;

/** Different sessions that deltas tell of, before a snapshot shares the page out anew. */
const LEAST_TOLD = 1_000;

/** All machines, and the sessions that live or lived lately. */
export function createFleetSource(archive: Archive, clock: Clock): TopicSource {
  const hosts = new Map<string, HostView>();
  const sessions = new Map<string, SessionSummary>();
  let totals: FleetTotals | null = null;
  /** Told since the last snapshot: a machine that makes more and more sessions must not fill pages with them. */
  const told = new Set<string>();
  let mostTold = LEAST_TOLD;
  const drop = () => {
    hosts.clear();
    sessions.clear();
    totals = null;
  };
  return {
    open: () => undefined,
    close: () => undefined,
    load: async (since) => {
      if (since !== undefined) {
        const { seq, removedSeq, hosts, sessions, sessionsLeftOut, totals } = await archive.fleet(since);
        const fields = { now: clock.now(), hosts, sessions, totals };
        if (since <= seq && since >= removedSeq && sessionsLeftOut === 0)
          return createFrame({ type: 'fleetDelta', from: since, seq }, fields);
        // Rows that are gone or too many are in no delta, and a number from the future is from another archive.
      }
      const { seq, removedSeq: _, ...rows } = await archive.fleet();
      told.clear();
      mostTold = Math.max(LEAST_TOLD, 2 * rows.sessions.length);
      return createFrame({ type: 'fleetSnapshot', from: null, seq }, { now: clock.now(), ...rows });
    },
    collect: (change) => {
      if (change.removed.hosts.length > 0 || change.removed.sessions.length > 0) return 'reload';
      let isOurs = change.totals !== null || change.hosts.length > 0;
      for (const host of change.hosts) hosts.set(host.id, host);
      for (const session of change.sessions) {
        if (!isOnFleet(session, clock.now())) continue;
        sessions.set(session.id, session);
        told.add(session.id);
        isOurs = true;
      }
      if (told.size > mostTold) {
        told.clear();
        return 'reload';
      }
      totals = change.totals ?? totals;
      return isOurs ? 'collected' : 'ignored';
    },
    takeDelta: (from, seq) => {
      const fields = { now: clock.now(), hosts: [...hosts.values()], sessions: [...sessions.values()] };
      const frame = createFrame({ type: 'fleetDelta', from, seq }, totals ? { ...fields, totals } : fields);
      drop();
      return frame;
    },
    drop,
  };
}

/** A backfill changes thousands of old sessions: no page of the fleet wants those. A change of state is always recent. */
function isOnFleet({ state, lastActivityAt, stateSince }: SessionSummary, now: number): boolean {
  if (state === 'working' || state === 'waiting' || state === 'idle' || state === 'background') return true;
  return Math.max(lastActivityAt ?? 0, stateSince ?? 0) > now - FLEET_WINDOW_MS;
}
