import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { AUDIT_COLUMNS, auditRowSchema, type ChainHead, linkHash, NO_LINKS } from './audit-chain.ts';
import { hasSealFiles, readAuditKey } from './audit-seal.ts';
import { sealProblem } from './seal-problem.ts';

/** What a look at the whole audit log found. */
export type AuditVerdict =
  | { state: 'none' }
  /** Written by a version before the chain, and not opened by this one yet. */
  | { state: 'unchained' }
  /** `head`: noted elsewhere, it proves later that this much was there. */
  | { state: 'whole'; entries: number; head: ChainHead }
  | { state: 'broken'; problem: string };

const linkSchema = z.object({
  seq: z.number(),
  audit_id: z.number(),
  part: z.enum(['begin', 'finish']),
  hash: z.string(),
});

/** Reads the audit log of a data folder from its first entry and checks every link; beside a running hub, too. */
export function verifyAuditLog(dataDir: string): AuditVerdict {
  const path = join(dataDir, 'auth.sqlite');
  // Without a chain there is nothing to check, unless there was one.
  const without = (state: 'none' | 'unchained', what: string): AuditVerdict =>
    hasSealFiles(dataDir) ? broken(`${what} was removed`) : { state };
  if (!existsSync(path)) return without('none', 'the database that held the log');
  const database = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
  try {
    if (!hasTable(database, 'audit')) return without('none', 'the log');
    if (!hasTable(database, 'audit_chain')) return without('unchained', 'the chain over the log');
    const key = readAuditKey(dataDir);
    if (key === null)
      return { state: 'broken', problem: 'audit.key, without which it cannot be checked, is missing' };
    // Before the links are read: they may only grow after that.
    const unsealed = sealProblem(database, dataDir, key);
    // One view of all tables, while others go on writing.
    database.exec('BEGIN');
    return walk(database, key, unsealed);
  } finally {
    database.close();
  }
}

function walk(database: DatabaseSync, key: string, unsealed: string | null): AuditVerdict {
  const columns = AUDIT_COLUMNS.map((name) => `audit.${name}`).join(', ');
  const links = database
    .prepare(
      `SELECT seq, audit_id, part, hash, ${columns} FROM audit_chain LEFT JOIN audit ON audit.id = audit_id ORDER BY seq`,
    )
    .iterate();
  let head = NO_LINKS;
  for (const one of links) {
    const { seq, audit_id: id, part, hash } = linkSchema.parse(one);
    if (seq !== head.seq + 1) return broken(`what was written as number ${head.seq + 1} was removed`);
    const row = auditRowSchema.safeParse(one);
    if (!row.success) return broken(`entry ${id} was removed`);
    if (linkHash(key, head, part, row.data) !== hash) {
      const { at, actor, action } = row.data;
      const when = new Date(at).toISOString();
      const what = part === 'begin' ? 'was changed' : 'has another outcome than it had';
      return broken(
        `entry ${id} (${action} by ${actor}, ${when}) ${what}, or does not follow the one before it`,
      );
    }
    head = { seq, hash };
  }
  const added = database.prepare(ADDED).get();
  if (added !== undefined) return broken(`entry ${Number(added.id)} was put in or completed by another hand`);
  if (unsealed !== null) return broken(unsealed);
  const entries = Number(database.prepare('SELECT count(*) AS n FROM audit').get()?.n);
  return { state: 'whole', entries, head };
}

/** The first row that has no link for what it says. */
const ADDED = `SELECT id FROM audit WHERE
  NOT EXISTS (SELECT 1 FROM audit_chain WHERE audit_id = id AND part = 'begin')
  OR (outcome IS NOT NULL AND NOT EXISTS (SELECT 1 FROM audit_chain WHERE audit_id = id AND part = 'finish'))
  ORDER BY id LIMIT 1`;

function broken(problem: string): AuditVerdict {
  return { state: 'broken', problem };
}

function hasTable(database: DatabaseSync, name: string): boolean {
  return (
    database.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?`).get(name) !== undefined
  );
}
