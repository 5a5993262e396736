import type { Entry } from '@orrery/transcript';
import { decodeBlock, encodeBlock } from '../blocks/block-codec.ts';
import type { BlockRow } from '../storage/rows.ts';
import type { Storage } from '../storage/storage.ts';
import { releaseMemory } from './release-memory.ts';

/** Text of one block, before compression. Larger blocks make a smaller index but slower verification of a hit. */
const BLOCK_TEXT_CHARS = 32 * 1024;

/**
 * A live session commits line after line, and each would write the open block again. From this size on the newest entries
 * have a small block of their own, which joins the open one when it has grown as large: a line then costs what is new,
 * not all that is open.
 */
const APART_CHARS = 4 * 1024;

/** Twice as fast as the next level that is worth it, and some percent larger. */
const BLOCK_LEVEL = 1;

/** What one entry costs besides its text, so that thousands of empty entries do not gather in one block. */
const ENTRY_OVERHEAD_CHARS = 64;

/** The open end of a session's blocks: one, or a large and a small one. */
export interface BlockTail {
  push(entry: Entry): void;
  has(uuid: string): boolean;
  /** Writes what is still open; once per commit. */
  flush(): void;
}

/** Consecutive entries that are, or will be, one block. `id` is 0 before it is stored. */
interface Run {
  id: number;
  entries: Entry[];
  size: number;
}

/** Goes on from the open blocks that the storage holds. */
export function createBlockTail(storage: Storage, sessionPk: number): BlockTail {
  let [large = emptyRun(), small = emptyRun()] = storage.openBlocks(sessionPk).map(readRun);
  let uuids = new Set([...large.entries, ...small.entries].map((entry) => entry.uuid));
  let isChanged = false;

  const write = (run: Run, isSealed: boolean) => {
    run.id = storage.putBlock({ ...encodeRun(run), sessionPk, isSealed });
  };
  /**
   * One block of the two; under a new id where both are stored, so that the largest id is never given up: the storage
   * would give it out again, and the index knows blocks by their ids.
   */
  const join = (a: Run, b: Run, isSealed: boolean): Run => {
    const entries = [...a.entries, ...b.entries];
    const joined = { id: b.id === 0 ? a.id : 0, entries, size: a.size + b.size };
    write(joined, isSealed);
    if (b.id === 0) return joined;
    storage.deleteBlock(a.id);
    storage.deleteBlock(b.id);
    return joined;
  };

  return {
    has: (uuid) => uuids.has(uuid),
    push(entry) {
      small.entries.push(entry);
      small.size += entrySize(entry);
      uuids.add(entry.uuid);
      isChanged = true;
      if (large.size + small.size < BLOCK_TEXT_CHARS) return;
      join(large, small, true);
      [large, small, uuids, isChanged] = [emptyRun(), emptyRun(), new Set(), false];
    },
    flush() {
      if (!isChanged) return;
      isChanged = false;
      if (large.size >= APART_CHARS && small.size < APART_CHARS) write(small, false);
      else [large, small] = [join(large, small, false), emptyRun()];
    },
  };
}

function emptyRun(): Run {
  return { id: 0, entries: [], size: 0 };
}

function readRun({ id, payload }: BlockRow): Run {
  const entries = decodeBlock(payload);
  return { id, entries, size: entries.reduce((sum, entry) => sum + entrySize(entry), 0) };
}

function encodeRun({ id, entries }: Run): Omit<BlockRow, 'sessionPk' | 'isSealed'> {
  const firstSeq = entries.at(0)?.seq ?? 0;
  const lastSeq = entries.at(-1)?.seq ?? 0;
  let firstAt = entries.at(0)?.at ?? 0;
  let lastAt = firstAt;
  for (const { at } of entries) {
    firstAt = Math.min(firstAt, at ?? 0);
    lastAt = Math.max(lastAt, at ?? 0);
  }
  const { payload, text } = encodeBlock(entries, { level: BLOCK_LEVEL });
  releaseMemory(text.text);
  return { id, firstSeq, lastSeq, firstAt, lastAt, payload };
}

function entrySize(entry: Entry): number {
  let size = ENTRY_OVERHEAD_CHARS + (entry.note?.length ?? 0);
  for (const part of entry.parts) {
    if ('text' in part) size += part.text.length;
    else if (part.type === 'toolUse') size += valueSize(part.input);
  }
  return size;
}

/** Strings of a JSON value, without making its text. */
function valueSize(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  let size = 0;
  for (const item of Object.values(value)) size += valueSize(item);
  return size;
}
