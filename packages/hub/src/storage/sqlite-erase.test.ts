import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Archive } from '../archive/archive.ts';
import { createArchiveWriter } from '../archive/archive-writer.ts';
import { createLocalArchive } from '../archive/local-archive.ts';
import { newId } from '../archive/new-id.ts';
import { readDirectory } from '../search/directory-block.ts';
import { createIndexer } from '../search/indexer.ts';
import { registration, SESSION } from '../test/contract-world.ts';
import { answerLine, batchOf, fileOf, promptLine, send } from '../test/transcript-file.ts';
import { MIGRATIONS } from './migrations.ts';
import { databasePath, openWriterDatabase } from './sqlite-database.ts';
import { createSqliteStorage } from './sqlite-storage.ts';
import type { Storage } from './storage.ts';

const NEEDLE = 'xylophone-smuggler';
const T = 1_700_000_000_000;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orrery-erase-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function openStorage(): Storage {
  const { db, sql } = openWriterDatabase(folder);
  return createSqliteStorage(db, sql);
}

const openArchive = () => createLocalArchive({ storage: openStorage(), store: 'sqlite', now: Date.now });

const pathOf = (sessionId: string) => `projects/-home-ana-shop/${sessionId}.jsonl`;

/** Lines that name what must not be found later, many of them so that blocks are written, grow and are sealed. */
async function fill(archive: Archive, host: string, words: string, sessionId = SESSION): Promise<void> {
  let start = 0;
  for (let turn = 0; turn < 40; turn += 1) {
    const at = T + turn * 1000;
    const text = `${words} ${turn} ${'lorem ipsum '.repeat(100)}`;
    const lines = fileOf(promptLine(text, { at, sessionId }), answerLine(text, { at: at + 1, sessionId }));
    // Not compressed, so that it can be looked for in the database's bytes.
    await send(archive, host, batchOf(lines, { path: pathOf(sessionId), start, encoding: 'none' }));
    start += lines.length;
  }
}

/** Files of the data folder whose bytes hold the needle. */
function filesWith(needle: string): string[] {
  return readdirSync(folder).filter((file) => readFileSync(join(folder, file)).includes(needle));
}

async function removed(archive: Archive): Promise<void> {
  await expect.poll(() => archive.hostRemovals(), { timeout: 60_000, interval: 20 }).toEqual([]);
}

describe('what a removed machine leaves behind on disk', () => {
  it('[AR63] is nothing: neither rows, nor free pages, nor the write-ahead log hold a word of it', async () => {
    const archive = openArchive();
    const host = (await archive.registerHost(registration('mars'))).id;
    const other = (await archive.registerHost(registration('pluto'))).id;
    await fill(archive, host, NEEDLE);
    await fill(archive, other, 'harmless', '22222222-2222-4222-8222-222222222222');
    expect(filesWith(NEEDLE)).not.toEqual([]);
    await archive.removeHost(host, { by: 'Ana', withHistory: true });
    await removed(archive);
    expect(filesWith(NEEDLE)).toEqual([]);
    expect((await archive.search({ q: 'harmless', limit: 1 })).items).toHaveLength(1);
    await archive.close();
    expect(filesWith(NEEDLE)).toEqual([]);
  });

  it('[AR63] goes at the next start, at whatever step the hub was killed', async () => {
    const archive = openArchive();
    const host = (await archive.registerHost(registration('mars'))).id;
    await fill(archive, host, NEEDLE);
    await archive.close();
    for (let steps = 1; existsSync(folder) && steps < 200; steps += 3) {
      const storage = openStorage();
      const writer = createArchiveWriter({ storage, now: Date.now, newId, onCommit: () => undefined });
      if (steps === 1) writer.removeHost(host, { by: 'Ana', withHistory: true });
      for (let step = 0; step < steps; step += 1) writer.eraseStep();
      const left = writer.hostRemovals().length;
      // Nothing is said at the end: as good as killed.
      storage.close();
      if (left === 0) break;
    }
    expect(filesWith(NEEDLE)).toEqual([]);
    const storage = openStorage();
    expect([storage.hosts(), storage.allSessionPks(), storage.usageOfHostAfter(host, '', 10)]).toEqual([
      [],
      [],
      [],
    ]);
    storage.close();
  });

  it('[AR31] [AR63] is no number that blocks or chunks get again, and no block in the index', async () => {
    const storage = openStorage();
    const archive = createLocalArchive({ storage, store: 'sqlite', now: Date.now });
    const other = (await archive.registerHost(registration('pluto'))).id;
    await fill(archive, other, 'harmless', '22222222-2222-4222-8222-222222222222');
    const host = (await archive.registerHost(registration('mars'))).id;
    await fill(archive, host, NEEDLE);
    createIndexer(storage, { schedule: () => () => undefined, onError: () => undefined }).settle();
    const newest = { chunk: storage.lastChunkPk(), block: newestBlock() };
    await archive.removeHost(host, { by: 'Ana', withHistory: true });
    await removed(archive);
    const again = (await archive.registerHost(registration('venus'))).id;
    await fill(archive, again, 'afterwards', '33333333-3333-4333-8333-333333333333');
    const pk = storage.sessionById('33333333-3333-4333-8333-333333333333')?.pk ?? 0;
    const blocks = [...storage.blocksBySeq(pk, 0, 1e9, false)];
    expect(Math.min(...blocks.map(({ id }) => id))).toBeGreaterThan(newest.block);
    expect(Math.min(...storage.chunksAfter(newest.chunk, 1).map((chunk) => chunk.pk))).toBeGreaterThan(
      newest.chunk,
    );
    // No segment names a block that is gone.
    const named = storage.segments().flatMap(({ id }) => readNamed(storage, id));
    expect(storage.blockRefs(named)).toHaveLength(named.length);
    await archive.close();
  });
});

function newestBlock(): number {
  const db = new DatabaseSync(databasePath(folder), { readOnly: true });
  const row = db.prepare('select max(id) as n from blocks').get();
  db.close();
  return Number(row?.n);
}

function readNamed(storage: Storage, segmentId: number): number[] {
  return readDirectory(storage, segmentId).map(({ id }) => id);
}

it('[AR13] opens a data folder of the version before, with its machines', () => {
  const db = new DatabaseSync(databasePath(folder));
  db.exec('create table schema_migrations (version integer primary key, applied_at integer not null)');
  for (const { version, sql } of MIGRATIONS.filter((step) => step.version <= 4)) {
    db.exec(sql);
    db.prepare('insert into schema_migrations values (?, 0)').run(version);
  }
  const facts = JSON.stringify(registration('mars').facts);
  db.prepare(
    `insert into hosts (id, public_key, machine, name, agent_version, facts, duplicate_of, slot, is_connected, reason,
       degraded, last_seen_at, lag_lines, round_trip_ms, change_seq)
     values ('h', 'key-mars', 'machine-mars', 'mars', '0.1.0', ?, null, 0, 0, '', '', 1, 0, null, 1)`,
  ).run(facts);
  db.close();
  const storage = openStorage();
  expect(storage.hosts()).toMatchObject([{ id: 'h', label: null, revoked: null, removed: null }]);
  const writer = createArchiveWriter({ storage, now: Date.now, newId, onCommit: () => undefined });
  expect(writer.registerHost({ ...registration('mars'), hasJoined: false })).toMatchObject({
    id: 'h',
    name: 'mars',
  });
  expect(writer.revokeHost('h', { by: 'Ana', why: '' })).toMatchObject([{ id: 'h' }]);
  storage.close();
});
