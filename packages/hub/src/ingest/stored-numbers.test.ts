import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type LiveSession, MAX_FILE_BYTES, MAX_SKIPPED_BYTES } from '@orrery/protocol';
import { MAX_SUM } from '@orrery/transcript';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Archive } from '../archive/archive.ts';
import { createLocalArchive } from '../archive/local-archive.ts';
import { checkArchive } from '../storage/check-archive.ts';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { databasePath, openWriterDatabase } from '../storage/sqlite-database.ts';
import { createSqliteStorage } from '../storage/sqlite-storage.ts';
import type { Storage } from '../storage/storage.ts';
import { gather, manifestFiles, registration, SESSION } from '../test/contract-world.ts';
import { answerLine, batchOf, fileOf, promptLine, send, type TestBatch } from '../test/transcript-file.ts';
import { localDay } from './local-day.ts';

const NOW = 1_700_000_000_000;
const MOST_TOKENS = 100_000_000;
/** The largest number that SQLite keeps. */
const LARGEST = 9_223_372_036_854_775_807n;

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'orrery-numbers-'));
  folders.push(folder);
  return folder;
}

function openStorage(folder: string): Storage {
  const { db, sql } = openWriterDatabase(folder);
  return createSqliteStorage(db, sql);
}

const openOn = (storage: Storage): Archive =>
  createLocalArchive({ storage, store: 'sqlite', now: () => NOW });

/** Everything that pages, agents, metrics and administrators ask. */
async function readAll(archive: Archive, hostId: string): Promise<void> {
  const { items } = await archive.listSessions({ limit: 500 });
  for (const { id } of items) {
    await archive.session(id);
    await archive.entries(id, { limit: 500 });
    await archive.sessionTail(id);
    await gather(archive.raw(id));
  }
  await archive.hosts();
  await archive.hostByPublicKey('key-mars');
  await archive.hostHoldings(hostId);
  await archive.hostRemovals();
  await archive.waitingMachines();
  await manifestFiles(archive, hostId);
  await archive.search({ q: 'work', limit: 20 });
  await archive.fleet();
  await archive.fleet(0);
  await archive.stats();
}

const live: LiveSession = {
  root: '/home/ana/.claude',
  source: 'registry',
  kind: 'interactive',
  pid: 2 ** 32,
  sessionId: SESSION,
  status: 'busy',
  waitingFor: null,
  statusSince: 8.64e15,
  startedAt: -8.64e15,
  cwd: '/',
  entrypoint: 'cli',
  version: '2.1.330',
  name: null,
  process: 'alive',
};

/** A machine with one of everything that is stored. */
async function fill(archive: Archive): Promise<string> {
  const hostId = (await archive.registerHost(registration('mars'))).id;
  await archive.setHostLink(hostId, { isConnected: true, roundTripMs: Number.MAX_SAFE_INTEGER });
  const usage = { input_tokens: MOST_TOKENS, output_tokens: MOST_TOKENS };
  const line = answerLine('work', { at: NOW, usage, toolUse: { id: 't1', name: 'Bash', input: {} } });
  await send(archive, hostId, batchOf(fileOf(promptLine('work', { at: NOW }), line)));
  await archive.applyLiveSessions(hostId, { type: 'liveSessions', isFull: true, running: [live], gone: [] });
  const { root, sessionId } = live;
  const report = { root, sessionId, status: 'busy' as const, reason: 'r', at: 8.64e15 };
  await archive.applyHookReports(hostId, { type: 'hookReports', reports: [report] });
  return hostId;
}

