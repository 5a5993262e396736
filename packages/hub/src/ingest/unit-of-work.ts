import type { HostView, SessionSummary } from '@orrery/protocol';
import type { AgentView, AlertThresholds, Entry, ToolCallView } from '@orrery/transcript';
import type { HostRow } from '../storage/rows.ts';
import type { Storage } from '../storage/storage.ts';
import { flushSession } from './flush-session.ts';
import { toHostView } from './host-view.ts';
import { readLiveContext } from './live-context.ts';
import { type BlockUuids, createBlockUuids } from './replay-detector.ts';
import { createSessionCache, type SessionCache, type SessionMemory } from './session-memory.ts';

/** What one commit changed, for those who watch. */
export interface CommittedChange {
  seq: number;
  hosts: HostView[];
  sessions: SessionSummary[];
  details: { sessionId: string; agents: AgentView[]; toolCalls: ToolCallView[]; entries: Entry[] }[];
  /** What is gone since: no row tells it. */
  removed: { hosts: string[]; sessions: string[] };
  /** Tokens were booked or a session is new. */
  isTotalsChanged: boolean;
}

/** One transaction: what is opened or put through it is written, and gets its change sequence number, at its end. */
export interface UnitOfWork {
  storage: Storage;
  blockUuids: BlockUuids;
  seq: number;
  now: number;
  /** A session's memory; it is written at the end. For what the hub does by itself: see `of`. */
  open(sessionPk: number): SessionMemory;
  /** The same transaction for what a host says. */
  of(hostId: string): HostUnit;
  host(hostId: string): HostRow;
  putHost(row: HostRow): void;
  /** Deletes a session that holds nothing any more. */
  removeSession(sessionPk: number): void;
  markTotals(): void;
}

export interface UnitsOptions {
  storage: Storage;
  now: () => number;
  isWatched: (sessionId: string) => boolean;
  /** When alerts begin. */
  thresholds: () => AlertThresholds;
  onCommit: (change: CommittedChange) => void;
}

/**
 * A transaction in the name of one host: the only way in which what a host says reaches sessions. It opens that host's and
 * throws for any other's, so that no id that a host can name leads to the rows of another.
 */
export interface HostUnit extends Omit<UnitOfWork, 'of'> {
  readonly hostId: string;
  /** Sessions of the host whose newest record this is or was, those included that are not written yet. */
  sessionsByLeaf(leafUuid: string): SessionMemory[];
}

/** Runs transactions one after the other, keeps sessions in memory between them and tells what each changed. */
export interface Units {
  run<T>(work: (unit: UnitOfWork) => T): T;
  /** Runs what one host says. */
  runFor<T>(hostId: string, work: (unit: HostUnit) => T): T;
  cache: SessionCache;
  blockUuids: BlockUuids;
  seq(): number;
}

export function createUnits(options: UnitsOptions): Units {
  const { storage, now, onCommit } = options;
  const cache = createSessionCache(storage);
  const blockUuids = createBlockUuids(storage);
  let seq = Number(storage.meta('seq') ?? 0);

  const units: Units = {
    cache,
    blockUuids,
    seq: () => seq,
    runFor: (hostId, work) => units.run((unit) => work(unit.of(hostId))),
    run(work) {
      const touched = new Map<number, SessionMemory>();
      try {
        const { result, change } = storage.transaction(() =>
          runUnit(options, { cache, blockUuids, touched, seq: seq + 1, now: now() }, work),
        );
        if (change === null) return result;
        seq = change.seq;
        onCommit(change);
        return result;
      } catch (error) {
        // Memory ran ahead of what is stored: forget it, the next use restores what was saved.
        for (const pk of touched.keys()) cache.drop(pk);
        blockUuids.forget();
        throw error;
      } finally {
        cache.trim();
      }
    },
  };
  return units;
}

interface UnitContext {
  cache: SessionCache;
  blockUuids: BlockUuids;
  touched: Map<number, SessionMemory>;
  seq: number;
  now: number;
}

