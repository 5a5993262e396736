import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Entry } from '@orrery/transcript';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeBlock } from '../blocks/block-codec.ts';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import type { BlockRow } from '../storage/rows.ts';
import { openWriterDatabase } from '../storage/sqlite-database.ts';
import { createSqliteStorage } from '../storage/sqlite-storage.ts';
import type { Storage } from '../storage/storage.ts';
import { createBlockTail } from './block-tail.ts';

function textEntry(seq: number, chars: number): Entry {
  const parts = [{ type: 'text' as const, text: 'x'.repeat(chars) }];
  const ids = { uuid: `entry-${seq}`, agentId: null, parentUuid: null };
  return {
    seq,
    ...ids,
    kind: 'assistant',
    role: 'assistant',
    at: 1_700_000_000_000 + seq,
    offset: seq,
    parts,
  };
}

/** Every block of a session as it is stored, and what was ever written. */
function watchBlocks(storage: Storage, sessionPk: number) {
  const writtenEntries: number[] = [];
  const newIds: number[] = [];
  const watched: Storage = {
    ...storage,
    putBlock(row) {
      writtenEntries.push(row.lastSeq - row.firstSeq + 1);
      const id = storage.putBlock(row);
      if (row.id === 0) newIds.push(id);
      return id;
    },
  };
  const blocks = (): BlockRow[] => [...storage.blocksBySeq(sessionPk, 0, Number.MAX_SAFE_INTEGER, false)];
  return { watched, writtenEntries, newIds, blocks };
}

const seqsOf = (blocks: readonly BlockRow[]) =>
  blocks.flatMap(({ payload }) => decodeBlock(payload).map(({ seq }) => seq));

describe.each(['memory', 'sqlite'])('the open end of a session (%s)', (kind) => {
  let storage: Storage;
  let folder: string | null = null;
  let sessionPk = 0;

  beforeAll(() => {
    if (kind === 'memory') {
      storage = createMemoryStorage('one');
      return;
    }
    folder = mkdtempSync(join(tmpdir(), 'orrery-tail-'));
    const { db, sql } = openWriterDatabase(folder);
    storage = createSqliteStorage(db, sql);
  });

  afterAll(() => {
    if (folder === null) return;
    storage.close();
    rmSync(folder, { recursive: true });
  });

  it('[AR31] holds every entry once and in order after each commit, also when it is read again from what is stored', () => {
    const anyCommit = fc.record({
      sizes: fc.array(fc.oneof(fc.nat(300), fc.integer({ min: 3_000, max: 40_000 })), {
        minLength: 1,
        maxLength: 6,
      }),
      isRestored: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(anyCommit, { minLength: 1, maxLength: 40 }), (commits) => {
        const { watched, newIds, blocks } = watchBlocks(storage, ++sessionPk);
        let tail = createBlockTail(watched, sessionPk);
        let seq = 0;
        for (const { sizes, isRestored } of commits) {
          for (const size of sizes) tail.push(textEntry(++seq, size));
          tail.flush();
          const stored = blocks();
          expect(seqsOf(stored)).toEqual(Array.from({ length: seq }, (_, i) => i + 1));
          expect(stored.filter((block) => !block.isSealed).length).toBeLessThanOrEqual(2);
          expect(stored.findLast((block) => block.isSealed)?.lastSeq ?? 0).toBeLessThanOrEqual(
            stored.find((block) => !block.isSealed)?.firstSeq ?? seq,
          );
          if (isRestored) tail = createBlockTail(watched, sessionPk);
          expect(tail.has('entry-0')).toBe(false);
          if (stored.at(-1)?.isSealed === false) expect(tail.has(`entry-${seq}`)).toBe(true);
        }
        // The index knows blocks by their ids: none may come back as another.
        expect(newIds).toEqual([...new Set(newIds)].sort((a, b) => a - b));
      }),
      { numRuns: 40 },
    );
  });

  it('[AR32] writes of a session that grows line by line what is new, not all that is open', () => {
    const { watched, writtenEntries, blocks } = watchBlocks(storage, ++sessionPk);
    const tail = createBlockTail(watched, sessionPk);
    const lines = 1_000;
    for (let seq = 1; seq <= lines; seq += 1) {
      tail.push(textEntry(seq, 100));
      tail.flush();
    }
    const written = writtenEntries.reduce((sum, count) => sum + count, 0);
    // A block of these holds 200: written again with each line, that is 100 on average.
    expect(written / lines).toBeLessThan(25);
    expect(blocks().filter((block) => block.isSealed)).toHaveLength(5);
  });
});
