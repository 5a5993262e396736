import type { DatabaseSync } from 'node:sqlite';
import { type AuditEntry, type AuditPage, auditEntrySchema } from '@orrery/protocol';
import * as z from 'zod';
import { inTransaction } from '../auth/in-transaction.ts';
import type { Actor } from '../control/actor.ts';
import type { Clock } from '../server/clock.ts';
import type { HubLogger } from '../server/hub-logger.ts';
import { createAuditChain } from './audit-chain.ts';
import { openAuditKey } from './audit-seal.ts';
import { createAuditSealer } from './audit-sealer.ts';
import { auditLine, auditText } from './audit-text.ts';
import { sealProblem } from './seal-problem.ts';

/** What somebody is about to do. */
export interface AuditAct extends Pick<AuditEntry, 'action' | 'hostId' | 'sessionId' | 'detail'> {
  actor: Actor;
}

/** Completes an entry. The first call counts. */
export type FinishAudit = (outcome: AuditEntry['outcome'], message: string) => void;

/** Who did what to which session or machine, from where, and how it went. Append-only, each entry chained to the one before. */
export interface AuditLog {
  /** Writes the intent; what is returned completes it. Never throws: a full disk must not keep a person from acting. */
  begin(act: AuditAct): FinishAudit;
  /** Newest first. */
  page(query: { limit: number; before?: number | undefined }): AuditPage;
  /** Seals the end of the log. */
  close(): void;
}

interface AuditLogOptions {
  database: DatabaseSync;
  /** The key of the chain and its seal live here. */
  dataDir: string;
  clock: Clock;
  logger: HubLogger;
}

const COLUMNS = `id, at, actor, actor_kind AS actorKind, action, host_id AS hostId, session_id AS sessionId, detail, why, address,
  coalesce(outcome, 'failed') AS outcome,
  CASE WHEN outcome IS NULL THEN 'It is under way, or the hub stopped before it was known how it went.' ELSE message END AS message`;

const INSERT = `INSERT INTO audit (at, actor, actor_kind, action, host_id, session_id, detail, why, address, outcome, message)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, '')`;

const rowsSchema = z.array(auditEntrySchema);

/** A log in the sign-in database, which no ingest ever blocks. */
export function createAuditLog({ database, dataDir, clock, logger }: AuditLogOptions): AuditLog {
  const key = openAuditKey(dataDir);
  const chain = createAuditChain(database, key);
  const problem = () => sealProblem(database, dataDir, key);
  const sealer = createAuditSealer({ dataDir, key, chain, logger, fits: () => problem() === null });
  const insert = database.prepare(INSERT);
  const complete = database.prepare('UPDATE audit SET outcome = ?, message = ? WHERE id = ?');
  const read = database.prepare(`SELECT ${COLUMNS} FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?`);
  const write = (act: AuditAct, work: () => number): number | null => {
    try {
      const result = inTransaction(database, work);
      sealer.noteChange();
      return result;
    } catch (error) {
      // What would have been written goes where somebody can still find it.
      const { actor, action, hostId, sessionId } = act;
      const facts = { actor: actor.name, action, hostId, sessionId, error: String(error) };
      logger.error('audit entry not stored', facts);
      return null;
    }
  };
  const add = ({ actor, action, hostId, sessionId, detail }: AuditAct, at: number): number => {
    const who = [at, auditLine(actor.name), actor.kind] as const;
    const about = [
      action,
      hostId,
      sessionId,
      auditText(detail),
      auditLine(actor.why),
      actor.address,
    ] as const;
    const id = Number(insert.run(...who, ...about).lastInsertRowid);
    chain.add(id, 'begin');
    return id;
  };
  const end = (id: number, outcome: AuditEntry['outcome'], message: string): number => {
    complete.run(outcome, auditText(message), id);
    chain.add(id, 'finish');
    return id;
  };
  const found = problem();
  if (found !== null)
    logger.error('the audit log does not fit its seal; see "orrery doctor"', { problem: found });
  return {
    begin: (act) => {
      const at = clock.now();
      const id = write(act, () => add(act, at));
      let isFinished = false;
      return (outcome, message) => {
        if (isFinished) return;
        isFinished = true;
        // There may be room again for what could not be written before.
        write(act, () => end(id ?? add(act, at), outcome, message));
      };
    },
    page: ({ limit, before }) => {
      const rows = rowsSchema.parse(read.all(before ?? Number.MAX_SAFE_INTEGER, limit + 1));
      const items = rows.slice(0, limit);
      return { items, nextBefore: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    },
    close: sealer.close,
  };
}
