import type { HostRemoval } from '@orrery/protocol';
import type { HostRow, Removed } from '../storage/rows.ts';
import type { Storage } from '../storage/storage.ts';
import { eraseFiles } from './erase-files.ts';
import { eraseUsage } from './erase-usage.ts';
import { shownName } from './host-label.ts';
import type { Units } from './unit-of-work.ts';

/** What should come after a step: the next one, one after a while, the index first, or nothing. */
export type EraseStep = 'more' | 'later' | 'index' | 'none';

/** A machine that was removed. */
type RemovedHost = HostRow & { removed: Removed };

/** Sessions that are written again, or deleted, in one transaction. */
const SESSIONS_PER_STEP = 20;

/** Rows that one step deletes, blocks of some kilobytes included. */
const ROWS_PER_STEP = 200;
const ROWS_AT_ONCE = 50;
const DOCUMENTS_PER_STEP = 50;

/**
 * Takes back what removed machines brought, in steps of some milliseconds between which lines and pages go on. What is removed is
 * in the rows, and how far it came is not: after a crash it begins again with what is left.
 */
export interface Eraser {
  /** Does the next piece. Throws what the storage throws; the next step begins anew. */
  step(): EraseStep;
  /** Begins anew: projections were built again meanwhile. */
  restart(): void;
  removals(): HostRemoval[];
}

export function createEraser({ storage, units }: { storage: Storage; units: Units }): Eraser {
  let work: Iterator<EraseStep, void> | null = null;
  let under: { hostId: string; step: string } | null = null;
  const restart = () => {
    work?.return?.();
    work = null;
    under = null;
  };
  const due = () => storage.hosts().filter(isDue);
  const say = (host: RemovedHost) => (step: string) => {
    under = { hostId: host.id, step };
  };
  return {
    restart,
    step() {
      if (work === null) {
        const [host] = due();
        if (host === undefined) return 'none';
        const parts = { storage, units, host, say: say(host) };
        work = host.removed.withHistory ? eraseHost(parts) : tellSessions(parts);
      }
      try {
        const { done, value } = work.next();
        if (!done) return value;
        restart();
        return 'more';
      } catch (error) {
        restart();
        throw error;
      }
    },
    removals: () =>
      due().map((host) => {
        const { at, by, withHistory } = host.removed;
        const { sessions, files } = storage.holdings(host.id);
        const step = under?.hostId === host.id ? under.step : 'waiting';
        const left = withHistory
          ? { sessionsLeft: sessions, filesLeft: files }
          : { sessionsLeft: 0, filesLeft: 0 };
        return { id: host.id, name: shownName(host), at, by, withHistory, ...left, step };
      }),
  };
}

function isDue(row: HostRow): row is RemovedHost {
  return row.removed !== null && (row.removed.withHistory || !row.removed.isTold);
}

/** What the parts of a removal work on. */
export interface ErasePart {
  storage: Storage;
  units: Units;
  host: HostRow;
}

interface WholeErasure extends ErasePart {
  host: RemovedHost;
  /** What is done now, for people. */
  say: (step: string) => void;
}

/**
 * Raw lines go before sessions, so that a reindex at any point finds the session of every file; tokens go first, while it is
 * still known whose copies count from now on.
 */
function* eraseHost(parts: WholeErasure): Generator<EraseStep, void> {
  const { storage, units, host, say } = parts;
  storage.setOverwriting(true);
  try {
    say('correcting totals');
    yield* eraseUsage(parts);
    say('deleting stored lines');
    yield* eraseFiles(parts);
    while (storage.eraseDocuments(host.id, DOCUMENTS_PER_STEP)) yield 'more';
    while (storage.eraseSummaries(host.id, ROWS_PER_STEP)) yield 'more';
    say('deleting sessions');
    yield* eraseSessions(parts);
    say('rewriting the search index');
    yield 'index';
    say('overwriting free space');
    while (storage.scrub()) yield 'more';
    while (!storage.truncateLog()) yield 'later';
    storage.transaction(() => storage.deleteHost(host.id));
    units.blockUuids.forget();
  } finally {
    storage.setOverwriting(false);
  }
}

function* eraseSessions({ storage, units, host }: ErasePart): Generator<EraseStep, void> {
  for (;;) {
    const pks = storage.sessionPksOfHost(host.id, 0, SESSIONS_PER_STEP);
    if (pks.length === 0) return;
    units.run((unit) => {
      let left = ROWS_PER_STEP;
      for (const pk of pks) {
        while (left > 0 && storage.eraseConversation(pk, ROWS_AT_ONCE)) left -= ROWS_AT_ONCE;
        if (left <= 0) return;
        unit.removeSession(pk);
      }
    });
    yield 'more';
  }
}

/** Sessions that stay say that their machine was removed. */
function* tellSessions({ storage, units, host, say }: WholeErasure): Generator<EraseStep, void> {
  say('marking its sessions');
  for (let after = 0; ; ) {
    const pks = storage.sessionPksOfHost(host.id, after, SESSIONS_PER_STEP);
    const last = pks.at(-1);
    if (last === undefined) break;
    units.run((unit) => {
      for (const pk of pks) unit.open(pk);
    });
    after = last;
    yield 'more';
  }
  units.run((unit) => {
    // It may have been removed again, with its history this time.
    const row = unit.host(host.id);
    if (row.removed?.withHistory === false)
      unit.putHost({ ...row, removed: { ...row.removed, isTold: true } });
  });
}
