import type { MemoryTables } from './memory-tables.ts';
import type { SessionRow } from './rows.ts';
import type { SessionFilter, Storage } from './storage.ts';

type SessionTables = Pick<
  Storage,
  | 'session'
  | 'sessionById'
  | 'sessionByUuid'
  | 'putSession'
  | 'allSessionPks'
  | 'listSessions'
  | 'fleetSessions'
  | 'countFleet'
  | 'liveSessions'
  | 'recentSessions'
  | 'countSessions'
  | 'sessionPksByLeaf'
  | 'summary'
  | 'putSummary'
  | 'savedState'
  | 'saveState'
  | 'liveSessionPks'
  | 'undecidedSessionPks'
>;

/** Sessions in memory. */
export function sessionTables(t: MemoryTables): SessionTables {
  // Counted, because a number that was given up must not come again.
  let lastPk = 0;
  const sessionRows = () => [...t.sessions.values()].sort(newestFirst);
  const liveOf = (hostId: string) => sessionRows().filter((row) => row.hostId === hostId && row.isLive);
  const recentOf = (hostId: string, activeSince: number) =>
    sessionRows().filter((row) => row.hostId === hostId && !row.isLive && row.lastActivityAt >= activeSince);
  return {
    session: (pk) => t.sessions.get(pk),
    sessionById: (id) => t.sessions.get(t.sessionIds.get(id) ?? 0),
    sessionByUuid: (hostId, uuid) =>
      [...t.sessions.values()].find((row) => row.hostId === hostId && row.uuid === uuid),
    putSession(row) {
      const pk = row.pk || ++lastPk;
      t.sessions.set(pk, { ...row, pk });
      t.sessionIds.set(row.id, pk);
      return pk;
    },
    allSessionPks: () => [...t.sessions.keys()],
    listSessions: (filter) =>
      sessionRows()
        .filter((row) => matches(row, filter))
        .slice(0, filter.limit),
    fleetSessions: (sinceSeq, activeSince, limit) =>
      sessionRows()
        .filter((row) => row.changeSeq > sinceSeq && (row.isLive || row.lastActivityAt >= activeSince))
        .slice(0, limit),
    countFleet: (hostId, activeSince) => ({
      live: liveOf(hostId).length,
      recent: recentOf(hostId, activeSince).length,
    }),
    liveSessions: (hostId, limit) =>
      liveOf(hostId)
        .sort((a, b) => Number(b.state === 'waiting') - Number(a.state === 'waiting') || newestFirst(a, b))
        .slice(0, limit),
    recentSessions: (hostId, activeSince, limit) => recentOf(hostId, activeSince).slice(0, limit),
    countSessions: () => t.sessions.size,
    sessionPksByLeaf: (hostId, leafUuid) =>
      [...t.sessions.values()]
        .filter((row) => row.hostId === hostId && row.leafUuid === leafUuid)
        .map((row) => row.pk),
    summary: (hostId, leafUuid) => t.summaries.get(`${hostId}\0${leafUuid}`),
    putSummary: (hostId, leafUuid, text) => void t.summaries.set(`${hostId}\0${leafUuid}`, text),
    savedState: (sessionPk) => t.states.get(sessionPk),
    saveState: (sessionPk, state) => void t.states.set(sessionPk, state),
    liveSessionPks: (hostId, activeSince) =>
      [...t.sessions.values()]
        .filter((row) => row.hostId === hostId && (row.isLive || row.lastActivityAt >= activeSince))
        .map((row) => row.pk),
    undecidedSessionPks: (quietSince) =>
      [...t.sessions.values()]
        .filter((row) => !row.isLive && row.state !== 'ended' && row.state !== 'crashed')
        .filter((row) => row.lastActivityAt < quietSince)
        .map((row) => row.pk)
        .slice(0, 100),
  };
}

function newestFirst(a: SessionRow, b: SessionRow): number {
  return b.lastActivityAt - a.lastActivityAt || b.pk - a.pk;
}

function matches(row: SessionRow, filter: SessionFilter): boolean {
  const allows = (allowed: readonly string[] | undefined, value: string | null) =>
    allowed === undefined || (value !== null && allowed.includes(value));
  return (
    allows(filter.state, row.state) &&
    allows(filter.host, row.hostId) &&
    allows(filter.project, row.project) &&
    allows(filter.person, row.person) &&
    allows(filter.client, row.client) &&
    (filter.text === undefined || row.searchText.includes(filter.text)) &&
    (filter.after === undefined || newestFirst(filter.after as SessionRow, row) < 0)
  );
}
