import { OrreryError } from '@orrery/protocol';
import { createMemorySearchStore } from './memory-search-store.ts';
import type {
  AgentRow,
  BlockRow,
  ChunkRow,
  DayTotal,
  DocumentRow,
  FileRow,
  HostRow,
  LiveRow,
  SessionRow,
  ToolCallRow,
  UsageRow,
} from './rows.ts';
import type { SessionFilter, Storage } from './storage.ts';

/** Tables of the storage in memory. Rows are replaced, never changed in place. */
export interface MemoryTables {
  meta: Map<string, string>;
  hosts: Map<string, HostRow>;
  files: Map<number, FileRow>;
  fileKeys: Map<string, number>;
  chunks: ChunkRow[];
  documents: Map<string, DocumentRow>;
  sessions: Map<number, SessionRow>;
  sessionIds: Map<string, number>;
  states: Map<number, string>;
  agents: Map<number, Map<string, AgentRow>>;
  toolCalls: Map<number, Map<string, ToolCallRow>>;
  blocks: Map<number, BlockRow>;
  sessionBlocks: Map<number, number[]>;
  usage: Map<string, UsageRow>;
  days: Map<string, DayTotal>;
  live: Map<string, LiveRow>;
}

const key = (...parts: readonly (string | number)[]) => parts.join('\0');

