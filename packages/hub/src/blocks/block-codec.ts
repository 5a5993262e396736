import type { Entry } from '@orrery/transcript';

/**
 * A block holds consecutive entries of one session (agents interleaved), about 32 KB of text. Layout before zstd:
 * a meta area (JSON array of entries whose long strings are replaced by [start, length] references) and a text area
 * (UTF-8, every searchable string of an entry one after the other, `\n` between them, entries in order). Text is stored
 * once and unescaped, so that search can look for a needle in the bytes directly.
 */
export interface BlockText {
  /** Text area of all entries, UTF-8. */
  text: Uint8Array;
  /** Where each entry's text begins; one more at the end. A hit belongs to the entry whose range holds all of it. */
  starts: Uint32Array;
}

/** Implemented in this folder: `encodeBlock(entries)`, `decodeBlock(payload)`, `decodeBlockText(payload)`. */
export interface BlockCodec {
  encodeBlock(entries: readonly Entry[]): { payload: Uint8Array; text: BlockText };
  decodeBlock(payload: Uint8Array): Entry[];
  decodeBlockText(payload: Uint8Array): BlockText;
}
