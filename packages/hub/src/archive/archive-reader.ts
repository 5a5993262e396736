import {
  type CommittedFile,
  type EntriesPage,
  type EntriesQuery,
  type HostHoldings,
  type HostView,
  MAX_MANIFEST_ITEMS,
  type SessionDetail,
  type SessionsPage,
  type SessionsQuery,
} from '@orrery/protocol';
import { fleetTotals } from '../ingest/fleet-totals.ts';
import { toHostView } from '../ingest/host-view.ts';
import { localDay } from '../ingest/local-day.ts';
import { summaryOf } from '../ingest/session-memory.ts';
import type { ReadStorage } from '../storage/storage.ts';
import type { DocumentRef, FleetState, SessionTail } from './archive.ts';
import { fleetShares, MOST_ON_FLEET } from './fleet-shares.ts';
import { readEntries } from './read-entries.ts';
import { readSessionList } from './read-session-list.ts';
import { agentList, readSessionTail } from './read-session-tail.ts';

const DAY_MS = 86_400_000;
const FILES_PER_PAGE = MAX_MANIFEST_ITEMS;

/** One page of what a host's agent needs to know. `next` is 0 after the last. */
export interface ManifestPage {
  files: CommittedFile[];
  documents: DocumentRef[];
  next: number;
}

/** What pages read, synchronous, over any storage. All of it is quick. */
export interface ArchiveReader {
  hosts(): HostView[];
  holdings(hostId: string): HostHoldings;
  manifestPage(hostId: string, afterPk: number): ManifestPage;
  listSessions(query: SessionsQuery): SessionsPage;
  session(sessionId: string): SessionDetail | null;
  entries(sessionId: string, query: EntriesQuery): EntriesPage;
  fleet(since: number): FleetState;
  sessionTail(sessionId: string): SessionTail | null;
}

export interface ReaderOptions {
  storage: ReadStorage;
  now: () => number;
}

export function createArchiveReader({ storage, now }: ReaderOptions): ArchiveReader {
  const seq = () => Number(storage.meta('seq') ?? 0);
  const presentHosts = () => storage.hosts().filter((row) => row.removed === null);
  return {
    hosts: () => presentHosts().map(toHostView),
    holdings: (hostId) => storage.snapshot(() => storage.holdings(hostId)),
    manifestPage(hostId, afterPk) {
      const files = storage.filesOfHost(hostId, afterPk, FILES_PER_PAGE);
      const isLast = files.length < FILES_PER_PAGE;
      return {
        files: files.map(({ root, path, generation, committed, identity }) => ({
          root,
          path,
          generation,
          committed,
          identity,
        })),
        documents: isLast ? storage.documentRefs(hostId) : [],
        next: isLast ? 0 : (files.at(-1)?.pk ?? 0),
      };
    },
    listSessions: (query) => readSessionList(storage, query),
    session: (sessionId) =>
      storage.snapshot(() => {
        const row = storage.sessionById(sessionId);
        if (!row) return null;
        const clients: SessionDetail['clients'] = JSON.parse(row.clients);
        return { ...summaryOf(row), agentList: agentList(storage, row.pk), clients };
      }),
    entries: (sessionId, query) => storage.snapshot(() => readEntries(storage, sessionId, query)),
    fleet: (since) =>
      storage.snapshot(() => ({
        seq: seq(),
        removedSeq: Number(storage.meta('removedSeq') ?? 0),
        hosts: presentHosts()
          .filter((row) => row.changeSeq > since)
          .map(toHostView),
        ...fleetSessions(storage, since, now() - DAY_MS),
        totals: fleetTotals(storage, localDay(now())),
      })),
    sessionTail: (sessionId) => storage.snapshot(() => readSessionTail(storage, sessionId, seq())),
  };
}

type FleetSessions = Pick<FleetState, 'sessions' | 'sessionsLeftOut'>;

/** What changed since, if all of that can be told; without a number, each machine's share of the page. */
function fleetSessions(storage: ReadStorage, since: number, activeSince: number): FleetSessions {
  if (since >= 0) {
    const rows = storage.fleetSessions(since, activeSince, MOST_ON_FLEET + 1);
    if (rows.length > MOST_ON_FLEET) return { sessions: [], sessionsLeftOut: rows.length };
    return { sessions: rows.map(summaryOf), sessionsLeftOut: 0 };
  }
  const ids = storage.hosts().map(({ id }) => id);
  const counts = ids.map((id) => storage.countFleet(id, activeSince));
  const rows = fleetShares(counts).flatMap(({ live, recent }, i) => {
    const id = ids[i] ?? '';
    return [...storage.liveSessions(id, live), ...storage.recentSessions(id, activeSince, recent)];
  });
  const all = counts.reduce((sum, { live, recent }) => sum + live + recent, 0);
  rows.sort((a, b) => b.lastActivityAt - a.lastActivityAt || b.pk - a.pk);
  return { sessions: rows.map(summaryOf), sessionsLeftOut: all - rows.length };
}
