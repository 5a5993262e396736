/** One row an act of control. It is written before the act and completed once; after that nothing changes it. */
export const AUDIT_SCHEMA = `
  CREATE TABLE IF NOT EXISTS audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, actor TEXT NOT NULL, actor_kind TEXT NOT NULL,
    action TEXT NOT NULL, host_id TEXT, session_id TEXT, detail TEXT NOT NULL, why TEXT NOT NULL,
    outcome TEXT, message TEXT NOT NULL
  ) STRICT;
  CREATE TRIGGER IF NOT EXISTS audit_is_completed_once BEFORE UPDATE ON audit WHEN OLD.outcome IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'The audit log is append-only.'); END;
  CREATE TRIGGER IF NOT EXISTS audit_is_kept BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'The audit log is append-only.'); END;
`;

/**
 * Where an act came from, and one link for each thing that was written: first the intent, then how it went. Each link
 * holds a keyed hash of what was written and of the link before it.
 */
export const AUDIT_CHAIN_SCHEMA = `
  ALTER TABLE audit ADD COLUMN address TEXT;
  CREATE TABLE audit_chain (
    seq INTEGER PRIMARY KEY, audit_id INTEGER NOT NULL, part TEXT NOT NULL, hash TEXT NOT NULL,
    UNIQUE (audit_id, part)
  ) STRICT;
  CREATE TRIGGER audit_chain_is_fixed BEFORE UPDATE ON audit_chain
    BEGIN SELECT RAISE(ABORT, 'The audit log is append-only.'); END;
  CREATE TRIGGER audit_chain_is_kept BEFORE DELETE ON audit_chain
    BEGIN SELECT RAISE(ABORT, 'The audit log is append-only.'); END;
`;
