import type { Entry } from '@orrery/transcript';
import { decodeBlock, encodeBlock } from '../blocks/block-codec.ts';
import type { Storage } from '../storage/storage.ts';
import { releaseMemory } from './release-memory.ts';

/** Text of one block, before compression. Larger blocks make a smaller index but slower verification of a hit. */
const BLOCK_TEXT_CHARS = 32 * 1024;

/** Twice as fast as the next level that is worth it, and some percent larger. */
const BLOCK_LEVEL = 1;

/** What one entry costs besides its text, so that thousands of empty entries do not gather in one block. */
const ENTRY_OVERHEAD_CHARS = 64;

/** The open end of a session's blocks: rewritten with each commit until it is full. */
export interface BlockTail {
  push(entry: Entry): void;
  has(uuid: string): boolean;
  /** Writes what is still open; once per commit. */
  flush(): void;
}

/** Goes on from the open block that the storage holds. */
export function createBlockTail(storage: Storage, sessionPk: number): BlockTail {
  const open = storage.openBlock(sessionPk);
  let id = open?.id ?? 0;
  let entries: Entry[] = open ? decodeBlock(open.payload) : [];
  let size = entries.reduce((sum, entry) => sum + entrySize(entry), 0);
  let uuids = new Set(entries.map((entry) => entry.uuid));
  let isChanged = false;

  const write = (isSealed: boolean) => {
    const [first, last] = [entries.at(0), entries.at(-1)];
    if (!first || !last) return;
    let firstAt = first.at ?? 0;
    let lastAt = firstAt;
    for (const { at } of entries) {
      firstAt = Math.min(firstAt, at ?? 0);
      lastAt = Math.max(lastAt, at ?? 0);
    }
    const { payload, text } = encodeBlock(entries, { level: BLOCK_LEVEL });
    releaseMemory(text.text);
    const range = { firstSeq: first.seq, lastSeq: last.seq, firstAt, lastAt };
    id = storage.putBlock({ id, sessionPk, ...range, isSealed, payload });
  };

  return {
    has: (uuid) => uuids.has(uuid),
    push(entry) {
      entries.push(entry);
      uuids.add(entry.uuid);
      size += entrySize(entry);
      isChanged = true;
      if (size < BLOCK_TEXT_CHARS) return;
      write(true);
      [id, entries, size, uuids, isChanged] = [0, [], 0, new Set(), false];
    },
    flush() {
      if (isChanged) write(false);
      isChanged = false;
    },
  };
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
