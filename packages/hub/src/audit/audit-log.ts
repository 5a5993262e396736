import type { DatabaseSync } from 'node:sqlite';
import { type AuditEntry, type AuditPage, auditEntrySchema } from '@orrery/protocol';
import * as z from 'zod';
import type { Actor } from '../control/actor.ts';
import type { Clock } from '../server/clock.ts';
import type { HubLogger } from '../server/hub-logger.ts';

/** What somebody is about to do. */
export interface AuditAct extends Pick<AuditEntry, 'action' | 'hostId' | 'sessionId' | 'detail'> {
  actor: Actor;
}

/** Completes an entry. The first call counts. */
export type FinishAudit = (outcome: AuditEntry['outcome'], message: string) => void;

/** Who did what to which session or machine, and how it went. Append-only. */
export interface AuditLog {
  /** Writes the intent; what is returned completes it. Never throws: a full disk must not keep a person from acting. */
  begin(act: AuditAct): FinishAudit;
  /** Newest first. */
  page(query: { limit: number; before?: number | undefined }): AuditPage;
}

const COLUMNS = `id, at, actor, actor_kind AS actorKind, action, host_id AS hostId, session_id AS sessionId, detail, why,
  coalesce(outcome, 'failed') AS outcome,
  CASE WHEN outcome IS NULL THEN 'It is under way, or the hub stopped before it was known how it went.' ELSE message END AS message`;

const INSERT = `INSERT INTO audit (at, actor, actor_kind, action, host_id, session_id, detail, why, outcome, message)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

const rowsSchema = z.array(auditEntrySchema);

/** A log in the sign-in database, which no ingest ever blocks. */
export function createAuditLog(database: DatabaseSync, clock: Clock, logger: HubLogger): AuditLog {
  const insert = database.prepare(INSERT);
  const complete = database.prepare('UPDATE audit SET outcome = ?, message = ? WHERE id = ?');
  const read = database.prepare(`SELECT ${COLUMNS} FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?`);
  const write = (act: AuditAct, work: () => number): number | null => {
    try {
      return work();
    } catch (error) {
      // What would have been written goes where somebody can still find it.
      const { actor, action, hostId, sessionId } = act;
      const facts = { actor: actor.name, action, hostId, sessionId, error: String(error) };
      logger.error('audit entry not stored', facts);
      return null;
    }
  };
  return {
    begin: (act) => {
      const { actor, action, hostId, sessionId, detail } = act;
      const at = clock.now();
      const add = (outcome: string | null, message: string) => {
        const about = [at, actor.name, actor.kind, action, hostId, sessionId, detail, actor.why] as const;
        return Number(insert.run(...about, outcome, message).lastInsertRowid);
      };
      const id = write(act, () => add(null, ''));
      let isFinished = false;
      return (outcome, message) => {
        if (isFinished) return;
        isFinished = true;
        // There may be room again for what could not be written before.
        write(act, () =>
          id === null ? add(outcome, message) : Number(complete.run(outcome, message, id).changes),
        );
      };
    },
    page: ({ limit, before }) => {
      const rows = rowsSchema.parse(read.all(before ?? Number.MAX_SAFE_INTEGER, limit + 1));
      const items = rows.slice(0, limit);
      return { items, nextBefore: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    },
  };
}
