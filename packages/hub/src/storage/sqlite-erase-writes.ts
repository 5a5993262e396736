import { encodeBlock } from '../blocks/block-codec.ts';
import type { WaitingRow } from './rows.ts';
import { toSession, toUsage } from './sqlite-rows.ts';
import type { SqlRow, Statements } from './sqlite-statements.ts';
import type { EraseStorage } from './storage.ts';
import { upsert } from './upsert.ts';

const PUT_WAITING = upsert('waiting_machines', {
  key: ['id'],
  fixed: ['public_key', 'machine'],
  changing: ['row'],
});

/** Tables whose rows belong to a session and may be many; each with what names one of its rows. */
const OF_SESSION = [
  ['tool_calls', '(use_seq, id)', 'use_seq, id'],
  ['agents', 'agent_id', 'agent_id'],
  ['session_states', 'session_pk', 'session_pk'],
  ['live_sessions', '(host_id, root, pid)', 'host_id, root, pid'],
  ['held_requests', '(host_id, id)', 'host_id, id'],
  ['hook_reports', 'session_pk', 'session_pk'],
] as const;

/** Takes the place of the newest block or chunk that was deleted: SQLite would give its number out again. */
const NOBODY = 0;

/** Deleting of what machines brought. */
export function eraseWrites(sql: Statements): Omit<EraseStorage, 'setOverwriting' | 'scrub' | 'truncateLog'> {
  return {
    waitingMachines: () =>
      sql
        .all('select row from waiting_machines')
        .map((row): WaitingRow => JSON.parse(row.row as string))
        .sort((a, b) => a.firstSeenAt - b.firstSeenAt || (a.id < b.id ? -1 : 1)),
    putWaiting: (row) => void sql.run(PUT_WAITING, row.id, row.publicKey, row.machine, JSON.stringify(row)),
    deleteWaiting: (id) => void sql.run('delete from waiting_machines where id = ?', id),
    deleteHost: (id) => void sql.run('delete from hosts where id = ?', id),
    sessionPksOfHost: (hostId, afterPk, limit) =>
      sql
        .all(
          'select pk from sessions where host_id = ? and pk > ? order by pk limit ?',
          hostId,
          afterPk,
          limit,
        )
        .map((row) => row.pk as number),
    sessionsAfter: (pk, limit) =>
      sql.all('select * from sessions where pk > ? order by pk limit ?', pk, limit).map(toSession),
    eraseConversation: (sessionPk, limit) => {
      if (eraseBlocks(sql, sessionPk, limit)) return true;
      return OF_SESSION.some(([table, key, columns]) => {
        const rows = `select ${columns} from ${table} where session_pk = ? limit ?`;
        return changed(sql, `delete from ${table} where session_pk = ? and ${key} in (${rows})`, [
          sessionPk,
          sessionPk,
          limit,
        ]);
      });
    },
    deleteSession: (pk) => void sql.run('delete from sessions where pk = ?', pk),
    deleteChunk: (pk) => deleteChunk(sql, pk),
    deleteFile: (pk) => void sql.run('delete from files where pk = ?', pk),
    eraseDocuments: (hostId, limit) =>
      changed(
        sql,
        'delete from documents where rowid in (select rowid from documents where host_id = ? limit ?)',
        [hostId, limit],
      ),
    eraseSummaries: (hostId, limit) =>
      changed(
        sql,
        `delete from summaries where (host_id, leaf_uuid) in
           (select host_id, leaf_uuid from summaries where host_id = ? limit ?)`,
        [hostId, limit],
      ),
    usageOfHostAfter: (hostId, messageId, limit) =>
      sql
        .all(
          'select * from message_usage where host_id = ? and message_id > ? order by message_id limit ?',
          hostId,
          messageId,
          limit,
        )
        .map(toUsage),
    deleteUsage: (messageId, hostId) =>
      void sql.run('delete from message_usage where message_id = ? and host_id = ?', messageId, hostId),
  };
}

function eraseBlocks(sql: Statements, sessionPk: number, limit: number): boolean {
  const ids = idsOf(sql.all('select id as n from blocks where session_pk = ? limit ?', sessionPk, limit));
  if (ids.length === 0) return false;
  const newest = Number(sql.get('select max(id) as n from blocks')?.n);
  for (const id of ids) {
    sql.run('delete from loose_blocks where id = ?', id);
    if (id !== newest) sql.run('delete from blocks where id = ?', id);
    else {
      sql.run(
        `update blocks set session_pk = ${NOBODY}, first_seq = 0, last_seq = 0, first_at = 0, last_at = 0,
           is_sealed = 1, payload = ? where id = ?`,
        encodeBlock([]).payload,
        id,
      );
    }
  }
  // The place of an earlier one, which is no longer the newest.
  sql.run(`delete from blocks where session_pk = ${NOBODY} and id < (select max(id) from blocks)`);
  return true;
}

function deleteChunk(sql: Statements, pk: number): void {
  if (pk !== Number(sql.get('select max(pk) as n from raw_chunks')?.n)) {
    sql.run('delete from raw_chunks where pk = ?', pk);
    return;
  }
  sql.run(`delete from raw_chunks where file_pk = ${NOBODY}`);
  sql.run(
    `update raw_chunks set file_pk = ${NOBODY}, generation = 0, payload_start = 0, start_byte = 0, end_byte = 0,
       encoding = 'skipped', payload = x'' where pk = ?`,
    pk,
  );
}

function idsOf(rows: readonly SqlRow[]): number[] {
  return rows.map((row) => row.n as number);
}

function changed(sql: Statements, text: string, values: readonly (string | number)[]): boolean {
  sql.run(text, ...values);
  return Number(sql.get('select changes() as n')?.n) > 0;
}
