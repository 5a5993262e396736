import { endianness } from 'node:os';
import { constants, type ZstdOptions, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Entry } from '@orrery/transcript';
import { createStringTaker, hollowEntry, refillEntry } from './hollow-entry.ts';

/**
 * A block holds consecutive entries of one session (agents interleaved), about 32 KB of text. Before zstd:
 *
 *     header   version, number of entries, bytes of text, bytes of meta       4 x u32, little-endian
 *     times    milliseconds since the epoch of each entry, NaN for none       f64 each
 *     starts   where each entry's text begins, one more at the end            u32 each
 *     text     every searchable string of every entry, in order, each followed by `\n`; UTF-8
 *     meta     JSON: [lengths of those strings in UTF-16 units, entries with strings and times left out]
 *
 * Text is stored once and unescaped, so that search can look for a needle in the bytes directly; with the times beside
 * it, search knows what it found and how new it is before it parses anything.
 */
export interface BlockText {
  /** Text area of all entries, UTF-8. */
  text: Uint8Array;
  /** Where each entry's text begins; one more at the end. A hit belongs to the entry whose range holds all of it. */
  starts: Uint32Array;
}

/** A block with only its text laid open. */
export interface OpenBlock extends BlockText {
  /** Time of each entry; NaN when it has none. */
  times: Float64Array;
  /** Unpacked size. */
  sizeBytes: number;
  /** Parses what else is known of the entries; their strings and times are not filled in. */
  heads(): EntryHead[];
}

/** What `OpenBlock.heads` gives of an entry. */
export type EntryHead = Pick<Entry, 'seq' | 'uuid' | 'kind' | 'role' | 'agentId'> & { isTimeWrong: boolean };

/** What `encodeBlock` makes: the bytes to store, and the text for the indexer (its own memory, free to transfer). */
export interface EncodedBlock {
  payload: Uint8Array;
  text: BlockText;
}

const VERSION = 1;
/** Holds a usual block whole. Larger costs more than the joining of two chunks that it spares. */
const UNPACK_CHUNK_BYTES = 64 * 1024;

const HEADER_BYTES = 16;
const TIME_BYTES = 8;
const START_BYTES = 4;
const IS_BIG_ENDIAN = endianness() === 'BE';
/** Level 1 is twice as fast as 3 and costs some percent of space: right for open blocks that are written again. */
const DEFAULT_LEVEL = 3;
/** A larger scratch area is given back after the call that needed it. */
const SCRATCH_KEEP_BYTES = 2 * 1024 * 1024;
const SCRATCH_START_BYTES = 256 * 1024;

let scratch = Buffer.allocUnsafeSlow(SCRATCH_START_BYTES);

/** Packs entries. An entry comes back equal from `decodeBlock`, but that tool inputs are cut below 256 levels. */
export function encodeBlock(entries: readonly Entry[], options: { level?: number } = {}): EncodedBlock {
  const strings: string[] = [];
  const lengths: number[] = [];
  const stringsBefore: number[] = [0];
  const hollow = entries.map((entry) => {
    const copy = hollowEntry(entry, strings, lengths);
    stringsBefore.push(strings.length);
    return copy;
  });
  strings.push('');
  const textString = strings.join('\n');
  const metaString = JSON.stringify([lengths, hollow]);

  const textAt = textOffset(entries.length);
  ensureScratch(textAt, textString, metaString);
  const textBytes = scratch.write(textString, textAt, 'utf8');
  const metaBytes = scratch.write(metaString, textAt + textBytes, 'utf8');
  const starts = entryStarts(strings, stringsBefore, textBytes === textString.length);
  writeHeader(entries, starts, textBytes, metaBytes);

  const whole = scratch.subarray(0, textAt + textBytes + metaBytes);
  const payload = zstdCompressSync(whole, zstdOptions(options.level ?? DEFAULT_LEVEL, whole.length));
  const text = new Uint8Array(textBytes);
  text.set(scratch.subarray(textAt, textAt + textBytes));
  if (scratch.length > SCRATCH_KEEP_BYTES) scratch = Buffer.allocUnsafeSlow(SCRATCH_START_BYTES);
  return { payload, text: { text, starts } };
}

/** Unpacks the entries of a block. */
export function decodeBlock(payload: Uint8Array): Entry[] {
  const block = open(payload);
  const { lengths, hollow } = readMeta(block);
  const take = createStringTaker(block.bytes.toString('utf8', block.textAt, block.metaAt), lengths);
  hollow.forEach((entry, i) => {
    const at = timeOf(block, i);
    entry.at = Number.isNaN(at) ? null : at;
    refillEntry(entry, take);
  });
  return hollow;
}

