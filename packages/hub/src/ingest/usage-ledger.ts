import { type MessageUsage, priceOf, type TokenUsage } from '@orrery/transcript';
import type { FileRow, UsageRow } from '../storage/rows.ts';
import type { Storage } from '../storage/storage.ts';
import type { SessionMemory } from './session-memory.ts';

const COUNTED = ['input', 'output', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h'] as const;

/** What the lines of one batch say of their messages: maxima per field, first time seen. */
export type BatchUsage = Map<string, MessageUsage>;

/** Adds a line's word on its message. */
export function noteUsage(batch: BatchUsage, usage: MessageUsage): void {
  const known = batch.get(usage.messageId);
  if (known === undefined) {
    batch.set(usage.messageId, { ...usage });
    return;
  }
  for (const field of COUNTED) known[field] = Math.max(known[field], usage[field]);
  known.isLowerBound = known.isLowerBound && usage.isLowerBound;
}

export interface LedgerOptions {
  storage: Storage;
  /** Another session whose sums change, because it owns a message or loses one. */
  openSession: (sessionPk: number) => SessionMemory;
  /** Local day of a moment, `YYYY-MM-DD`. */
  dayOf: (at: number) => string;
}

/**
 * Books the messages of a batch: one row per API message over all files, maxima per field. The oldest file owns it, so that
 * a fork, which copies old messages under their old ids, adds nothing to any total.
 */
export function settleUsage(
  options: LedgerOptions,
  session: SessionMemory,
  file: FileRow,
  batch: BatchUsage,
): void {
  const { storage, openSession, dayOf } = options;
  const copies = new Set<string>();
  const days = new Map<string, { tokens: number; costMicros: number }>();
  for (const usage of batch.values()) {
    const old = storage.usage(usage.messageId);
    const mine = rowOf(usage, session, file);
    const row = old ? merge(old, mine) : mine;
    if (old && row.sessionPk !== session.row.pk) copies.add(row.sessionId);
    if (old && isSame(old, row)) continue;
    const isMoved = old !== undefined && old.sessionPk !== row.sessionPk;
    // This session was the owner until an older file with the same message came.
    if (isMoved) openSession(old.sessionPk).projection.applyForkedFrom(session.row.id);
    if (isMoved) openSession(old.sessionPk).projection.addUsage(old.agentId, delta(null, old), old.at);
    const owner = row.sessionPk === session.row.pk ? session : openSession(row.sessionPk);
    owner.projection.addUsage(row.agentId, isMoved ? delta(row, null) : delta(row, old ?? null), row.at);
    storage.putUsage(row);
    const change = delta(row, old ?? null);
    if (row.at === null) continue;
    const name = dayOf(row.at);
    const day = days.get(name) ?? { tokens: 0, costMicros: 0 };
    days.set(name, day);
    day.tokens += tokensOf(change);
    day.costMicros += change.costMicros;
  }
  for (const [day, { tokens, costMicros }] of days) storage.addDayTotal(day, tokens, costMicros);
  // Messages of an older session under their old ids: this one is its fork.
  for (const sessionId of copies) session.projection.applyForkedFrom(sessionId);
}

function rowOf(usage: MessageUsage, session: SessionMemory, file: FileRow): UsageRow {
  return {
    messageId: usage.messageId,
    sessionPk: session.row.pk,
    agentId: usage.agentId,
    birthMs: file.birthMs,
    sessionId: session.row.id,
    model: usage.model,
    at: usage.at,
    input: usage.input,
    output: usage.output,
    cacheRead: usage.cacheRead,
    cacheWrite5m: usage.cacheWrite5m,
    cacheWrite1h: usage.cacheWrite1h,
    costMicros: priceOf(usage),
    isLowerBound: usage.isLowerBound,
  };
}

/** The older file's name, the larger numbers. */
function merge(old: UsageRow, mine: UsageRow): UsageRow {
  const isMineOlder =
    old.sessionPk !== mine.sessionPk &&
    (mine.birthMs < old.birthMs || (mine.birthMs === old.birthMs && mine.sessionId < old.sessionId));
  const merged = { ...(isMineOlder ? mine : old), at: old.at ?? mine.at };
  for (const field of COUNTED) merged[field] = Math.max(old[field], mine[field]);
  merged.isLowerBound = old.isLowerBound && mine.isLowerBound;
  merged.costMicros = priceOf(merged);
  return merged;
}

function isSame(a: UsageRow, b: UsageRow): boolean {
  return (
    a.sessionPk === b.sessionPk &&
    a.isLowerBound === b.isLowerBound &&
    COUNTED.every((field) => a[field] === b[field])
  );
}

function delta(to: UsageRow | null, from: UsageRow | null): TokenUsage {
  const change = (field: (typeof COUNTED)[number] | 'costMicros') =>
    (to?.[field] ?? 0) - (from?.[field] ?? 0);
  return {
    input: change('input'),
    output: change('output'),
    cacheRead: change('cacheRead'),
    cacheWrite: change('cacheWrite5m') + change('cacheWrite1h'),
    costMicros: change('costMicros'),
  };
}

function tokensOf(usage: TokenUsage): number {
  return usage.input + usage.output + usage.cacheRead + usage.cacheWrite;
}
