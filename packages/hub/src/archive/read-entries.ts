import { type EntriesPage, type EntriesQuery, OrreryError } from '@orrery/protocol';
import type { Entry } from '@orrery/transcript';
import { decodeBlock } from '../blocks/block-codec.ts';
import type { ReadStorage } from '../storage/storage.ts';

interface Scope {
  storage: ReadStorage;
  sessionPk: number;
  /** Undefined: all. Null: the main thread. */
  agentId: string | null | undefined;
  firstSeq: number;
  lastSeq: number;
}

/** A page of one session's conversation, oldest first. */
export function readEntries(storage: ReadStorage, sessionId: string, query: EntriesQuery): EntriesPage {
  const row = storage.sessionById(sessionId);
  if (!row) throw new OrreryError('notFound', `There is no session ${sessionId}.`);
  const scope = scopeOf(storage, row.pk, row.lastSeq, query.agent);
  const { limit } = query;
  if (query.after !== undefined) return pageAfter(scope, query.after, limit);
  if (query.around !== undefined) {
    const before = newestBefore(scope, query.around, Math.floor(limit / 2) + 1);
    const half = before.slice(-Math.floor(limit / 2));
    const page = pageAfter(scope, query.around - 1, limit - half.length);
    return {
      items: [...half, ...page.items],
      hasBefore: before.length > half.length,
      hasAfter: page.hasAfter,
    };
  }
  const before = query.before ?? scope.lastSeq + 1;
  const found = newestBefore(scope, before, limit + 1);
  const items = found.slice(-limit);
  const hasAfter = query.before !== undefined && oldestAfter(scope, before - 1, 1).length > 0;
  return { items, hasBefore: found.length > limit, hasAfter };
}

function scopeOf(storage: ReadStorage, sessionPk: number, lastSeq: number, agent: string | undefined): Scope {
  if (agent === undefined) return { storage, sessionPk, agentId: undefined, firstSeq: 1, lastSeq };
  // The agent's own range spares unpacking the whole session for an agent that spoke once.
  const range = storage.agents(sessionPk).find((row) => row.agentId === agent);
  const agentId = agent === 'main' ? null : agent;
  return { storage, sessionPk, agentId, firstSeq: range?.firstSeq ?? 1, lastSeq: range?.lastSeq ?? 0 };
}

function pageAfter(scope: Scope, after: number, limit: number): EntriesPage {
  const found = oldestAfter(scope, after, limit + 1);
  const hasBefore = newestBefore(scope, after + 1, 1).length > 0;
  return { items: found.slice(0, limit), hasBefore, hasAfter: found.length > limit };
}

function oldestAfter(scope: Scope, after: number, count: number): Entry[] {
  const from = Math.max(after + 1, scope.firstSeq);
  const items: Entry[] = [];
  if (from > scope.lastSeq) return items;
  for (const block of scope.storage.blocksBySeq(scope.sessionPk, from, scope.lastSeq, false)) {
    for (const entry of decodeBlock(block.payload)) {
      if (entry.seq >= from && isOf(scope, entry)) items.push(entry);
    }
    if (items.length >= count) break;
  }
  return items.slice(0, count);
}

function newestBefore(scope: Scope, before: number, count: number): Entry[] {
  const to = Math.min(before - 1, scope.lastSeq);
  const newestFirst: Entry[] = [];
  if (to < scope.firstSeq) return newestFirst;
  for (const block of scope.storage.blocksBySeq(scope.sessionPk, scope.firstSeq, to, true)) {
    for (const entry of decodeBlock(block.payload).reverse()) {
      if (entry.seq <= to && isOf(scope, entry)) newestFirst.push(entry);
    }
    if (newestFirst.length >= count) break;
  }
  return newestFirst.slice(0, count).reverse();
}

function isOf({ agentId }: Scope, entry: Entry): boolean {
  return agentId === undefined || entry.agentId === agentId;
}
