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

/** Grams found in one go before room is made for more: a huge text must not need memory of its own size. */
const PIECE_BYTES = 1 << 16;
/** One gram more than bytes is looked at, and one place beyond the last is written to. */
const SPARE = 2;

/** One set of 2^20 bits is all that a collector keeps, so that it stays in the second-level cache. */
export function createSlotCollector(): SlotCollector {
  const seen = new Uint32Array(SLOT_COUNT >>> 5);
  let found = new Uint32Array(PIECE_BYTES + SPARE);
  return {
    slotsOf(text) {
      let count = 0;
      for (let begin = 0; begin < text.length; begin += PIECE_BYTES) {
        const room = count + PIECE_BYTES + SPARE;
        if (room > found.length) found = enlarged(found, room);
        count = collectPiece(text, begin, Math.min(text.length, begin + PIECE_BYTES), seen, found, count);
      }
      for (let i = 0; i < count; i++) seen[(found[i] as number) >>> 5] = 0;
      return found.subarray(0, count);
    },
  };
}

/**
 * Adds the slots of the grams that begin at `begin .. end`. A slot is written down every time and only kept when it is
 * new: whether it is new cannot be foreseen, and a wrongly predicted branch costs more than a write.
 */
function collectPiece(
  text: Uint8Array,
  begin: number,
  end: number,
  seen: Uint32Array,
  found: Uint32Array,
  before: number,
): number {
  let count = before;
  let gram = 0;
  let run = 0;
  const after = Math.min(text.length, end + 3);
  for (let i = begin; i <= after; i++) {
    const byte = i < text.length ? (text[i] as number) : NEWLINE;
    if (run >= 3) {
      const slot = ((Math.imul(gram, MULTIPLIER) >>> HASH_SHIFT) << 2) | (CLASS_OF[byte] as number);
      const word = slot >>> 5;
      const bits = seen[word] as number;
      found[count] = slot;
      count += ((bits >>> (slot & 31)) & 1) ^ 1;
      seen[word] = bits | (1 << (slot & 31));
    }
    if (i === after) break;
    gram = ((gram << 8) | (FOLD[byte] as number)) & 0xffffff;
    run = byte === NEWLINE ? 0 : run + 1;
  }
  return count;
}

function enlarged(array: Uint32Array<ArrayBuffer>, needed: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.max(array.length * 2, needed));
  larger.set(array);
  return larger;
}
