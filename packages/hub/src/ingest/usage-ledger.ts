import { hash } from 'node:crypto';
import { type MessageUsage, priceOf, type TokenUsage } from '@orrery/transcript';
import type { FileRow, UsageRow } from '../storage/rows.ts';
import { localDay } from './local-day.ts';
import type { SessionMemory } from './session-memory.ts';
import type { HostUnit } from './unit-of-work.ts';

const COUNTED = ['input', 'output', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h'] as const;

/** Characters of a record's hash that are kept: 132 bits. */
const HASH_CHARS = 22;

/** What the lines of one batch say of their messages: maxima per field, first time seen, and the line that came first. */
export type BatchUsage = Map<string, { usage: MessageUsage; line: Uint8Array }>;

/** Adds a line's word on its message. */
export function noteUsage(batch: BatchUsage, usage: MessageUsage, line: Uint8Array): void {
  const known = batch.get(usage.messageId)?.usage;
  if (known === undefined) {
    batch.set(usage.messageId, { usage: { ...usage }, line });
    return;
  }
  for (const field of COUNTED) known[field] = Math.max(known[field], usage[field]);
  known.isLowerBound = known.isLowerBound && usage.isLowerBound;
}

/**
 * Books the messages of a batch: one row per API message over all files of the host, maxima per field. Its oldest file owns
 * it, so that a fork, which copies old messages under their old ids, adds nothing to any total. A message that another host
 * brought before, with the same bytes, is a copy and counts nothing; with other bytes it is the host's own. Rows of other
 * hosts are looked at and never changed.
 */
export function settleUsage(unit: HostUnit, session: SessionMemory, file: FileRow, batch: BatchUsage): void {
  const { storage, hostId, open } = unit;
  const originals = new Set<string>();
  const days = new Map<string, { tokens: number; costMicros: number }>();
  for (const { usage, line } of batch.values()) {
    const known = storage.usages(usage.messageId);
    const old = known.find((row) => row.hostId === hostId);
    const mine = (record: string) => rowOf(usage, session, file, record);
    const row = old ? merge(old, mine(''), () => recordOf(line)) : mine(recordOf(line));
    const original = standingOf(row, old, known);
    row.standing = original.standing;
    if (original.sessionId !== null) originals.add(original.sessionId);
    // Messages of an older session under their old ids: this one is its fork.
    if (old && row.sessionPk !== session.row.pk) originals.add(row.sessionId);
    if (old && isSame(old, row)) continue;
    // This session was the owner until an older file with the same message came.
    const isMoved = old !== undefined && old.sessionPk !== row.sessionPk;
    if (isMoved) open(old.sessionPk).projection.applyForkedFrom(session.row.id);
    const before = old && old.standing !== 'copy' ? old : null;
    const after = row.standing === 'copy' ? null : row;
    book(unit, before, after);
    storage.putUsage(row);
    if (row.at === null) continue;
    const change = delta(after, before);
    const name = localDay(row.at);
    const day = days.get(name) ?? { tokens: 0, costMicros: 0 };
    days.set(name, day);
    day.tokens += tokensOf(change);
    day.costMicros += change.costMicros;
  }
  for (const [day, { tokens, costMicros }] of days) storage.addDayTotal(day, tokens, costMicros);
  for (const sessionId of originals) session.projection.applyForkedFrom(sessionId);
}

/** A copy whose original is gone counts from now on. */
export function promoteCopy(unit: HostUnit, copy: UsageRow): void {
  const row: UsageRow = { ...copy, standing: 'first' };
  book(unit, null, row);
  unit.storage.putUsage(row);
  if (row.at !== null) unit.storage.addDayTotal(localDay(row.at), tokensOfRow(row), row.costMicros);
}

/** All tokens that a message counts. */
export function tokensOfRow(row: UsageRow): number {
  return tokensOf(delta(row, null));
}

/** Brings what a message counts into the sums of its session, and out of those of the session that owned it before. */
function book({ open }: HostUnit, before: UsageRow | null, after: UsageRow | null): void {
  if (before !== null && before.sessionPk === after?.sessionPk) {
    open(after.sessionPk).projection.addUsage(after.agentId, delta(after, before), after.at);
    return;
  }
  if (before) open(before.sessionPk).projection.addUsage(before.agentId, delta(null, before), before.at);
  if (after) open(after.sessionPk).projection.addUsage(after.agentId, delta(after, null), after.at);
}

function recordOf(line: Uint8Array): string {
  return hash('sha256', line, 'base64url').slice(0, HASH_CHARS);
}

function rowOf(usage: MessageUsage, session: SessionMemory, file: FileRow, record: string): UsageRow {
  return {
    messageId: usage.messageId,
    hostId: file.hostId,
    record,
    standing: 'first',
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

/** The older file's name, the larger numbers. Both are of one host: only its own word on a file's age counts. */
function merge(old: UsageRow, mine: UsageRow, record: () => string): UsageRow {
  const isMineOlder =
    old.sessionPk !== mine.sessionPk &&
    (mine.birthMs < old.birthMs || (mine.birthMs === old.birthMs && mine.sessionId < old.sessionId));
  const merged = { ...(isMineOlder ? { ...mine, record: record() } : old), at: old.at ?? mine.at };
  for (const field of COUNTED) merged[field] = Math.max(old[field], mine[field]);
  merged.isLowerBound = old.isLowerBound && mine.isLowerBound;
  merged.costMicros = priceOf(merged);
  return merged;
}

/**
 * Who came first stays first, and a copy stays one, whatever either says later. Only what is a host's own beside another's
 * may turn out to be a copy: when the file that owns it now holds the very bytes of the other.
 */
function standingOf(
  row: UsageRow,
  old: UsageRow | undefined,
  known: readonly UsageRow[],
): { standing: UsageRow['standing']; sessionId: string | null } {
  if (old !== undefined && old.standing !== 'own') return { standing: old.standing, sessionId: null };
  const others = known.filter(({ hostId }) => hostId !== row.hostId);
  if (others.length === 0) return { standing: old?.standing ?? 'first', sessionId: null };
  const original = others.find(({ standing, record }) => standing !== 'copy' && record === row.record);
  if (original === undefined) return { standing: 'own', sessionId: null };
  return { standing: 'copy', sessionId: original.sessionId };
}

function isSame(a: UsageRow, b: UsageRow): boolean {
  return (
    a.sessionPk === b.sessionPk &&
    a.standing === b.standing &&
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
