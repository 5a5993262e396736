import type { DatabaseSync } from 'node:sqlite';
import { addBounded } from '@orrery/transcript';
import { createSessionListQuery } from './session-list-query.ts';
import {
  toAgent,
  toBlock,
  toChunk,
  toChunkRef,
  toDocumentRef,
  toFile,
  toHost,
  toSession,
  toToolCall,
} from './sqlite-rows.ts';
import { createSqliteSearchStore } from './sqlite-search-store.ts';
import type { Statements } from './sqlite-statements.ts';
import type { ReadStorage } from './storage.ts';

const COUNT_LIVE = 'select count(*) as n from sessions where host_id = ? and is_live = 1';
const COUNT_RECENT =
  'select count(*) as n from sessions where host_id = ? and is_live = 0 and last_activity_at >= ?';
const BLOCKS_IN_RANGE = 'select * from blocks where session_pk = ? and last_seq >= ? and first_seq <= ?';

/** Reading side of the SQLite storage, on any connection. */
export function createSqliteReadStorage(db: DatabaseSync, sql: Statements): ReadStorage {
  const count = (query: string) => Number(sql.get(query)?.n ?? 0);
  const total = (query: string) => addBounded(0, count(query));
  return {
    ...createSqliteSearchStore(sql),
    snapshot(read) {
      if (db.isTransaction) return read();
      sql.exec('begin');
      try {
        return read();
      } finally {
        if (db.isTransaction) sql.exec('commit');
      }
    },
    meta: (key) => sql.get('select value from meta where key = ?', key)?.value as string | undefined,
    hosts: () => sql.all('select * from hosts order by slot').map(toHost),

    host: (id) => map(sql.get('select * from hosts where id = ?', id), toHost),
    holdings(hostId) {
      const of = (table: 'sessions' | 'files' | 'documents') =>
        Number(sql.get(`select count(*) as n from ${table} where host_id = ?`, hostId)?.n ?? 0);
      // `total` cannot overflow, as `sum` does.
      const bytes = sql.get('select total(committed) as n from files where host_id = ?', hostId);
      return {
        sessions: of('sessions'),
        files: of('files'),
        documents: of('documents'),
        rawBytes: addBounded(0, Number(bytes?.n ?? 0)),
      };
    },
    file: (hostId, root, path) =>
      map(
        sql.get('select * from files where host_id = ? and root = ? and path = ?', hostId, root, path),
        toFile,
      ),
    fileByPk: (pk) => map(sql.get('select * from files where pk = ?', pk), toFile),
    filesOfHost: (hostId, afterPk, limit) =>
      sql
        .all('select * from files where host_id = ? and pk > ? order by pk limit ?', hostId, afterPk, limit)
        .map(toFile),
    filesOfSession: (sessionPk) =>
      sql.all('select * from files where session_pk = ? order by pk', sessionPk).map(toFile),
    documentRefs: (hostId) =>
      sql.all('select root, path, sha256 from documents where host_id = ?', hostId).map(toDocumentRef),

    chunkRefs: (filePk) =>
      sql
        .all(
          `select pk, file_pk, generation, payload_start, start_byte, end_byte, encoding, received_at
           from raw_chunks where file_pk = ? order by generation, start_byte`,
          filePk,
        )
        .map(toChunkRef),
    chunk: (pk) => map(sql.get('select * from raw_chunks where pk = ?', pk), toChunk),

    session: (pk) => map(sql.get('select * from sessions where pk = ?', pk), toSession),
    sessionById: (id) => map(sql.get('select * from sessions where id = ?', id), toSession),
    sessionByUuid: (hostId, uuid) =>
      map(sql.get('select * from sessions where host_id = ? and uuid = ?', hostId, uuid), toSession),
    listSessions: createSessionListQuery(sql),
    ...fleetReads(sql),
    countSessions: () => count('select count(*) as n from sessions'),

    ...conversationReads(sql),

    dayTotal(day) {
      const row = sql.get('select tokens, cost_micros from day_totals where day = ?', day);
      return {
        tokens: addBounded(0, Number(row?.tokens ?? 0)),
        costMicros: addBounded(0, Number(row?.cost_micros ?? 0)),
      };
    },
    stats: () => ({
      rawBytes: total('select total(end_byte) - total(start_byte) as n from raw_chunks'),
      storedBytes: count(
        'select page_count * page_size as n from pragma_page_count() as c, pragma_page_size() as s',
      ),
      sessions: count('select count(*) as n from sessions'),
      entries: total('select total(last_seq) as n from sessions'),
      files: count('select count(*) as n from files'),
      unindexedBlocks: count('select count(*) as n from loose_blocks'),
    }),
  };
}

/** Reading of what a fleet shows. */
function fleetReads(
  sql: Statements,
): Pick<ReadStorage, 'fleetSessions' | 'countFleet' | 'liveSessions' | 'recentSessions'> {
  return {
    fleetSessions: (sinceSeq, activeSince, limit) =>
      sql
        .all(
          `select * from sessions where change_seq > ? and (is_live = 1 or last_activity_at >= ?)
           order by last_activity_at desc, pk desc limit ?`,
          sinceSeq,
          activeSince,
          limit,
        )
        .map(toSession),
    countFleet: (hostId, activeSince) => ({
      live: Number(sql.get(COUNT_LIVE, hostId)?.n ?? 0),
      recent: Number(sql.get(COUNT_RECENT, hostId, activeSince)?.n ?? 0),
    }),
    liveSessions: (hostId, limit) =>
      sql
        .all(
          `select * from sessions where host_id = ? and is_live = 1
           order by state = 'waiting' desc, last_activity_at desc, pk desc limit ?`,
          hostId,
          limit,
        )
        .map(toSession),
    recentSessions: (hostId, activeSince, limit) =>
      sql
        .all(
          `select * from sessions where host_id = ? and is_live = 0 and last_activity_at >= ?
           order by last_activity_at desc, pk desc limit ?`,
          hostId,
          activeSince,
          limit,
        )
        .map(toSession),
  };
}

/** Reading of what sessions hold. */
function conversationReads(
  sql: Statements,
): Pick<ReadStorage, 'agents' | 'toolCalls' | 'blocksBySeq' | 'blocksAt'> {
  return {
    agents: (sessionPk) => sql.all('select * from agents where session_pk = ?', sessionPk).map(toAgent),
    toolCalls: (sessionPk, limit) =>
      sql
        .all(
          'select * from tool_calls where session_pk = ? order by use_seq desc, id desc limit ?',
          sessionPk,
          limit,
        )
        .map(toToolCall),

    *blocksBySeq(sessionPk, from, to, isDescending) {
      const order = isDescending ? 'desc' : 'asc';
      for (const row of sql.iterate(`${BLOCKS_IN_RANGE} order by first_seq ${order}`, sessionPk, from, to)) {
        yield toBlock(row);
      }
    },
    blocksAt: (sessionPk, at) =>
      sql
        .all(
          'select id, is_sealed from blocks where session_pk = ? and last_at >= ? and first_at <= ?',
          sessionPk,
          at,
          at,
        )
        .map((row) => ({ id: row.id as number, isSealed: row.is_sealed === 1 })),
  };
}

function map<From, To>(value: From | undefined, to: (value: From) => To): To | undefined {
  return value === undefined ? undefined : to(value);
}
