import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { createLocalArchive } from '../archive/local-archive.ts';
import { describeArchive } from '../test/archive-contract.ts';
import { openWriterDatabase } from './sqlite-database.ts';
import { createSqliteStorage } from './sqlite-storage.ts';

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describeArchive('SQLite in one thread', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'orrery-storage-'));
  folders.push(folder);
  const { db, sql } = openWriterDatabase(folder);
  const storage = createSqliteStorage(db, sql);
  storage.setMeta('archiveId', folder);
  return createLocalArchive({ storage, store: 'sqlite', now: Date.now });
});
