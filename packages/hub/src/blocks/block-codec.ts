import { constants, type ZstdOptions, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Entry } from '@orrery/transcript';
import { createStringTaker, hollowEntry, refillEntry } from './hollow-entry.ts';

/**
 * A block holds consecutive entries of one session (agents interleaved), about 32 KB of text. Before zstd:
 *
 *     header   version, number of entries, bytes of text, bytes of meta       4 x u32, little-endian
 *     starts   where each entry's text begins, one more at the end            u32 each
 *     text     every searchable string of every entry, in order, each followed by `\n`; UTF-8
 *     meta     JSON: [lengths of those strings in UTF-16 units, entries with the strings left empty]
 *
 * Text is stored once and unescaped, so that search can look for a needle in the bytes directly; it stands before the
 * meta area, and reading it parses nothing.
 */
export interface BlockText {
  /** Text area of all entries, UTF-8. */
  text: Uint8Array;
  /** Where each entry's text begins; one more at the end. A hit belongs to the entry whose range holds all of it. */
  starts: Uint32Array;
}

/** What `encodeBlock` makes: the bytes to store, and the text for the indexer (its own memory, free to transfer). */
export interface EncodedBlock {
  payload: Uint8Array;
  text: BlockText;
}

const VERSION = 1;
const HEADER_BYTES = 16;
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

  const textAt = HEADER_BYTES + (entries.length + 1) * 4;
  ensureScratch(textAt, textString, metaString);
  const textBytes = scratch.write(textString, textAt, 'utf8');
  const metaBytes = scratch.write(metaString, textAt + textBytes, 'utf8');
  const starts = entryStarts(strings, stringsBefore, textBytes === textString.length);
  writeHeader(entries.length, textBytes, metaBytes, starts);

  const whole = scratch.subarray(0, textAt + textBytes + metaBytes);
  const payload = zstdCompressSync(whole, zstdOptions(options.level ?? DEFAULT_LEVEL, whole.length));
  const text = new Uint8Array(textBytes);
  text.set(scratch.subarray(textAt, textAt + textBytes));
  if (scratch.length > SCRATCH_KEEP_BYTES) scratch = Buffer.allocUnsafeSlow(SCRATCH_START_BYTES);
  return { payload, text: { text, starts } };
}

/** Unpacks the entries of a block. */
export function decodeBlock(payload: Uint8Array): Entry[] {
  const { bytes, count, textAt, textBytes, metaBytes } = open(payload);
  const metaAt = textAt + textBytes;
  const [lengths, hollow] = JSON.parse(bytes.toString('utf8', metaAt, metaAt + metaBytes)) as [
    number[],
    Entry[],
  ];
  if (hollow.length !== count) throw new Error(`A block says ${count} entries and holds ${hollow.length}`);
  const take = createStringTaker(bytes.toString('utf8', textAt, metaAt), lengths);
  for (const entry of hollow) refillEntry(entry, take);
  return hollow;
}

/** Unpacks only what search looks at. */
export function decodeBlockText(payload: Uint8Array): BlockText {
  const { bytes, count, textAt, textBytes } = open(payload);
  const starts = new Uint32Array(count + 1);
  for (let i = 0; i <= count; i++) starts[i] = bytes.readUInt32LE(HEADER_BYTES + i * 4);
  return { text: bytes.subarray(textAt, textAt + textBytes), starts };
}

function open(payload: Uint8Array) {
  const bytes = zstdDecompressSync(payload, { chunkSize: 128 * 1024 });
  const version = bytes.length < HEADER_BYTES ? 0 : bytes.readUInt32LE(0);
  if (version !== VERSION) throw new Error(`A block of layout ${version} cannot be read, only ${VERSION}`);
  const count = bytes.readUInt32LE(4);
  const textBytes = bytes.readUInt32LE(8);
  const metaBytes = bytes.readUInt32LE(12);
  const textAt = HEADER_BYTES + (count + 1) * 4;
  if (textAt + textBytes + metaBytes !== bytes.length) throw new Error('A block is not as long as it says');
  return { bytes, count, textAt, textBytes, metaBytes };
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

function writeHeader(count: number, textBytes: number, metaBytes: number, starts: Uint32Array): void {
  scratch.writeUInt32LE(VERSION, 0);
  scratch.writeUInt32LE(count, 4);
  scratch.writeUInt32LE(textBytes, 8);
  scratch.writeUInt32LE(metaBytes, 12);
  for (let i = 0; i <= count; i++) scratch.writeUInt32LE(starts[i] ?? 0, HEADER_BYTES + i * 4);
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
