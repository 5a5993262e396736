import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createArchiveWriter } from '../archive/archive-writer.ts';
import { createLocalArchive } from '../archive/local-archive.ts';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { openWriterDatabase } from '../storage/sqlite-database.ts';
import { createSqliteStorage } from '../storage/sqlite-storage.ts';
import type { Storage } from '../storage/storage.ts';
import { OTHER_SESSION, registration, SESSION, viewOf } from '../test/contract-world.ts';
import {
  answerLine,
  batchOf,
  fileOf,
  promptLine,
  resultLine,
  type TestBatch,
} from '../test/transcript-file.ts';

const NOW = 1_800_000_000_000;

const pathOf = (sessionId: string) => `projects/-home-ana-shop/${sessionId}.jsonl`;
const OLD_PATH = pathOf('00000000-1111-4111-8111-111111111111');
const uuid = (index: number) => `aaaaaaaa-0000-4000-8000-${String(index).padStart(12, '0')}`;

/** Batches of one line each: two sessions, an agent, a fork's copies, clients that change, titles for other files. */
function makeBatches(kinds: readonly number[]): TestBatch[] {
  const sizes = new Map<string, number>();
  return kinds.map((kind, index) => {
    const sessionId = kind % 2 === 0 ? SESSION : OTHER_SESSION;
    const options = { at: 1_700_000_000_000 + index * 1000, uuid: uuid(index), sessionId };
    let path = pathOf(sessionId);
    let line = answerLine(`answer ${index}`, { ...options, messageId: `m${index >> 1}` });
    if (kind === 2) line = promptLine(`question ${index}`, options).replace('2.1.330', `2.1.${index}`);
    if (kind === 3)
      line = answerLine('', { ...options, toolUse: { id: `t${index}`, name: 'Bash', input: {} } });
    if (kind === 4) line = resultLine(`t${index - 2}`, 'done', options);
    if (kind === 5) {
      const leafUuid = uuid(Math.max(0, index - (index % 4)));
      line = JSON.stringify({ type: 'summary', summary: `Title ${index}`, leafUuid });
      path = OLD_PATH;
    }
    if (kind === 6) {
      path = `projects/-home-ana-shop/${SESSION}/subagents/agent-a1.jsonl`;
      line = answerLine(`found ${index}`, { ...options, sessionId: SESSION, agentId: 'a1' });
    }
    const start = sizes.get(path) ?? 0;
    const bytes = fileOf(line);
    sizes.set(path, start + Buffer.byteLength(bytes));
    return batchOf(bytes, { path, start });
  });
}

function openWriter(storage: Storage) {
  const commits: number[] = [];
  let ids = 0;
  const writer = createArchiveWriter({
    storage,
    now: () => NOW,
    newId: () => `host-${++ids}`,
    onCommit: (change) => commits.push(change.seq),
  });
  const hostId = writer.registerHost(registration('mars')).id;
  commits.length = 0;
  return { writer, hostId, commits };
}

function openSqlite() {
  const folder = mkdtempSync(join(tmpdir(), 'orrery-group-'));
  const { db, sql } = openWriterDatabase(folder);
  const close = () => rmSync(folder, { recursive: true, force: true });
  return { storage: createSqliteStorage(db, sql), close };
}

async function viewOfStorage(storage: Storage): Promise<unknown[]> {
  const archive = createLocalArchive({ storage, store: 'memory', now: () => NOW });
  const view = await viewOf(archive);
  await archive.reindex(() => {});
  // What was written must also be what the raw log says.
  expect(await viewOf(archive)).toEqual(view);
  await archive.close();
  return view;
}

describe('batches that are committed together', () => {
  it('give the same sessions as when each is committed by itself, in one change for each group', async () => {
    const anyKinds = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(anyKinds, fc.integer({ min: 2, max: 16 }), async (kinds, size) => {
        const batches = makeBatches(kinds);
        const [grouped, single] = [createMemoryStorage('one'), createMemoryStorage('one')];
        const a = openWriter(grouped);
        const b = openWriter(single);
        const all = batches.map((batch) => ({ hostId: a.hostId, ...batch }));
        for (let from = 0; from < all.length; from += size) {
          const outcomes = a.writer.commitBatches(all.slice(from, from + size));
          for (const outcome of outcomes) {
            expect(outcome).toMatchObject({ status: 'fulfilled', value: { outcome: 'committed' } });
          }
        }
        expect(a.commits).toHaveLength(Math.ceil(all.length / size));
        for (const { header, payload } of batches) b.writer.commitBatch(b.hostId, header, payload);
        expect(await viewOfStorage(grouped)).toEqual(await viewOfStorage(single));
        expect(grouped.dayTotal('2023-11-14')).toEqual(single.dayTotal('2023-11-14'));
      }),
      { numRuns: 60 },
    );
  });

  it('fail alone: what does not fit is refused, what breaks is told, and the others are in', async () => {
    const { storage, close } = openSqlite();
    const broken = batchOf(fileOf(promptLine('no room')), { path: OLD_PATH });
    const { writer, hostId } = openWriter({
      ...storage,
      addChunk(row) {
        if (row.payload === broken.payload) throw new Error('disk is full');
        return storage.addChunk(row);
      },
    });
    const first = batchOf(fileOf(promptLine('one', { uuid: uuid(1) })));
    const gap = batchOf(fileOf(promptLine('gap')), { start: 9_999 });
    const second = batchOf(fileOf(promptLine('two', { uuid: uuid(2) })), { start: first.header.end });
    const group = [first, gap, broken, second].map((batch) => ({ hostId, ...batch }));
    expect(writer.commitBatches(group)).toMatchObject([
      { status: 'fulfilled', value: { outcome: 'committed', committed: first.header.end } },
      { status: 'fulfilled', value: { outcome: 'refused', committed: first.header.end } },
      { status: 'rejected', reason: { message: 'disk is full' } },
      { status: 'fulfilled', value: { outcome: 'committed', committed: second.header.end } },
    ]);
    const [view] = (await viewOfStorage(storage)) as { entries: { uuid: string }[] }[];
    expect(view?.entries.map((entry) => entry.uuid)).toEqual([uuid(1), uuid(2)]);
    close();
  });
});