/** A storage that lives and dies with the process: for tests, and for a hub that must leave nothing on disk. */
export function createMemoryStorage(archiveId: string): Storage {
  const t = createTables();
  t.meta.set('archiveId', archiveId);
  let nextBlock = 1;
  let isClosed = false;
  const sessionRows = () => [...t.sessions.values()].sort(newestFirst);
  const search = createMemorySearchStore(t);

  return {
    ...search.store,
    snapshot: (read) => read(),
    transaction(work) {
      if (isClosed) throw new OrreryError('unavailable', 'The archive is closed.');
      return work();
    },
    meta: (name) => t.meta.get(name),
    setMeta: (name, value) => void t.meta.set(name, value),

    hosts: () => [...t.hosts.values()].sort((a, b) => a.slot - b.slot),
    host: (id) => t.hosts.get(id),
    putHost: (row) => void t.hosts.set(row.id, row),

    file: (hostId, root, path) => t.files.get(t.fileKeys.get(key(hostId, root, path)) ?? 0),
    fileByPk: (pk) => t.files.get(pk),
    filesOfHost: (hostId, afterPk, limit) =>
      [...t.files.values()].filter((row) => row.hostId === hostId && row.pk > afterPk).slice(0, limit),
    filesOfSession: (sessionPk) => [...t.files.values()].filter((row) => row.sessionPk === sessionPk),
    putFile(row) {
      const pk = row.pk || t.files.size + 1;
      t.files.set(pk, { ...row, pk });
      t.fileKeys.set(key(row.hostId, row.root, row.path), pk);
      return pk;
    },

    addChunk: (row) => t.chunks.push({ ...row, pk: t.chunks.length + 1 }),
    chunk: (pk) => t.chunks[pk - 1],
    chunkRefs: (filePk) =>
      t.chunks
        .filter((row) => row.filePk === filePk)
        .sort((a, b) => a.generation - b.generation || a.start - b.start),
    chunksAfter: (pk, limit) => t.chunks.slice(pk, pk + limit),
    countChunks: () => t.chunks.length,
    lastChunkPk: () => t.chunks.length,

    documentsOfHost: (hostId) => [...t.documents.values()].filter((row) => row.hostId === hostId),
    putDocument: (row) => void t.documents.set(key(row.hostId, row.root, row.path), row),
    allDocuments: () => [...t.documents.values()].sort((a, b) => a.afterChunk - b.afterChunk),

    session: (pk) => t.sessions.get(pk),
    sessionById: (id) => t.sessions.get(t.sessionIds.get(id) ?? 0),
    sessionByUuid: (hostId, uuid) =>
      [...t.sessions.values()].find((row) => row.hostId === hostId && row.uuid === uuid),
    putSession(row) {
      const pk = row.pk || t.sessions.size + 1;
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
    countSessions: () => t.sessions.size,
    savedState: (sessionPk) => t.states.get(sessionPk),
    saveState: (sessionPk, state) => void t.states.set(sessionPk, state),

    agents: (sessionPk) => [...(t.agents.get(sessionPk)?.values() ?? [])],
    putAgent: (row) => void nested(t.agents, row.sessionPk).set(row.agentId, row),
    toolCalls: (sessionPk, limit) =>
      [...(t.toolCalls.get(sessionPk)?.values() ?? [])]
        .sort((a, b) => b.useSeq - a.useSeq || (a.id < b.id ? 1 : -1))
        .slice(0, limit),
    putToolCall: (row) => void nested(t.toolCalls, row.sessionPk).set(key(row.useSeq, row.id), row),

    *blocksBySeq(sessionPk, from, to, isDescending) {
      const ids = t.sessionBlocks.get(sessionPk) ?? [];
      for (const id of isDescending ? ids.toReversed() : ids) {
        const row = t.blocks.get(id);
        if (row && row.lastSeq >= from && row.firstSeq <= to) yield row;
      }
    },
    blocksAt: (sessionPk, at) =>
      (t.sessionBlocks.get(sessionPk) ?? [])
        .flatMap((id) => t.blocks.get(id) ?? [])
        .filter((row) => row.firstAt <= at && row.lastAt >= at),
    openBlock: (sessionPk) => {
      const row = t.blocks.get(t.sessionBlocks.get(sessionPk)?.at(-1) ?? 0);
      return row && !row.isSealed ? row : undefined;
    },
    putBlock(row) {
      const id = row.id || nextBlock++;
      if (row.id === 0) {
        const ids = t.sessionBlocks.get(row.sessionPk);
        if (ids) ids.push(id);
        else t.sessionBlocks.set(row.sessionPk, [id]);
      }
      t.blocks.set(id, { ...row, id });
      return id;
    },

    usage: (messageId) => t.usage.get(messageId),
    putUsage: (row) => void t.usage.set(row.messageId, row),
    dayTotal: (day) => t.days.get(day) ?? { tokens: 0, costMicros: 0 },
    addDayTotal(day, tokens, costMicros) {
      const old = t.days.get(day) ?? { tokens: 0, costMicros: 0 };
      t.days.set(day, { tokens: old.tokens + tokens, costMicros: old.costMicros + costMicros });
    },

    liveOfHost: (hostId) => [...t.live.values()].filter((row) => row.hostId === hostId),
    liveOfSession: (sessionPk) => [...t.live.values()].filter((row) => row.sessionPk === sessionPk),
    putLive: (row) => void t.live.set(key(row.hostId, row.report.root, row.report.pid), row),
    deleteLive: (hostId, root, pid) => void t.live.delete(key(hostId, root, pid)),
    liveSessionPks: (hostId, activeSince) =>
      [...t.sessions.values()]
        .filter((row) => row.hostId === hostId && (row.isLive || row.lastActivityAt >= activeSince))
        .map((row) => row.pk),
    undecidedSessionPks: (quietSince) =>
      [...t.sessions.values()]
        .filter((row) => !row.isLive && (row.state === 'unknown' || row.state === 'unreachable'))
        .filter((row) => row.lastActivityAt < quietSince)
        .map((row) => row.pk)
        .slice(0, 100),

    clearProjections() {
      const derived = [t.states, t.agents, t.toolCalls, t.blocks, t.sessionBlocks, t.usage, t.days];
      for (const table of derived) table.clear();
      search.clear();
    },
    stats: () => ({
      rawBytes: t.chunks.reduce((sum, row) => sum + row.end - row.start, 0),
      storedBytes: t.chunks.reduce((sum, row) => sum + row.payload.length, 0),
      sessions: t.sessions.size,
      entries: [...t.sessions.values()].reduce((sum, row) => sum + row.lastSeq, 0),
      files: t.files.size,
      unindexedBlocks: search.store.looseBlocks().length,
    }),
    close() {
      isClosed = true;
    },
  };
}

function createTables(): MemoryTables {
  return {
    meta: new Map(),
    hosts: new Map(),
    files: new Map(),
    fileKeys: new Map(),
    chunks: [],
    documents: new Map(),
    sessions: new Map(),
    sessionIds: new Map(),
    states: new Map(),
    agents: new Map(),
    toolCalls: new Map(),
    blocks: new Map(),
    sessionBlocks: new Map(),
    usage: new Map(),
    days: new Map(),
    live: new Map(),
  };
}

function nested<K, R>(tables: Map<number, Map<K, R>>, sessionPk: number): Map<K, R> {
  const table = tables.get(sessionPk) ?? new Map<K, R>();
  tables.set(sessionPk, table);
  return table;
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
