import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, it } from 'vitest';
import type { Archive } from '../archive/archive.ts';
import { createLocalArchive } from '../archive/local-archive.ts';
import { describeArchive } from '../test/archive-contract.ts';
import { openWithHost, SESSION } from '../test/contract-world.ts';
import { answerLine, batchOf, fileOf, promptLine, send } from '../test/transcript-file.ts';
import { databasePath, openWriterDatabase } from './sqlite-database.ts';
import { createSqliteStorage } from './sqlite-storage.ts';

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'orrery-storage-'));
  folders.push(folder);
  return folder;
}

function openIn(folder: string): Archive {
  const { db, sql } = openWriterDatabase(folder);
  const storage = createSqliteStorage(db, sql);
  storage.setMeta('archiveId', folder);
  return createLocalArchive({ storage, store: 'sqlite', now: Date.now });
}

describeArchive('SQLite in one thread', async () => openIn(newFolder()));

describe('a database', () => {
  it('[AR50] of the version before loses what one machine had said of another, and keeps all else', async () => {
    const folder = newFolder();
    const { archive, host } = await openWithHost(async () => openIn(folder));
    const at = Date.now();
    const answer = answerLine('mine', {
      at,
      messageId: 'm1',
      usage: { input_tokens: 100, output_tokens: 10 },
    });
    await send(archive, host, batchOf(fileOf(promptLine('my question', { at }), answer)));
    await archive.close();
    const db = new DatabaseSync(databasePath(folder));
    db.exec(`delete from schema_migrations where version = 5; delete from meta;
      drop table message_usage; drop table summaries; drop index sessions_by_leaf;
      create table message_usage (
        message_id text primary key, session_pk integer not null, agent_id text, birth_ms integer not null,
        session_id text not null, model text not null, at integer, input integer not null,
        output integer not null, cache_read integer not null, cache_write_5m integer not null,
        cache_write_1h integer not null, cost_micros integer not null, is_lower_bound integer not null
      ) without rowid;
      create table summaries (leaf_uuid text primary key, text text not null) without rowid;
      create index sessions_by_leaf on sessions (leaf_uuid);
      alter table raw_chunks drop column received_at;
      insert into message_usage values ('m1', 99, null, 1, 'theirs', 'm', 0, 9000000, 0, 0, 0, 0, 9, 0);
      update sessions set search_text = 'owned', summary = replace(summary, 'my question', 'owned');
      update day_totals set tokens = 9000000`);
    db.close();
    const again = openIn(folder);
    expect(await again.session(SESSION)).toMatchObject({
      title: 'my question',
      usage: { input: 100, output: 10 },
      lastSeq: 2,
    });
    expect((await again.fleet()).totals.tokensToday).toBe(110);
    expect((await again.search({ q: 'question', limit: 5 })).items).toHaveLength(1);
    await again.close();
  });
});