describe('numbers that machines make', () => {
  it.each([
    ['memory', () => createMemoryStorage('a')],
    ['sqlite', () => openStorage(makeFolder())],
  ])('[AR70] sums stop at their bound and never fall below nothing (%s)', (_name, open) => {
    const changes = fc.array(fc.maxSafeInteger(), { minLength: 1, maxLength: 8 });
    const storage = open();
    let day = 0;
    fc.assert(
      fc.property(changes, (all) => {
        const name = `day ${++day}`;
        let expected = 0;
        for (const change of all) {
          storage.addDayTotal(name, change, change);
          expected = Math.min(MAX_SUM, Math.max(0, expected + change));
          expect(storage.dayTotal(name)).toEqual({ tokens: expected, costMicros: expected });
        }
      }),
      { examples: [[[Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]]] },
    );
    storage.close();
  });

  it('[AR70] the most that lines and headers can say breaks no read, before and after the archive is opened again', async () => {
    const counts = fc.constantFrom(0, 1, MOST_TOKENS - 1, MOST_TOKENS);
    const batches = fc.array(
      fc.record({
        file: fc.integer({ min: 0, max: 3 }),
        input: counts,
        output: counts,
        isSkipped: fc.boolean(),
      }),
      { minLength: 1, maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(batches, async (all) => {
        const folder = makeFolder();
        const storage = openStorage(folder);
        let archive = openOn(storage);
        const hostId = await fill(archive);
        // As after some million such lines.
        storage.addDayTotal(localDay(NOW), MAX_SUM - 1, MAX_SUM - 1);
        const ends = new Map<string, number>();
        for (const { file, input, output, isSkipped } of all) {
          const path = `projects/-home-ana-shop/0000000${file}-1111-4111-8111-111111111111.jsonl`;
          const start = ends.get(path) ?? 0;
          const usage = { input_tokens: input, output_tokens: output };
          const batch: TestBatch = isSkipped
            ? skipped(path, start, start + MAX_SKIPPED_BYTES)
            : batchOf(fileOf(answerLine('work', { at: NOW, usage })), { path, start });
          await send(archive, hostId, batch);
          ends.set(path, batch.header.end);
        }
        await readAll(archive, hostId);
        await archive.close();
        archive = openOn(openStorage(folder));
        await readAll(archive, hostId);
        await archive.close();
      }),
      { numRuns: 8 },
    );
  });

  it('[AR70] an archive whose numbers are beyond all bounds opens, and shows their bound', async () => {
    const folder = makeFolder();
    const first = openOn(openStorage(folder));
    const hostId = await fill(first);
    await first.close();
    const db = new DatabaseSync(databasePath(folder));
    const day = db.prepare('select day from day_totals').get()?.day as string;
    for (const [table, column] of numbersOf(db)) {
      db.prepare(`update ${table} set ${column} = ?`).run(LARGEST);
    }
    // A second file and a second chunk, so that sums pass what SQLite can add.
    db.exec(`insert into files select pk + 1, host_id, root, path || '2', generation, committed, identity, null, agent_id,
      birth_ms from files`);
    db.exec(`insert into raw_chunks (pk, file_pk, generation, payload_start, start_byte, end_byte, encoding, payload)
      select pk + 1, file_pk + 1, generation, payload_start, -${LARGEST}, ${LARGEST}, 'skipped', x'' from raw_chunks`);
    db.exec(`insert into sessions select pk + 1, id || '2', host_id, uuid || '2', project, person, client, state, is_live,
      last_activity_at, last_seq, change_seq, search_text, summary, clients, gone, leaf_uuid from sessions`);
    db.close();
    expect(checkArchive(folder)).toMatchObject({ state: 'readable', bounded: [day] });
    const storage = openStorage(folder);
    expect(storage.dayTotal(day)).toEqual({ tokens: MAX_SUM, costMicros: MAX_SUM });
    storage.addDayTotal(day, 1, 1);
    expect(storage.dayTotal(day)).toEqual({ tokens: MAX_SUM, costMicros: MAX_SUM });
    const archive = openOn(storage);
    await readAll(archive, hostId);
    expect(await archive.hostHoldings(hostId)).toMatchObject({ rawBytes: MAX_SUM });
    expect(await archive.stats()).toMatchObject({ rawBytes: MAX_SUM, entries: MAX_SUM });
    await archive.removeHost(hostId, { by: 'Ana', withHistory: false });
    expect(await archive.hosts()).toEqual([]);
    await archive.close();
  });

  it('[AR71] what was left on a machine is bounded in a batch and in a file', async () => {
    const archive = openOn(createMemoryStorage('a'));
    const hostId = (await archive.registerHost(registration('mars'))).id;
    const path = `projects/-home-ana-shop/${SESSION}.jsonl`;
    await expect(send(archive, hostId, skipped(path, 0, MAX_SKIPPED_BYTES + 1))).rejects.toMatchObject({
      kind: 'tooLarge',
    });
    const far = skipped(path, MAX_FILE_BYTES, MAX_FILE_BYTES + 1);
    await expect(send(archive, hostId, far)).rejects.toMatchObject({ kind: 'tooLarge' });
    expect((await archive.stats()).files).toBe(0);
    await archive.close();
  });
});

function skipped(path: string, start: number, end: number): TestBatch {
  const { header } = batchOf('x\n', { path });
  return { header: { ...header, start, end, encoding: 'skipped' }, payload: new Uint8Array(0) };
}

/** Every column of numbers that is not how rows find each other. */
function numbersOf(db: DatabaseSync): [table: string, column: string][] {
  const keys =
    /(^|_)pk$|^id$|_id$|^is_|^slot$|^bucket$|_block$|^payload_start$|_byte$|^blocks$|^level$|^generation$|^after_chunk$/;
  const tables = db.prepare("select name from sqlite_master where type = 'table'").all() as {
    name: string;
  }[];
  return tables
    .filter(({ name }) => name !== 'schema_migrations')
    .flatMap(({ name }) =>
      (db.prepare(`pragma table_info(${name})`).all() as { name: string; type: string }[])
        .filter(({ name: column, type }) => type.toLowerCase() === 'integer' && !keys.test(column))
        .map(({ name: column }): [string, string] => [name, column]),
    );
}
