import type { HostView, SessionSummary } from '@orrery/protocol';
import type { Archive, ArchiveChange } from '../archive/archive.ts';
import type { Clock } from '../server/clock.ts';
import type { Schedule } from './delivery-queue.ts';
import { forgetSessions, type KnownNotices, nextDueAt, nothingKnown } from './known-notices.ts';
import type { NoticedFact } from './notice.ts';
import type { NoticeLimits } from './notice-limits.ts';
import { knowFleet, reduceNotices } from './reduce-notices.ts';

/** Follows the archive's changes and calls out what is news. */
export interface NoticeWatch {
  hostName(hostId: string): string;
  close(): void;
}

interface WatchOptions {
  archive: Archive;
  clock: Clock;
  limits: NoticeLimits;
  schedule: Schedule;
  /** Keys of what was told before the hub started. */
  toldBefore: ReadonlySet<string>;
  onNoticed: (fact: NoticedFact) => void;
}

/** Learns what is there, then watches. Holds one timer: for gathered changes, or for the next wait that is due. */
export async function watchNotices(options: WatchOptions): Promise<NoticeWatch> {
  const { archive, clock, limits, schedule, toldBefore, onNoticed } = options;
  const hosts = new Map<string, HostView>();
  const changed = new Map<string, SessionSummary>();
  let known: KnownNotices = nothingKnown;
  let timer: { at: number; cancel: () => void } | null = null;
  let early: ArchiveChange[] | null = [];

  const runAt = (at: number) => {
    if (timer !== null && timer.at <= at) return;
    timer?.cancel();
    timer = { at, cancel: schedule(look, Math.max(0, at - clock.now())) };
  };
  const look = () => {
    timer = null;
    const sessions = [...changed.values()];
    changed.clear();
    const next = reduceNotices(known, { sessions }, clock.now(), limits);
    known = next.known;
    for (const fact of next.notices) onNoticed(fact);
    const dueAt = nextDueAt(known);
    if (dueAt !== null) runAt(dueAt);
  };
  const take = (change: ArchiveChange) => {
    for (const id of change.removed.hosts) hosts.delete(id);
    // Nobody is told of what was deleted.
    for (const id of change.removed.sessions) changed.delete(id);
    known = forgetSessions(known, change.removed.sessions);
    for (const host of change.hosts) hosts.set(host.id, host);
    for (const session of change.sessions) changed.set(session.id, session);
    if (changed.size > 0) runAt(clock.now() + limits.gatherMs);
  };
  const stop = archive.onChange((change) => {
    if (early === null) take(change);
    else early.push(change);
  });
  const fleet = await archive.fleet();
  for (const host of fleet.hosts) hosts.set(host.id, host);
  known = knowFleet(fleet.sessions, clock.now(), toldBefore);
  const missed = early.filter(({ seq }) => seq > fleet.seq);
  early = null;
  for (const change of missed) take(change);
  return {
    hostName: (id) => hosts.get(id)?.name ?? id,
    close: () => {
      stop();
      timer?.cancel();
    },
  };
}
