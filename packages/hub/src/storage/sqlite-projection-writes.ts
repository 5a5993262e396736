import { MAX_SUM } from '@orrery/transcript';
import { toBlock, toUsage } from './sqlite-rows.ts';
import type { Statements } from './sqlite-statements.ts';
import type { Storage } from './storage.ts';
import { upsert } from './upsert.ts';

const PUT_SESSION = upsert('sessions', {
  key: ['pk'],
  fixed: ['id', 'host_id', 'uuid'],
  changing: [
    'project',
    'person',
    'client',
    'state',
    'is_live',
    'last_activity_at',
    'last_seq',
    'change_seq',
    'search_text',
    'summary',
    'clients',
    'gone',
    'leaf_uuid',
  ],
});
const PUT_SUMMARY = upsert('summaries', { key: ['host_id', 'leaf_uuid'], changing: ['text'] });
const PUT_STATE = upsert('session_states', { key: ['session_pk'], changing: ['state'] });
const PUT_AGENT = upsert('agents', {
  key: ['session_pk', 'agent_id'],
  changing: ['first_seq', 'last_seq', 'view'],
});
const PUT_TOOL_CALL = upsert('tool_calls', { key: ['session_pk', 'use_seq', 'id'], changing: ['view'] });
const PUT_BLOCK = upsert('blocks', {
  key: ['id'],
  fixed: ['session_pk', 'first_seq'],
  changing: ['last_seq', 'first_at', 'last_at', 'is_sealed', 'payload'],
});
const PUT_USAGE = upsert('message_usage', {
  key: ['message_id', 'host_id'],
  changing: [
    'record',
    'standing',
    'session_pk',
    'agent_id',
    'birth_ms',
    'session_id',
    'model',
    'at',
    'input',
    'output',
    'cache_read',
    'cache_write_5m',
    'cache_write_1h',
    'cost_micros',
    'is_lower_bound',
  ],
});

/** The same as `addBounded`. */
const ADD_DAY_TOTAL = `insert into day_totals (day, tokens, cost_micros) values (?, max(0, ?), max(0, ?))
  on conflict (day) do update set tokens = min(${MAX_SUM}, max(0, day_totals.tokens + ?)),
    cost_micros = min(${MAX_SUM}, max(0, day_totals.cost_micros + ?))`;

type SessionWrites = Pick<
  Storage,
  | 'putSession'
  | 'allSessionPks'
  | 'liveSessionPks'
  | 'undecidedSessionPks'
  | 'sessionPksByLeaf'
  | 'summary'
  | 'putSummary'
  | 'savedState'
  | 'saveState'
  | 'putAgent'
  | 'putToolCall'
>;

/** Writing of sessions. */
export function sessionWrites(sql: Statements): SessionWrites {
  const pks = (rows: readonly Record<string, unknown>[]) => rows.map((row) => row.pk as number);
  return {
    putSession(row) {
      const pk = sql.run(
        PUT_SESSION,
        row.pk || null,
        row.id,
        row.hostId,
        row.uuid,
        row.project,
        row.person,
        row.client,
        row.state,
        Number(row.isLive),
        row.lastActivityAt,
        row.lastSeq,
        row.changeSeq,
        row.searchText,
        row.summary,
        row.clients,
        row.gone,
        row.leafUuid,
      );
      return row.pk || pk;
    },
    allSessionPks: () => pks(sql.all('select pk from sessions order by pk')),
    liveSessionPks: (hostId, activeSince) =>
      pks(
        sql.all(
          `select pk from sessions where host_id = ? and is_live = 1 union all
             select pk from sessions where host_id = ? and is_live = 0 and last_activity_at >= ?`,
          hostId,
          hostId,
          activeSince,
        ),
      ),
    undecidedSessionPks: (quietSince) =>
      pks(
        sql.all(
          `select pk from sessions where state not in ('ended', 'crashed') and is_live = 0
             and last_activity_at < ? limit 100`,
          quietSince,
        ),
      ),
    sessionPksByLeaf: (hostId, leafUuid) =>
      pks(
        sql.all('select pk from sessions where host_id = ? and leaf_uuid = ? order by pk', hostId, leafUuid),
      ),
    summary(hostId, leafUuid) {
      const row = sql.get('select text from summaries where host_id = ? and leaf_uuid = ?', hostId, leafUuid);
      return row?.text as string | undefined;
    },
    putSummary: (hostId, leafUuid, text) => void sql.run(PUT_SUMMARY, hostId, leafUuid, text),
    savedState: (sessionPk) => {
      const row = sql.get('select state from session_states where session_pk = ?', sessionPk);
      return row?.state as string | undefined;
    },
    saveState: (sessionPk, state) => void sql.run(PUT_STATE, sessionPk, state),
    putAgent: (row) =>
      void sql.run(PUT_AGENT, row.sessionPk, row.agentId, row.firstSeq, row.lastSeq, row.view),
    putToolCall: (row) => void sql.run(PUT_TOOL_CALL, row.sessionPk, row.useSeq, row.id, row.view),
  };
}

/** Writing of entries. */
export function blockWrites(sql: Statements): Pick<Storage, 'putBlock' | 'deleteBlock' | 'openBlocks'> {
  return {
    putBlock(row) {
      const id = sql.run(
        PUT_BLOCK,
        row.id || null,
        row.sessionPk,
        row.firstSeq,
        row.lastSeq,
        row.firstAt,
        row.lastAt,
        Number(row.isSealed),
        row.payload,
      );
      const blockId = row.id || id;
      // The index may cover an open block that was quiet; now it has grown.
      sql.run('insert into loose_blocks (id) values (?) on conflict (id) do nothing', blockId);
      return blockId;
    },
    deleteBlock(id) {
      sql.run('delete from blocks where id = ?', id);
      sql.run('delete from loose_blocks where id = ?', id);
    },
    openBlocks: (sessionPk) =>
      sql
        .all('select * from blocks where session_pk = ? order by first_seq desc limit 2', sessionPk)
        .map(toBlock)
        .filter((block) => !block.isSealed)
        .reverse(),
  };
}

/** Writing of tokens and their totals. */
export function usageWrites(sql: Statements): Pick<Storage, 'usages' | 'putUsage' | 'addDayTotal'> {
  return {
    usages: (messageId) =>
      sql.all('select * from message_usage where message_id = ?', messageId).map(toUsage),
    putUsage: (row) =>
      void sql.run(
        PUT_USAGE,
        row.messageId,
        row.hostId,
        row.record,
        row.standing,
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
        Number(row.isLowerBound),
      ),
    addDayTotal: (day, tokens, costMicros) =>
      void sql.run(ADD_DAY_TOTAL, day, tokens, costMicros, tokens, costMicros),
  };
}
