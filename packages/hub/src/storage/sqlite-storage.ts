import type { DatabaseSync } from 'node:sqlite';
import { createSqliteReadStorage } from './sqlite-read-storage.ts';
import { toBlock, toChunk, toDocument, toLive, toUsage } from './sqlite-rows.ts';
import type { Statements } from './sqlite-statements.ts';
import type { Storage } from './storage.ts';

const number = (flag: boolean) => (flag ? 1 : 0);

/** Tables that reindexing fills again. */
const PROJECTIONS = [
  'session_states',
  'agents',
  'tool_calls',
  'blocks',
  'loose_blocks',
  'segments',
  'segment_buckets',
  'message_usage',
  'day_totals',
];

/** The writer's side of the SQLite storage: hand-written statements, prepared once. */
export function createSqliteStorage(db: DatabaseSync, sql: Statements): Storage {
  const read = createSqliteReadStorage(db, sql);
  const pks = (rows: readonly Record<string, unknown>[]) => rows.map((row) => row.pk as number);
  return {
    ...read,
    transaction(work) {
      sql.exec('begin immediate');
      try {
        const result = work();
        sql.exec('commit');
        return result;
      } catch (error) {
        // A full disk makes SQLite roll back by itself.
        if (db.isTransaction) sql.exec('rollback');
        throw error;
      }
    },
    setMeta: (key, value) =>
      void sql.run(
        'insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value',
        key,
        value,
      ),

    putHost: (row) =>
      void sql.run(
        `insert into hosts (id, public_key, machine, name, agent_version, facts, duplicate_of, slot, is_connected,
           reason, degraded, last_seen_at, lag_lines, round_trip_ms, change_seq)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         on conflict (id) do update set public_key = excluded.public_key, machine = excluded.machine,
           name = excluded.name, agent_version = excluded.agent_version, facts = excluded.facts,
           duplicate_of = excluded.duplicate_of, slot = excluded.slot, is_connected = excluded.is_connected,
           reason = excluded.reason, degraded = excluded.degraded, last_seen_at = excluded.last_seen_at,
           lag_lines = excluded.lag_lines, round_trip_ms = excluded.round_trip_ms, change_seq = excluded.change_seq`,
        row.id,
        row.publicKey,
        row.machine,
        row.name,
        row.agentVersion,
        JSON.stringify(row.facts),
        row.duplicateOf,
        row.slot,
        number(row.isConnected),
        row.reason,
        row.degraded,
        row.lastSeenAt,
        row.lagLines,
        row.roundTripMs,
        row.changeSeq,
      ),

    putFile(row) {
      const pk = sql.run(
        `insert into files (pk, host_id, root, path, generation, committed, identity, session_pk, agent_id, birth_ms)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         on conflict (pk) do update set generation = excluded.generation, committed = excluded.committed,
           identity = excluded.identity, session_pk = excluded.session_pk, agent_id = excluded.agent_id,
           birth_ms = excluded.birth_ms`,
        row.pk || null,
        row.hostId,
        row.root,
        row.path,
        row.generation,
        row.committed,
        JSON.stringify(row.identity),
        row.sessionPk,
        row.agentId,
        row.birthMs,
      );
      return row.pk || pk;
    },
    addChunk: (row) =>
      sql.run(
        `insert into raw_chunks (file_pk, generation, payload_start, start_byte, end_byte, encoding, payload)
         values (?, ?, ?, ?, ?, ?, ?)`,
        row.filePk,
        row.generation,
        row.payloadStart,
        row.start,
        row.end,
        row.encoding,
        row.payload,
      ),
    chunksAfter: (pk, limit) =>
      sql.all('select * from raw_chunks where pk > ? order by pk limit ?', pk, limit).map(toChunk),
    countChunks: () => Number(sql.get('select count(*) as n from raw_chunks')?.n),
    lastChunkPk: () => Number(sql.get('select coalesce(max(pk), 0) as n from raw_chunks')?.n),
    putDocument: (row) =>
      void sql.run(
        `insert into documents (host_id, root, path, sha256, content, after_chunk) values (?, ?, ?, ?, ?, ?)
         on conflict (host_id, root, path) do update set sha256 = excluded.sha256, content = excluded.content,
           after_chunk = excluded.after_chunk`,
        row.hostId,
        row.root,
        row.path,
        row.sha256,
        row.content,
        row.afterChunk,
      ),
    allDocuments: () =>
      sql.all('select * from documents order by after_chunk, host_id, path').map(toDocument),

    putSession(row) {
      const pk = sql.run(
        `insert into sessions (pk, id, host_id, uuid, project, person, client, state, is_live, last_activity_at,
           last_seq, change_seq, search_text, summary, clients, gone)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         on conflict (pk) do update set project = excluded.project, person = excluded.person,
           client = excluded.client, state = excluded.state, is_live = excluded.is_live,
           last_activity_at = excluded.last_activity_at, last_seq = excluded.last_seq,
           change_seq = excluded.change_seq, search_text = excluded.search_text, summary = excluded.summary, clients = excluded.clients,
           gone = excluded.gone`,
        row.pk || null,
        row.id,
        row.hostId,
        row.uuid,
        row.project,
        row.person,
        row.client,
        row.state,
        number(row.isLive),
        row.lastActivityAt,
        row.lastSeq,
        row.changeSeq,
        row.searchText,
        row.summary,
        row.clients,
        row.gone,
      );
      return row.pk || pk;
    },
    allSessionPks: () => pks(sql.all('select pk from sessions order by pk')),
    savedState: (sessionPk) =>
      sql.get('select state from session_states where session_pk = ?', sessionPk)?.state as
        | string
        | undefined,
    saveState: (sessionPk, state) =>
      void sql.run(
        `insert into session_states (session_pk, state) values (?, ?)
         on conflict (session_pk) do update set state = excluded.state`,
        sessionPk,
        state,
      ),

    putAgent: (row) =>
      void sql.run(
        `insert into agents (session_pk, agent_id, first_seq, last_seq, view) values (?, ?, ?, ?, ?)
         on conflict (session_pk, agent_id) do update set first_seq = excluded.first_seq,
           last_seq = excluded.last_seq, view = excluded.view`,
        row.sessionPk,
        row.agentId,
        row.firstSeq,
        row.lastSeq,
        row.view,
      ),
    putToolCall: (row) =>
      void sql.run(
        `insert into tool_calls (session_pk, use_seq, id, view) values (?, ?, ?, ?)
         on conflict (session_pk, use_seq, id) do update set view = excluded.view`,
        row.sessionPk,
        row.useSeq,
        row.id,
        row.view,
      ),

    putBlock(row) {
      const id = sql.run(
        `insert into blocks (id, session_pk, first_seq, last_seq, first_at, last_at, is_sealed, payload)
         values (?, ?, ?, ?, ?, ?, ?, ?)
         on conflict (id) do update set last_seq = excluded.last_seq, first_at = excluded.first_at,
           last_at = excluded.last_at, is_sealed = excluded.is_sealed, payload = excluded.payload`,
        row.id || null,
        row.sessionPk,
        row.firstSeq,
        row.lastSeq,
        row.firstAt,
        row.lastAt,
        number(row.isSealed),
        row.payload,
      );
      if (row.id !== 0) return row.id;
      sql.run('insert into loose_blocks (id) values (?)', id);
      return id;
    },
    openBlock(sessionPk) {
      const row = sql.get(
        'select * from blocks where session_pk = ? order by first_seq desc limit 1',
        sessionPk,
      );
      const block = row && toBlock(row);
      return block && !block.isSealed ? block : undefined;
    },

    usage(messageId) {
      const row = sql.get('select * from message_usage where message_id = ?', messageId);
      return row && toUsage(row);
    },
    putUsage: (row) =>
      void sql.run(
        `insert or replace into message_usage (message_id, session_pk, agent_id, birth_ms, session_id, model, at, input,
           output, cache_read, cache_write_5m, cache_write_1h, cost_micros, is_lower_bound)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        row.messageId,
        row.sessionPk,
        row.agentId,
        row.birthMs,
        row.sessionId,
        row.model,
        row.at,
        row.input,
        row.output,
        row.cacheRead,
        row.cacheWrite5m,
        row.cacheWrite1h,
        row.costMicros,
        number(row.isLowerBound),
      ),
    addDayTotal: (day, tokens, costMicros) =>
      void sql.run(
        `insert into day_totals (day, tokens, cost_micros) values (?, ?, ?)
         on conflict (day) do update set tokens = day_totals.tokens + excluded.tokens,
           cost_micros = day_totals.cost_micros + excluded.cost_micros`,
        day,
        tokens,
        costMicros,
      ),

    liveOfHost: (hostId) => sql.all('select * from live_sessions where host_id = ?', hostId).map(toLive),
    liveOfSession: (sessionPk) =>
      sql.all('select * from live_sessions where session_pk = ?', sessionPk).map(toLive),
    putLive: (row) =>
      void sql.run(
        `insert into live_sessions (host_id, root, pid, session_pk, report) values (?, ?, ?, ?, ?)
         on conflict (host_id, root, pid) do update set session_pk = excluded.session_pk, report = excluded.report`,
        row.hostId,
        row.report.root,
        row.report.pid,
        row.sessionPk,
        JSON.stringify(row.report),
      ),
    deleteLive: (hostId, root, pid) =>
      void sql.run('delete from live_sessions where host_id = ? and root = ? and pid = ?', hostId, root, pid),
    liveSessionPks: (hostId, activeSince) =>
      pks(
        sql.all(
          'select pk from sessions where host_id = ? and (is_live = 1 or last_activity_at >= ?)',
          hostId,
          activeSince,
        ),
      ),
    undecidedSessionPks: (quietSince) =>
      pks(
        sql.all(
          `select pk from sessions where state in ('unknown', 'unreachable') and is_live = 0
             and last_activity_at < ? limit 100`,
          quietSince,
        ),
      ),

    clearProjections() {
      for (const table of PROJECTIONS) sql.exec(`delete from ${table}`);
    },
    close: () => db.close(),
  };
}
