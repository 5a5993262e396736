import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { alertSettingsSchema } from '@orrery/protocol';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { databasePath } from '../storage/sqlite-database.ts';
import { describeBasics } from '../test/archive-contract.ts';
import { gather, openWithHost, SESSION, viewOf } from '../test/contract-world.ts';
import { heldRequest, hookReport, requestsChange } from '../test/held-request.ts';
import { answerLine, batchOf, fileOf, send } from '../test/transcript-file.ts';
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

describeBasics('SQLite in threads', () => createSqliteArchive({ dataDir: newFolder() }));

describe('SQLite archive in threads', () => {
  it('indexes what is committed beside the writer, and finds the same after a reindex', async () => {
    const { archive, host } = await openWithHost(() => createSqliteArchive({ dataDir: newFolder() }));
    const lines = Array.from({ length: 120 }, (_, index) =>
      answerLine(`needle-${index} ${`hay ${index} `.repeat(4_000)}`, { at: 1_700_000_000_000 + index }),
    );
    const bytes = fileOf(...lines);
    let start = 0;
    for (let line = 0; line < lines.length; line += 20) {
      const some = fileOf(...lines.slice(line, line + 20));
      await send(archive, host, batchOf(some, { start }));
      start += Buffer.byteLength(some);
    }
    const isIndexed = async () => expect((await archive.stats()).unindexedBlocks).toBeLessThan(32);
    const hits = async () =>
      (await archive.search({ q: 'needle-77', limit: 10 })).items.map((hit) => [hit.sessionId, hit.seq]);
    expect(await hits()).toEqual([[SESSION, 78]]);
    await vi.waitFor(isIndexed, { timeout: 20_000, interval: 100 });
    expect(await hits()).toEqual([[SESSION, 78]]);

    const before = await viewOf(archive);
    await archive.reindex(() => {});
    expect(await viewOf(archive)).toEqual(before);
    expect(await hits()).toEqual([[SESSION, 78]]);
    await vi.waitFor(isIndexed, { timeout: 20_000, interval: 100 });
    expect(await hits()).toEqual([[SESSION, 78]]);
    expect(await gather(archive.raw(SESSION))).toBe(bytes);
    await archive.close();
  });

  it('[AR11] tells changes after a start that had to rebuild the archive, and says that it does', async () => {
    const dataDir = newFolder();
    const { archive, host } = await openWithHost(() => createSqliteArchive({ dataDir }));
    const lines = fileOf(answerLine('before', { at: 1_700_000_000_000 }));
    await send(archive, host, batchOf(lines));
    await archive.close();
    const db = new DatabaseSync(databasePath(dataDir));
    db.exec(`insert into meta (key, value) values ('reindexedTo', 'due')
      on conflict (key) do update set value = excluded.value`);
    db.close();
    const told: string[] = [];
    const again = await createSqliteArchive({ dataDir, onProblem: (words) => told.push(words) });
    const seqs: number[] = [];
    again.onChange(({ seq }) => seqs.push(seq));
    const more = fileOf(answerLine('after', { at: 1_700_000_001_000 }));
    await send(again, host, batchOf(more, { start: Buffer.byteLength(lines) }));
    await vi.waitFor(() => expect(seqs).not.toEqual([]));
    expect(told).toEqual([expect.stringContaining('is being rebuilt')]);
    await again.close();
  });

  it('[AR17] forgets at a start what was asked before, and [AR19] keeps thresholds', async () => {
    const dataDir = newFolder();
    const { archive, host } = await openWithHost(() => createSqliteArchive({ dataDir }));
    const settings = alertSettingsSchema.parse({ loopSameCalls: 7 });
    await archive.setAlertSettings(settings);
    await archive.applyPermissionRequests(host, requestsChange({ open: [heldRequest()] }));
    await archive.applyHookReports(host, { type: 'hookReports', reports: [hookReport()] });
    expect(await archive.session(SESSION)).toMatchObject({ requests: [{ id: 'r1' }] });
    await archive.close();
    const again = await createSqliteArchive({ dataDir });
    expect(await again.session(SESSION)).toMatchObject({ requests: [] });
    expect(await again.alertSettings()).toEqual(settings);
    await again.applyPermissionRequests(host, requestsChange({ isFull: true, open: [heldRequest()] }));
    expect(await again.session(SESSION)).toMatchObject({ requests: [{ id: 'r1' }] });
    await again.close();
  });

  it('[AR63] deletes what a removed machine brought, in every thread and on disk', async () => {
    const dataDir = newFolder();
    const { archive, host } = await openWithHost(() => createSqliteArchive({ dataDir }));
    const needle = 'xylophone-smuggler';
    const lines = fileOf(answerLine(needle, { at: 1_700_000_000_000 }));
    await send(archive, host, batchOf(lines, { encoding: 'none' }));
    expect((await archive.search({ q: needle, limit: 5 })).items).toHaveLength(1);
    await archive.removeHost(host, { by: 'Ana', withHistory: true });
    await expect.poll(() => archive.hostRemovals(), { timeout: 60_000 }).toEqual([]);
    expect((await archive.search({ q: needle, limit: 5 })).items).toEqual([]);
    expect([await archive.hosts(), await archive.session(SESSION)]).toEqual([[], null]);
    const files = ['archive.sqlite', 'archive.sqlite-wal'].map((file) => readFileSync(join(dataDir, file)));
    expect(files.some((bytes) => bytes.includes(needle))).toBe(false);
    await archive.close();
  });

  it('answers every call with an error once it is closed', async () => {
    const { archive, host } = await openWithHost(() => createSqliteArchive({ dataDir: newFolder() }));
    await archive.close();
    await archive.close();
    await expect(archive.fleet()).rejects.toMatchObject({ kind: 'unavailable' });
    await expect(send(archive, host, batchOf('{}\n'))).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
