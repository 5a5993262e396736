import { addBounded } from '@orrery/transcript';
import type { MemoryTables } from './memory-tables.ts';
import type { Storage } from './storage.ts';

type ConversationTables = Pick<
  Storage,
  | 'agents'
  | 'putAgent'
  | 'toolCalls'
  | 'putToolCall'
  | 'blocksBySeq'
  | 'blocksAt'
  | 'openBlocks'
  | 'putBlock'
  | 'deleteBlock'
>;

/** Agents, tool calls and entries in memory. */
export function conversationTables(t: MemoryTables): ConversationTables {
  let nextBlock = 1;
  return {
    agents: (sessionPk) => [...(t.agents.get(sessionPk)?.values() ?? [])],
    putAgent: (row) => void nested(t.agents, row.sessionPk).set(row.agentId, row),
    toolCalls: (sessionPk, limit) =>
      [...(t.toolCalls.get(sessionPk)?.values() ?? [])]
        .sort((a, b) => b.useSeq - a.useSeq || (a.id < b.id ? 1 : -1))
        .slice(0, limit),
    putToolCall: (row) => void nested(t.toolCalls, row.sessionPk).set(`${row.useSeq} ${row.id}`, row),

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
    openBlocks: (sessionPk) =>
      (t.sessionBlocks.get(sessionPk) ?? [])
        .slice(-2)
        .flatMap((id) => t.blocks.get(id) ?? [])
        .filter((row) => !row.isSealed),
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
    deleteBlock(id) {
      const ids = t.sessionBlocks.get(t.blocks.get(id)?.sessionPk ?? 0);
      ids?.splice(ids.indexOf(id), 1);
      t.blocks.delete(id);
    },
  };
}

/** Tokens in memory. */
export function usageTables(
  t: MemoryTables,
): Pick<Storage, 'usages' | 'putUsage' | 'dayTotal' | 'addDayTotal'> {
  return {
    usages: (messageId) => [...(t.usage.get(messageId)?.values() ?? [])],
    putUsage: (row) => void nested(t.usage, row.messageId).set(row.hostId, row),
    dayTotal: (day) => t.days.get(day) ?? { tokens: 0, costMicros: 0 },
    addDayTotal(day, tokens, costMicros) {
      const old = t.days.get(day) ?? { tokens: 0, costMicros: 0 };
      t.days.set(day, {
        tokens: addBounded(old.tokens, tokens),
        costMicros: addBounded(old.costMicros, costMicros),
      });
    },
  };
}

function nested<T, K, R>(tables: Map<T, Map<K, R>>, key: T): Map<K, R> {
  const table = tables.get(key) ?? new Map<K, R>();
  tables.set(key, table);
  return table;
}
