import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { OrreryError } from '@orrery/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refuseUnsafeSqlite } from '../storage/sqlite-database.ts';
import { gather, openWithHost, registration, SESSION } from '../test/contract-world.ts';
import { batchOf, fileOf, promptLine, send } from '../test/transcript-file.ts';
import { createSqliteArchive } from './sqlite-archive.ts';

describe('data folder', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'orrery-data-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  const open = () => createSqliteArchive({ dataDir });
  const failure = async () => {
    const error = await open().then(
      (archive) => archive.close(),
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(OrreryError);
    return error as OrreryError;
  };

  it('is for one hub at a time, and free again when that one closes', async () => {
    const first = await open();
    expect(await failure()).toMatchObject({ kind: 'conflict', message: expect.stringContaining(dataDir) });
    await first.close();
    await (await open()).close();
  });

  it('is for its user alone', async () => {
    const { archive } = await openWithHost(open);
    const mode = (path: string) => statSync(join(dataDir, path)).mode & 0o777;
    expect(mode('.')).toBe(0o700);
    for (const file of ['archive.sqlite', 'archive.sqlite-wal', 'archive.sqlite-shm', 'hub.lock']) {
      expect([file, mode(file)]).toEqual([file, 0o600]);
    }
    await archive.close();
  });

  it('keeps everything over a restart, and marks hosts unreachable until they are back', async () => {
    const lines = fileOf(promptLine('still here', { at: Date.now() }));
    const { archive, host } = await openWithHost(open);
    await send(archive, host, batchOf(lines));
    const { id } = archive;
    await archive.close();
    const again = await open();
    expect(again.id).toBe(id);
    expect(await again.session(SESSION)).toMatchObject({ title: 'still here', state: 'unreachable' });
    expect(await again.hosts()).toMatchObject([{ id: host, state: 'unreachable' }]);
    expect((await again.registerHost(registration('mars'))).id).toBe(host);
    const more = fileOf(promptLine('and on', { at: Date.now() }));
    await send(again, host, batchOf(more, { start: Buffer.byteLength(lines) }));
    expect(await gather(again.raw(SESSION))).toBe(lines + more);
    expect(await again.session(SESSION)).toMatchObject({ prompts: 2, lastSeq: 2 });
    await again.close();
  });

  it('with an index of an earlier layout is indexed anew and finds the same', async () => {
    const { archive, host } = await openWithHost(open);
    await send(archive, host, batchOf(fileOf(promptLine('mutable client cannot', { at: Date.now() }))));
    await archive.close();
    const db = new DatabaseSync(join(dataDir, 'archive.sqlite'));
    db.exec('delete from schema_migrations where version = 3; delete from loose_blocks');
    db.exec('insert into segments (id, level, first_block, last_block, blocks) values (1, 0, 1, 1, 1)');
    db.exec("insert into segment_buckets (segment_id, bucket, postings) values (1, 512, x'ff')");
    db.close();
    const again = await open();
    const page = await again.search({ q: '"client cannot"', limit: 5 });
    expect(page.items).toHaveLength(1);
    await again.close();
  });

  it('of a newer Orrery is refused and left as it is', async () => {
    await (await open()).close();
    const db = new DatabaseSync(join(dataDir, 'archive.sqlite'));
    db.exec('insert into schema_migrations (version, applied_at) values (999, 0)');
    db.close();
    expect(await failure()).toMatchObject({
      kind: 'storage',
      message: expect.stringContaining('newer Orrery'),
    });
  });

  it('with a file that is no database is refused with what to do', async () => {
    writeFileSync(join(dataDir, 'archive.sqlite'), 'this is not a database, it is a text '.repeat(1000));
    expect(await failure()).toMatchObject({ kind: 'storage', message: expect.stringContaining('backup') });
  });

  it('with a damaged database is refused or answers with an error, never with wrong rows', async () => {
    const { archive, host } = await openWithHost(open);
    await send(archive, host, batchOf(fileOf(promptLine('x'.repeat(200_000)))));
    await archive.close();
    const path = join(dataDir, 'archive.sqlite');
    const size = statSync(path).size;
    const db = new DatabaseSync(path);
    const page = Number(
      db.prepare("select rootpage from sqlite_schema where name = 'sessions'").get()?.rootpage,
    );
    const pageSize = Number(db.prepare('pragma page_size').get()?.page_size);
    db.close();
    const file = openSync(path, 'r+');
    writeSync(file, Buffer.alloc(pageSize, 0xff), 0, pageSize, (page - 1) * pageSize);
    closeSync(file);
    expect(statSync(path).size).toBe(size);
    expect(await failure()).toMatchObject({ kind: 'storage', message: expect.stringContaining('damaged') });
  });

  it('refuses SQLite versions that can lose committed pages', () => {
    for (const version of ['3.7.0', '3.45.1', '3.51.2']) {
      expect(() => refuseUnsafeSqlite(version)).toThrow(/WAL/);
    }
    for (const version of ['3.6.23', '3.51.3', '3.53.4', process.versions.sqlite ?? '']) {
      expect(() => refuseUnsafeSqlite(version)).not.toThrow();
    }
  });
});

/** A file system of its own needs root; without, the test says so and is skipped. */
const canMount = process.getuid?.() === 0 && process.platform === 'linux';

describe.skipIf(!canMount)('full disk (needs root for a small file system of its own)', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'orrery-full-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', dataDir]);
  });
  afterEach(() => {
    execFileSync('umount', [dataDir]);
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('says storage, keeps what was committed, and goes on when there is room again', async () => {
    const { archive, host } = await openWithHost(() => createSqliteArchive({ dataDir }));
    const noise = () =>
      Array.from({ length: 60 }, () => Math.random().toString(36).repeat(1)).join('') + '.'.repeat(20);
    const lines: string[] = [];
    let [start, error] = [0, null as OrreryError | null];
    for (let index = 0; index < 4_000 && error === null; index += 1) {
      const line = fileOf(promptLine(noise(), { at: 1_700_000_000_000 + index }));
      lines.push(line);
      await send(archive, host, batchOf(line, { start })).then(
        () => {
          start += line.length;
        },
        (reason: OrreryError) => {
          error = reason;
        },
      );
    }
    expect(error).toMatchObject({ kind: 'storage', message: expect.stringContaining('full') });
    execFileSync('mount', ['-o', 'remount,size=16m', dataDir]);
    const last = lines.at(-1) ?? '';
    expect(await send(archive, host, batchOf(last, { start }))).toMatchObject({ outcome: 'committed' });
    expect(await gather(archive.raw(SESSION))).toBe(lines.join(''));
    expect(await archive.session(SESSION)).toMatchObject({ lastSeq: lines.length, prompts: lines.length });
    await archive.close();
  });
});
