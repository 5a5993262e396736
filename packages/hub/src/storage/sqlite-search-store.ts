import type { BlockRef, SearchStore } from '../search/search-store.ts';
import { sessionLabelOf } from './session-label.ts';
import { toSession } from './sqlite-rows.ts';
import type { SqlRow, Statements } from './sqlite-statements.ts';

const REF = 'select id, session_pk, first_at, last_at, last_seq, is_sealed from blocks';

/** The search side of the SQLite storage. */
export function createSqliteSearchStore(sql: Statements): SearchStore {
  return {
    blockPayload: (blockId) =>
      sql.get('select payload from blocks where id = ?', blockId)?.payload as Uint8Array | undefined,
    blockRefs(ids) {
      const refs: BlockRef[] = [];
      for (const id of ids) {
        const row = sql.get(`${REF} where id = ?`, id);
        // Session 0 is the place of a deleted block, see `sqlite-erase-writes.ts`.
        if (row && row.session_pk !== 0) refs.push(toBlockRef(row));
      }
      return refs;
    },
    looseBlocks: () =>
      sql.all(`${REF} where id in (select id from loose_blocks) order by id desc`).map(toBlockRef),
    segments: () =>
      sql
        .all('select id, level, first_block, last_block, blocks from segments order by first_block')
        .map((row) => ({
          id: row.id as number,
          level: row.level as number,
          firstBlock: row.first_block as number,
          lastBlock: row.last_block as number,
          blocks: row.blocks as number,
        })),
    segmentBucket: (segmentId, bucket) =>
      sql.get('select postings from segment_buckets where segment_id = ? and bucket = ?', segmentId, bucket)
        ?.postings as Uint8Array | undefined,
    putSegment(segment) {
      sql.exec('begin immediate');
      try {
        const id = sql.run(
          'insert into segments (level, first_block, last_block, blocks) values (?, ?, ?, ?)',
          segment.level,
          segment.blockIds[0] ?? 0,
          segment.blockIds.at(-1) ?? 0,
          segment.blockIds.length,
        );
        for (const [bucket, postings] of segment.buckets) {
          sql.run(
            'insert into segment_buckets (segment_id, bucket, postings) values (?, ?, ?)',
            id,
            bucket,
            postings,
          );
        }
        for (const { id: blockId, lastSeq } of segment.covered) {
          sql.run(
            'delete from loose_blocks where id = ? and id in (select id from blocks where id = ? and last_seq = ?)',
            blockId,
            blockId,
            lastSeq,
          );
        }
        for (const replaced of segment.replaces) {
          sql.run('delete from segments where id = ?', replaced);
          sql.run('delete from segment_buckets where segment_id = ?', replaced);
        }
        sql.exec('commit');
      } catch (error) {
        sql.exec('rollback');
        throw error;
      }
    },
    sessionLabel(sessionPk) {
      const row = sql.get('select * from sessions where pk = ?', sessionPk);
      return sessionLabelOf(row === undefined ? undefined : toSession(row));
    },
  };
}

function toBlockRef(row: SqlRow): BlockRef {
  return {
    id: row.id as number,
    sessionPk: row.session_pk as number,
    firstAt: row.first_at as number,
    lastAt: row.last_at as number,
    lastSeq: row.last_seq as number,
    isSealed: row.is_sealed === 1,
  };
}
