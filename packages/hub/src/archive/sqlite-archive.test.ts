import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { describeArchive } from '../test/archive-contract.ts';
import { createSqliteArchive } from './sqlite-archive.ts';

const folders: string[] = [];

const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'orrery-archive-'));
  folders.push(folder);
  return folder;
};

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describeArchive('sqlite', () => createSqliteArchive({ dataDir: newFolder() }));
