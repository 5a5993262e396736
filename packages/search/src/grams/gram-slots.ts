import { FOLD } from '../match/fold.ts';

/**
 * A gram is three bytes of folded UTF-8 and a coarse class of the byte after them; it is hashed to one of 2^20 slots.
 * The class makes a common gram (`ing`) four rarer ones at half the price of real four-byte grams, and still three bytes,
 * which is one CJK character, can be looked up: as the union of four neighbouring slots. A hash instead of the bytes keeps
 * the set of a block's slots in the processor's cache. No gram spans a line.
 */
export const SLOT_BITS = 20;
export const SLOT_COUNT: number = 1 << SLOT_BITS;
/** Neighbouring slots that hold one gram with any byte after it. */
export const CLASSES = 4;

const HASH_SHIFT = 32 - (SLOT_BITS - 2);
const MULTIPLIER = 0x9e3779b1;
const NEWLINE = 10;

const CLASS_OF: Uint8Array = FOLD.map((byte) => (Math.imul(byte + 1, MULTIPLIER) >>> 16) & (CLASSES - 1));

/** First of the four slots of the gram at `at`. */
export function gramBase(text: Uint8Array, at: number): number {
  const gram = (byteAt(text, at) << 16) | (byteAt(text, at + 1) << 8) | byteAt(text, at + 2);
  return (Math.imul(gram, MULTIPLIER) >>> HASH_SHIFT) * CLASSES;
}

/** Class of the byte at `at`; the end of the text counts as the end of a line. */
export function classAt(text: Uint8Array, at: number): number {
  return CLASS_OF[at < text.length ? (text[at] as number) : NEWLINE] as number;
}

function byteAt(text: Uint8Array, at: number): number {
  return FOLD[text[at] as number] as number;
}

/** Collects the distinct slots of texts, one text after the other, without giving memory back in between. */
export interface SlotCollector {
  /** Distinct slots of a text, in no order. Valid until the next call. */
  slotsOf(text: Uint8Array): Uint32Array;
}

/** One set of 2^20 bits is all that a collector keeps, so that it stays in the second-level cache. */
export function createSlotCollector(): SlotCollector {
  const seen = new Uint32Array(SLOT_COUNT >>> 5);
  let found = new Uint32Array(1 << 14);
  return {
    slotsOf(text) {
      let count = 0;
      let gram = 0;
      let run = 0;
      const length = text.length;
      for (let i = 0; i <= length; i++) {
        const byte = i < length ? (text[i] as number) : NEWLINE;
        if (run >= 3) {
          const slot = ((Math.imul(gram, MULTIPLIER) >>> HASH_SHIFT) << 2) | (CLASS_OF[byte] as number);
          const word = slot >>> 5;
          const before = seen[word] as number;
          const after = before | (1 << (slot & 31));
          if (before !== after >>> 0) {
            seen[word] = after;
            if (count === found.length) found = grown(found);
            found[count++] = slot;
          }
        }
        gram = ((gram << 8) | (FOLD[byte] as number)) & 0xffffff;
        run = byte === NEWLINE ? 0 : run + 1;
      }
      for (let i = 0; i < count; i++) seen[(found[i] as number) >>> 5] = 0;
      return found.subarray(0, count);
    },
  };
}

function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}