/** Unpacks what search looks at; the rest only when it is asked for. */
export function openBlock(payload: Uint8Array): OpenBlock {
  const block = open(payload);
  const { bytes, count, textAt, metaAt } = block;
  const startsAt = HEADER_BYTES + count * TIME_BYTES;
  const times = new Float64Array(littleEndian(bytes, HEADER_BYTES, startsAt, TIME_BYTES));
  const starts = new Uint32Array(littleEndian(bytes, startsAt, textAt, START_BYTES));
  const text = new Uint8Array(bytes.buffer, bytes.byteOffset + textAt, metaAt - textAt);
  let heads: EntryHead[] | null = null;
  return {
    text,
    starts,
    times,
    sizeBytes: bytes.length,
    heads: () => {
      heads ??= readMeta(block).hollow.map(toHead);
      return heads;
    },
  };
}

/** A block is kept with its heads, and they are little of what an entry holds. */
function toHead({ seq, uuid, kind, role, agentId, isTimeWrong }: Entry): EntryHead {
  return { seq, uuid, kind, role, agentId, isTimeWrong: isTimeWrong === true };
}

/** Copies numbers of `size` bytes as the processor holds them: a typed array cannot lie at any place. */
function littleEndian(bytes: Buffer, begin: number, end: number, size: 4 | 8): ArrayBuffer {
  const copy = new Uint8Array(end - begin);
  copy.set(bytes.subarray(begin, end));
  if (IS_BIG_ENDIAN) {
    const numbers = Buffer.from(copy.buffer);
    if (size === TIME_BYTES) numbers.swap64();
    else numbers.swap32();
  }
  return copy.buffer;
}

/** Unpacks only the text, for the indexer. */
export function decodeBlockText(payload: Uint8Array): BlockText {
  const { text, starts } = openBlock(payload);
  return { text, starts };
}

interface Unpacked {
  bytes: Buffer;
  count: number;
  textAt: number;
  metaAt: number;
}

function open(payload: Uint8Array): Unpacked {
  const bytes = zstdDecompressSync(payload, { chunkSize: UNPACK_CHUNK_BYTES });
  const version = bytes.length < HEADER_BYTES ? 0 : bytes.readUInt32LE(0);
  if (version !== VERSION) throw new Error(`A block of layout ${version} cannot be read, only ${VERSION}`);
  const count = bytes.readUInt32LE(4);
  const textAt = textOffset(count);
  const metaAt = textAt + bytes.readUInt32LE(8);
  if (metaAt + bytes.readUInt32LE(12) !== bytes.length) throw new Error('A block is not as long as it says');
  return { bytes, count, textAt, metaAt };
}

function readMeta({ bytes, count, metaAt }: Unpacked): { lengths: number[]; hollow: Entry[] } {
  const [lengths, hollow] = JSON.parse(bytes.toString('utf8', metaAt)) as [number[], Entry[]];
  if (hollow.length !== count) throw new Error(`A block says ${count} entries and holds ${hollow.length}`);
  return { lengths, hollow };
}

function timeOf({ bytes }: Unpacked, index: number): number {
  return bytes.readDoubleLE(HEADER_BYTES + index * TIME_BYTES);
}

function textOffset(count: number): number {
  return HEADER_BYTES + count * TIME_BYTES + (count + 1) * START_BYTES;
}

/** In ASCII a UTF-16 unit is a byte, which spares counting the bytes of every string. */
function entryStarts(strings: string[], stringsBefore: number[], isAscii: boolean): Uint32Array<ArrayBuffer> {
  const starts = new Uint32Array(stringsBefore.length);
  let at = 0;
  let next = 0;
  for (let i = 0; i < stringsBefore.length; i++) {
    const until = stringsBefore[i] ?? 0;
    for (; next < until; next++) {
      const string = strings[next] ?? '';
      at += 1 + (isAscii ? string.length : Buffer.byteLength(string));
    }
    starts[i] = at;
  }
  return starts;
}

function writeHeader(
  entries: readonly Entry[],
  starts: Uint32Array,
  textBytes: number,
  metaBytes: number,
): void {
  scratch.writeUInt32LE(VERSION, 0);
  scratch.writeUInt32LE(entries.length, 4);
  scratch.writeUInt32LE(textBytes, 8);
  scratch.writeUInt32LE(metaBytes, 12);
  let at = HEADER_BYTES;
  for (const entry of entries) at = scratch.writeDoubleLE(entry.at ?? Number.NaN, at);
  for (const start of starts) at = scratch.writeUInt32LE(start, at);
}

/** Counting exact bytes is only worth it for large blocks; a small one just gets room for the worst case. */
function ensureScratch(before: number, text: string, meta: string): void {
  const worst = before + (text.length + meta.length) * 3;
  if (worst <= scratch.length) return;
  const needed =
    worst <= SCRATCH_KEEP_BYTES ? worst : before + Buffer.byteLength(text) + Buffer.byteLength(meta);
  if (needed > scratch.length) scratch = Buffer.allocUnsafeSlow(needed);
}

function zstdOptions(level: number, sizeBytes: number): ZstdOptions {
  return {
    params: { [constants.ZSTD_c_compressionLevel]: level },
    pledgedSrcSize: sizeBytes,
    chunkSize: Math.max(1024, sizeBytes >> 1),
  };
}
