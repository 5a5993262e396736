import { createHmac } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';

/** What a link stands for: an act as it was about to happen, or how it went. */
export type ChainPart = 'begin' | 'finish';

/** Where the chain ends: the number of its last link, and that link's hash. */
export interface ChainHead {
  seq: number;
  hash: string;
}

/** Before the first link. */
export const NO_LINKS: ChainHead = { seq: 0, hash: '' };

/** A row of the log as it is stored. */
export const auditRowSchema = z.object({
  id: z.number(),
  at: z.number(),
  actor: z.string(),
  actor_kind: z.string(),
  action: z.string(),
  host_id: z.string().nullable(),
  session_id: z.string().nullable(),
  detail: z.string(),
  why: z.string(),
  address: z.string().nullable(),
  outcome: z.string().nullable(),
  message: z.string(),
});

/** A row of the log as it is stored. */
export type AuditRow = z.infer<typeof auditRowSchema>;

/** Columns of a stored row. */
export const AUDIT_COLUMNS = Object.keys(auditRowSchema.shape);

/** The hash of a link: of what it stands for and of the link before it, under the key of the data folder. */
export function linkHash(key: string, before: ChainHead, part: ChainPart, row: AuditRow): string {
  const { id, outcome, message } = row;
  const { at, actor, actor_kind, action, host_id, session_id, detail, why, address } = row;
  const content =
    part === 'begin'
      ? [id, at, actor, actor_kind, action, host_id, session_id, detail, why, address]
      : [id, outcome, message];
  const text = JSON.stringify([before.hash, before.seq + 1, part, ...content]);
  return createHmac('sha256', key).update(text).digest('base64url');
}

/** Adds links to the chain of a log. Call it in the transaction that changes the row. */
export interface AuditChain {
  head(): ChainHead;
  add(auditId: number, part: ChainPart): void;
}

/** The chain over a log, under a key. */
export function createAuditChain(database: DatabaseSync, key: string): AuditChain {
  const last = database.prepare('SELECT seq, hash FROM audit_chain ORDER BY seq DESC LIMIT 1');
  const insert = database.prepare('INSERT INTO audit_chain (seq, audit_id, part, hash) VALUES (?, ?, ?, ?)');
  const row = database.prepare(`SELECT ${AUDIT_COLUMNS.join(', ')} FROM audit WHERE id = ?`);
  // From the table each time: the command line adds links to the same chain.
  const head = () => headSchema.parse(last.get() ?? NO_LINKS);
  return {
    head,
    add: (auditId, part) => {
      const before = head();
      const hash = linkHash(key, before, part, auditRowSchema.parse(row.get(auditId)));
      insert.run(before.seq + 1, auditId, part, hash);
    },
  };
}

const headSchema = z.object({ seq: z.number(), hash: z.string() });