function runUnit<T>(
  options: UnitsOptions,
  context: UnitContext,
  work: (unit: UnitOfWork) => T,
): { result: T; change: CommittedChange | null } {
  const { storage, isWatched, thresholds } = options;
  const { cache, touched, seq } = context;
  const hosts = new Map<string, HostRow>();
  const removed: CommittedChange['removed'] = { hosts: [], sessions: [] };
  const change: CommittedChange = {
    ...{ seq, hosts: [], sessions: [], details: [], removed },
    isTotalsChanged: false,
  };
  const host = (hostId: string) =>
    hosts.get(hostId) ?? must(storage.host(hostId), 'A host that reports is registered.');

  const open = (sessionPk: number): SessionMemory => {
    const known = touched.get(sessionPk);
    if (known) return known;
    const row = must(storage.session(sessionPk), 'A session that is opened exists.');
    const memory = cache.load(row);
    memory.fresh = isWatched(row.id) ? [] : null;
    touched.set(sessionPk, memory);
    return memory;
  };
  const common = {
    storage,
    blockUuids: context.blockUuids,
    seq,
    now: context.now,
    host,
    putHost: (row: HostRow) => void hosts.set(row.id, row),
    removeSession(sessionPk: number) {
      const row = storage.session(sessionPk);
      cache.drop(sessionPk);
      touched.delete(sessionPk);
      if (row === undefined) return;
      storage.deleteSession(sessionPk);
      removed.sessions.push(row.id);
      change.isTotalsChanged = true;
    },
    markTotals() {
      change.isTotalsChanged = true;
    },
  };
  const of = (hostId: string): HostUnit => ({ ...common, ...sessionsOf(hostId, { storage, touched, open }) });
  const result = work({ ...common, open, of });

  for (const row of hosts.values()) {
    const stored = { ...row, changeSeq: seq };
    storage.putHost(stored);
    if (stored.removed === null) change.hosts.push(toHostView(stored));
    else removed.hosts.push(stored.id);
  }
  for (const memory of touched.values()) {
    const known = { host: host(memory.row.hostId), thresholds: thresholds(), now: context.now };
    const live = readLiveContext(storage, memory.row, known);
    const flushed = flushSession(storage, cache, memory, { ...live, seq });
    change.sessions.push(flushed.summary);
    if (isWatched(memory.row.id)) {
      const { agents, toolCalls } = flushed;
      change.details.push({ sessionId: memory.row.id, agents, toolCalls, entries: memory.fresh ?? [] });
    }
    memory.fresh = null;
  }
  const isReduced = removed.hosts.length > 0 || removed.sessions.length > 0;
  const isChanged =
    isReduced || change.isTotalsChanged || change.hosts.length > 0 || change.sessions.length > 0;
  // Whoever holds rows of before cannot be told by rows: see `fleet-source.ts`.
  if (isReduced) storage.setMeta('removedSeq', String(seq));
  if (isChanged) storage.setMeta('seq', String(seq));
  return { result, change: isChanged ? change : null };
}

/** The part of a transaction that is one host's. */
function sessionsOf(
  hostId: string,
  { storage, touched, open }: Pick<UnitContext, 'touched'> & Pick<UnitOfWork, 'storage' | 'open'>,
): Pick<HostUnit, 'hostId' | 'open' | 'sessionsByLeaf'> {
  const openOwn = (sessionPk: number) => {
    const memory = open(sessionPk);
    if (memory.row.hostId !== hostId) throw new Error('A host reached for the session of another host.');
    return memory;
  };
  return {
    hostId,
    open: openOwn,
    sessionsByLeaf(leafUuid) {
      const stored = storage.sessionPksByLeaf(hostId, leafUuid).map(openOwn);
      const unwritten = [...touched.values()].filter(
        ({ row }) => row.hostId === hostId && row.leafUuid === leafUuid,
      );
      return [...new Set([...stored, ...unwritten])];
    },
  };
}

function must<T>(value: T | undefined, message: string): T {
  if (value === undefined) throw new Error(message);
  return value;
}
