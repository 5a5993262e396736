import { toChunk, toDocument } from './sqlite-rows.ts';
import type { Statements } from './sqlite-statements.ts';
import type { Storage } from './storage.ts';
import { upsert } from './upsert.ts';

const PUT_META = upsert('meta', { key: ['key'], changing: ['value'] });
const PUT_HOST = upsert('hosts', {
  key: ['id'],
  changing: [
    'public_key',
    'machine',
    'name',
    'agent_version',
    'facts',
    'duplicate_of',
    'slot',
    'is_connected',
    'reason',
    'degraded',
    'last_seen_at',
    'lag_lines',
    'round_trip_ms',
    'protocol',
    'status',
    'label',
    'revoked',
    'removed',
    'change_seq',
  ],
});
const PUT_FILE = upsert('files', {
  key: ['pk'],
  fixed: ['host_id', 'root', 'path'],
  changing: ['generation', 'committed', 'identity', 'session_pk', 'agent_id', 'birth_ms'],
});
const PUT_DOCUMENT = upsert('documents', {
  key: ['host_id', 'root', 'path'],
  changing: ['sha256', 'content', 'after_chunk'],
});

/** Writing of machines. */
export function hostWrites(sql: Statements): Pick<Storage, 'setMeta' | 'putHost'> {
  return {
    setMeta: (key, value) => void sql.run(PUT_META, key, value),
    putHost: (row) =>
      void sql.run(
        PUT_HOST,
        row.id,
        row.publicKey,
        row.machine,
        row.name,
        row.agentVersion,
        JSON.stringify(row.facts),
        row.duplicateOf,
        row.slot,
        Number(row.isConnected),
        row.reason,
        row.degraded,
        row.lastSeenAt,
        row.lagLines,
        row.roundTripMs,
        row.protocol,
        JSON.stringify(row.status),
        row.label,
        row.revoked && JSON.stringify(row.revoked),
        row.removed && JSON.stringify(row.removed),
        row.changeSeq,
      ),
  };
}

type FileWrites = Pick<
  Storage,
  | 'putFile'
  | 'addChunk'
  | 'chunksAfter'
  | 'countChunks'
  | 'lastChunkPk'
  | 'putDocument'
  | 'allDocuments'
  | 'documentContent'
>;

/** Writing of the raw log. */
export function fileWrites(sql: Statements): FileWrites {
  return {
    putFile(row) {
      const pk = sql.run(
        PUT_FILE,
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
        `insert into raw_chunks (file_pk, generation, payload_start, start_byte, end_byte, encoding, payload, received_at)
         values (?, ?, ?, ?, ?, ?, ?, ?)`,
        row.filePk,
        row.generation,
        row.payloadStart,
        row.start,
        row.end,
        row.encoding,
        row.payload,
        row.receivedAt,
      ),
    chunksAfter: (pk, limit) =>
      sql.all('select * from raw_chunks where pk > ? order by pk limit ?', pk, limit).map(toChunk),
    countChunks: () => Number(sql.get('select count(*) as n from raw_chunks')?.n),
    lastChunkPk: () => Number(sql.get('select coalesce(max(pk), 0) as n from raw_chunks')?.n),
    putDocument: (row) =>
      void sql.run(PUT_DOCUMENT, row.hostId, row.root, row.path, row.sha256, row.content, row.afterChunk),
    allDocuments: () =>
      sql
        .all(
          'select host_id, root, path, sha256, after_chunk from documents order by after_chunk, host_id, path',
        )
        .map(toDocument),
    documentContent: (hostId, root, path) =>
      sql.get('select content from documents where host_id = ? and root = ? and path = ?', hostId, root, path)
        ?.content as string | undefined,
  };
}
