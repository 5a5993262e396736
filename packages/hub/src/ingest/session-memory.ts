import type { SessionDetail, SessionSummary } from '@orrery/protocol';
import {
  createSessionProjection,
  type Entry,
  restoreSessionProjection,
  type SessionProjection,
} from '@orrery/transcript';
import type { AgentRow, SessionRow } from '../storage/rows.ts';
import type { Storage } from '../storage/storage.ts';
import { type BlockTail, createBlockTail } from './block-tail.ts';
import type { Gone } from './session-state.ts';

/** Sessions without a process whose projection is kept; the others are restored from what was saved. More take memory and spare a backlog no time. */
const KEPT_QUIET = 32;
/** Sessions at work write line after line in turn: if they pushed each other out, each line would cost a restore. */
const KEPT_LIVE = 512;

/** Everything the writer knows of one session. Always equal to what is saved, between transactions. */
export interface SessionMemory {
  row: SessionRow;
  projection: SessionProjection;
  tail: BlockTail;
  agents: Map<string, AgentRow>;
  /** Agents that got entries in this transaction. */
  grownAgents: Set<string>;
  /** Newest time of each thread, see `replay-detector.ts`. */
  newest: Map<string, number>;
  /** See `replay-detector.ts`. */
  timelessIds: Set<string> | null;
  clients: SessionDetail['clients'];
  skippedLines: number;
  gone: Gone | null;
  /** Entries of this transaction, gathered only for a session that somebody watches. */
  fresh: Entry[] | null;
  /** The newest record of the main thread is another one than at the last commit. */
  isLeafNew: boolean;
}

/** What is saved beside the projection. */
interface SavedState {
  projection: unknown;
  newest: [string, number][];
  skippedLines: number;
}

/** Sessions in memory, least recently used first out. */
export interface SessionCache {
  load(row: SessionRow): SessionMemory;
  save(memory: SessionMemory): void;
  /** Forgets what a failed transaction may have changed. */
  drop(sessionPk: number): void;
  clear(): void;
  /** Lets go of the oldest; not in the middle of a transaction. */
  trim(): void;
}

export function createSessionCache(storage: Storage): SessionCache {
  const kept = new Map<number, SessionMemory>();

  const restore = (row: SessionRow): SessionMemory => {
    const text = storage.savedState(row.pk);
    const saved: SavedState | undefined = text === undefined ? undefined : JSON.parse(text);
    return {
      row: { ...row },
      projection: saved ? restoreSessionProjection(saved.projection) : createSessionProjection(row.uuid),
      tail: createBlockTail(storage, row.pk),
      agents: new Map(storage.agents(row.pk).map((agent) => [agent.agentId, { ...agent }])),
      grownAgents: new Set(),
      newest: new Map(saved?.newest),
      timelessIds: null,
      clients: JSON.parse(row.clients),
      skippedLines: saved?.skippedLines ?? 0,
      gone: row.gone === null ? null : JSON.parse(row.gone),
      fresh: null,
      isLeafNew: false,
    };
  };

  return {
    load(row) {
      const memory = kept.get(row.pk) ?? restore(row);
      kept.delete(row.pk);
      kept.set(row.pk, memory);
      return memory;
    },
    save(memory) {
      const saved: SavedState = {
        projection: memory.projection.save(),
        newest: [...memory.newest],
        skippedLines: memory.skippedLines,
      };
      storage.saveState(memory.row.pk, JSON.stringify(saved));
    },
    drop: (sessionPk) => void kept.delete(sessionPk),
    clear: () => kept.clear(),
    trim() {
      let live = 0;
      for (const { row } of kept.values()) if (row.isLive) live += 1;
      let quiet = kept.size - live;
      for (const [pk, { row }] of kept) {
        if (live <= KEPT_LIVE && quiet <= KEPT_QUIET) return;
        if (row.isLive ? live <= KEPT_LIVE : quiet <= KEPT_QUIET) continue;
        kept.delete(pk);
        if (row.isLive) live -= 1;
        else quiet -= 1;
      }
    },
  };
}

/** A session that nothing is known of yet. */
export function newSessionRow(id: string, hostId: string, uuid: string): SessionRow {
  const row = { pk: 0, id, hostId, uuid, project: '', person: null, client: 'unknown', state: 'unknown' };
  const numbers = { isLive: false, lastActivityAt: 0, lastSeq: 0, changeSeq: 0, searchText: '' };
  return { ...row, ...numbers, summary: '', clients: '[]', gone: null, leafUuid: null };
}

/** The stored summary of a session. */
export function summaryOf(row: SessionRow): SessionSummary {
  return JSON.parse(row.summary);
}
