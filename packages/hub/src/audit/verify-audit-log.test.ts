import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { openAuthDatabase } from '../auth/auth-database.ts';
import type { Actor } from '../control/actor.ts';
import { silentLogger } from '../server/hub-logger.ts';
import { createFakeTime } from '../test/fake-time.ts';
import { temporaryFolder } from '../test/test-hub.ts';
import { createAuditLog } from './audit-log.ts';
import { AUDIT_SCHEMA } from './audit-schema.ts';
import { verifyAuditLog } from './verify-audit-log.ts';

const ANA: Actor = { name: 'Ana', kind: 'person', why: '', address: '192.0.2.7' };

/** Writes entries as a hub (or the command line beside it) does; closes the log as they do. */
function write(dataDir: string, details: readonly string[], logged: string[] = []): void {
  const database = openAuthDatabase(dataDir);
  const logger = {
    ...silentLogger,
    error: (_: string, facts?: object) => void logged.push(JSON.stringify(facts)),
  };
  const log = createAuditLog({ database, dataDir, clock: createFakeTime(), logger });
  for (const detail of details) {
    log.begin({ actor: ANA, action: 'approve', hostId: 'h', sessionId: 's', detail })('done', 'Approved.');
  }
  log.close();
  database.close();
}

/** Somebody with the database in an editor: triggers do not stop them. */
function tamper(dataDir: string, sql: string): void {
  const database = new DatabaseSync(join(dataDir, 'auth.sqlite'));
  const triggers = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'trigger'`).all();
  for (const { name } of triggers) database.exec(`DROP TRIGGER ${String(name)}`);
  database.exec(sql);
  database.close();
}

function logOf(details: readonly string[]): string {
  const dataDir = temporaryFolder();
  write(dataDir, details);
  return dataDir;
}

it('[CT17] a log that nobody touched is whole, whoever wrote to it in turn', () => {
  const dataDir = logOf(['1', '2']);
  write(dataDir, ['3']);
  const hub = openAuthDatabase(dataDir);
  const options = { database: hub, dataDir, clock: createFakeTime(), logger: silentLogger };
  const log = createAuditLog(options);
  const act = { actor: ANA, action: 'deny' as const, hostId: null, sessionId: null, detail: '4' };
  const finish = log.begin(act);
  write(dataDir, ['5']);
  finish('failed', 'It is away.');
  expect(verifyAuditLog(dataDir)).toMatchObject({ state: 'whole', entries: 5, head: { seq: 10 } });
  log.close();
  hub.close();
  expect(verifyAuditLog(dataDir)).toMatchObject({ state: 'whole', entries: 5 });
});

it.each([
  ['a name', `UPDATE audit SET actor = 'Eve' WHERE id = 2`, /entry 2 \(approve by Eve.*was changed/],
  ['an address', `UPDATE audit SET address = '203.0.113.9' WHERE id = 3`, /entry 3 .*was changed/],
  ['a time', 'UPDATE audit SET at = at + 1 WHERE id = 1', /entry 1 .*was changed/],
  ['an outcome', `UPDATE audit SET outcome = 'refused' WHERE id = 2`, /entry 2 .*another outcome/],
  ['an entry taken out', 'DELETE FROM audit WHERE id = 2', /entry 2 was removed/],
  [
    'an entry taken out with its links',
    'DELETE FROM audit WHERE id = 2; DELETE FROM audit_chain WHERE audit_id = 2',
    /number 3 was removed/,
  ],
  [
    'two entries swapped',
    'UPDATE audit_chain SET audit_id = 99 WHERE audit_id = 1; UPDATE audit_chain SET audit_id = 1 WHERE audit_id = 2;' +
      'UPDATE audit_chain SET audit_id = 2 WHERE audit_id = 99',
    /entry 2 .*was changed/,
  ],
  [
    'an entry put in',
    `INSERT INTO audit (at, actor, actor_kind, action, detail, why, message, outcome) VALUES (1, 'Eve', 'person', 'deny', '', '', '', 'done')`,
    /entry 5 was put in/,
  ],
  [
    'the end cut off',
    'DELETE FROM audit WHERE id > 2; DELETE FROM audit_chain WHERE audit_id > 2',
    /cut at its end: 8 things were written, 4 are there/,
  ],
  ['everything gone', 'DELETE FROM audit; DELETE FROM audit_chain', /cut at its end/],
])('[CT17] finds %s', (_what, sql, words) => {
  const dataDir = logOf(['1', '2', '3', '4']);
  tamper(dataDir, sql);
  expect(verifyAuditLog(dataDir)).toMatchObject({ state: 'broken', problem: expect.stringMatching(words) });
  // Going on hides nothing: the seal that does not fit stays as it is, and the log of the hub says so.
  const logged: string[] = [];
  write(dataDir, ['later', 'later'], logged);
  expect(verifyAuditLog(dataDir).state).toBe('broken');
});

it('[CT17] finds a seal that is gone, made up or of another folder, and another key', () => {
  const seal = (dataDir: string) => join(dataDir, 'audit.head');
  const gone = logOf(['1']);
  rmSync(seal(gone));
  const logged: string[] = [];
  write(gone, ['2'], logged);
  expect(verifyAuditLog(gone)).toMatchObject({ problem: expect.stringMatching(/audit.head.*missing/) });
  expect(logged.join()).toMatch(/audit.head.*missing/);
  const forged = logOf(['1', '2']);
  tamper(forged, 'DELETE FROM audit WHERE id > 1; DELETE FROM audit_chain WHERE audit_id > 1');
  const database = new DatabaseSync(join(forged, 'auth.sqlite'));
  const hash = database.prepare('SELECT hash FROM audit_chain WHERE seq = 2').get()?.hash;
  database.close();
  writeFileSync(seal(forged), JSON.stringify({ seq: 2, hash, mac: 'x' }));
  expect(verifyAuditLog(forged)).toMatchObject({ problem: expect.stringMatching(/not written by this hub/) });
  const other = logOf(['1', '2']);
  renameSync(join(logOf(['1']), 'audit.key'), join(other, 'audit.key'));
  expect(verifyAuditLog(other)).toMatchObject({ problem: expect.stringMatching(/entry 1 /) });
  rmSync(join(other, 'audit.key'));
  expect(verifyAuditLog(other)).toMatchObject({ problem: expect.stringMatching(/audit.key.*missing/) });
});

it('[CT17] an older log is taken into the chain as it is, API keys stay and never run out', () => {
  const dataDir = temporaryFolder();
  const old = new DatabaseSync(join(dataDir, 'auth.sqlite'));
  old.exec(`${AUDIT_SCHEMA}
    CREATE TABLE api_key (id TEXT PRIMARY KEY, key_hash TEXT NOT NULL UNIQUE, name TEXT NOT NULL, role TEXT NOT NULL,
      created_at INTEGER NOT NULL, last_used_at INTEGER) STRICT;
    INSERT INTO api_key VALUES ('k', 'h', 'old', 'viewer', 1, NULL);
    INSERT INTO audit (at, actor, actor_kind, action, detail, why, message, outcome)
      VALUES (1, 'Ana', 'person', 'approve', 'Bash: ls', '', '', 'done'), (2, 'Bo', 'person', 'close', '', '', '', NULL);
    PRAGMA user_version = 3;`);
  old.close();
  expect(verifyAuditLog(dataDir).state).toBe('unchained');
  const database = openAuthDatabase(dataDir);
  expect(database.prepare('SELECT id, expires_at FROM api_key').all()).toEqual([
    { id: 'k', expires_at: null },
  ]);
  database.close();
  expect(verifyAuditLog(dataDir)).toMatchObject({ state: 'whole', entries: 2, head: { seq: 3 } });
  tamper(dataDir, `UPDATE audit SET detail = 'Bash: pwd' WHERE id = 1`);
  expect(verifyAuditLog(dataDir)).toMatchObject({ problem: expect.stringMatching(/entry 1 /) });
});

/** A file as version 4 wrote it: no chain, and nothing that came later. */
const AS_VERSION_4 = `DROP TABLE audit_chain; ALTER TABLE audit DROP COLUMN address; DROP TABLE password_reset;
  PRAGMA user_version = 4;`;

it.each([
  ['as it is', AS_VERSION_4],
  ['with a row taken out', `${AS_VERSION_4} DELETE FROM audit WHERE id = 2`],
  ['emptied', `${AS_VERSION_4} DELETE FROM audit`],
  [
    'without its table',
    `${AS_VERSION_4} DROP TABLE audit; ALTER TABLE api_key DROP COLUMN expires_at; PRAGMA user_version = 0`,
  ],
])('[CT17] no migration launders a log whose chain was taken away: %s', (_what, sql) => {
  const dataDir = logOf(['1', '2', '3']);
  tamper(dataDir, sql);
  const seal = readFileSync(join(dataDir, 'audit.head'), 'utf8');
  expect(verifyAuditLog(dataDir)).toMatchObject({
    state: 'broken',
    problem: expect.stringMatching(/was removed/),
  });
  for (let start = 0; start < 8; start += 1) write(dataDir, ['later']);
  expect(verifyAuditLog(dataDir).state).toBe('broken');
  expect(readFileSync(join(dataDir, 'audit.head'), 'utf8')).toBe(seal);
});

it.each(['audit.key', 'audit.head'])(
  '[CT17] a log without %s and chain is broken too, and stays so',
  (file) => {
    const dataDir = logOf(['1', '2', '3']);
    rmSync(join(dataDir, file));
    tamper(dataDir, AS_VERSION_4);
    expect(verifyAuditLog(dataDir).state).toBe('broken');
    write(dataDir, ['later', 'later', 'later', 'later']);
    expect(verifyAuditLog(dataDir).state).toBe('broken');
  },
);

it('[CT17] a log that is gone with its database is broken', () => {
  const dataDir = logOf(['1']);
  rmSync(join(dataDir, 'auth.sqlite'));
  expect(verifyAuditLog(dataDir).state).toBe('broken');
  write(dataDir, ['later']);
  expect(verifyAuditLog(dataDir).state).toBe('broken');
});

it('[CT17] keeps nothing that moves a cursor or turns text around', () => {
  const dataDir = temporaryFolder();
  const database = openAuthDatabase(dataDir);
  const log = createAuditLog({ database, dataDir, clock: createFakeTime(), logger: silentLogger });
  const bad = 'a\u001b[2Jb\u202ec\u0007';
  const actor = { ...ANA, name: bad, why: bad };
  log.begin({ actor, action: 'close', hostId: null, sessionId: null, detail: `${bad}\n${bad}` })(
    'failed',
    bad,
  );
  const [entry] = log.page({ limit: 1 }).items;
  for (const text of [entry?.actor, entry?.why, entry?.detail.replace('\n', ''), entry?.message]) {
    expect(text).not.toMatch(/[\p{Cc}\u202e]/u);
  }
  expect(entry?.detail.split('\n')).toHaveLength(2);
  log.close();
  database.close();
});
