import type { Actor } from '../control/actor.ts';
import type { Schedule } from '../notices/delivery-queue.ts';
import type { AuditLog } from './audit-log.ts';

/** A machine came with another name of its own than the last time. */
export interface Rename {
  actor: Actor;
  hostId: string;
  from: string;
  to: string;
}

/** Writes down names that machines take without letting one of them fill the log. */
export interface RenameSummary {
  note(rename: Rename): void;
  /** Writes what was only counted so far. */
  close(): void;
}

/** What was only counted becomes one entry after this time. */
const PERIOD_MS = 3_600_000;

/** The first new name of a machine in an hour has an entry at once; the others are one entry at the end of the hour. */
export function createRenameSummary({
  audit,
  schedule,
}: {
  audit: Pick<AuditLog, 'begin'>;
  schedule: Schedule;
}): RenameSummary {
  const more = new Map<string, { last: Rename; count: number }>();
  let cancel: (() => void) | null = null;
  const write = ({ actor, hostId }: Rename, detail: string) =>
    audit.begin({ action: 'rename', actor, detail, hostId, sessionId: null })('done', '');
  const flush = () => {
    cancel?.();
    cancel = null;
    for (const { last, count } of more.values()) {
      const names = count === 1 ? 'name' : 'names';
      if (count > 0) write(last, `took ${count} more ${names} within an hour, ${last.to} is the last`);
    }
    more.clear();
  };
  return {
    close: flush,
    note: (rename) => {
      cancel ??= schedule(flush, PERIOD_MS);
      const known = more.get(rename.hostId);
      more.set(rename.hostId, { last: rename, count: known === undefined ? 0 : known.count + 1 });
      if (known === undefined) write(rename, `${rename.from} -> ${rename.to}`);
    },
  };
}
