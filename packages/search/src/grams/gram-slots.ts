import { FOLD } from '../match/fold.ts';

/**
 * What the index knows of a block is a set of slots, numbers below `SLOT_COUNT`. Two kinds of grams are hashed to them:
 *
 * - Three bytes of folded UTF-8: 2^17 slots, few of which any block has. One CJK character is three bytes, so one character
 *   can be looked up. They find what is rare in bytes: code, numbers, names, scripts other than Latin.
 * - Five characters that are all letters or one of ` _./-`: 2^14 slots, of which a block has half. In words every three
 *   bytes are common (`ing`), and only longer pieces tell blocks apart. So few slots make each a weak witness, at a bit a
 *   block; a word has several, and together they are worth more than the same bits spent on fewer exact ones (measured).
 *
 * No gram spans lines. Hashes instead of bytes keep the set of a block's slots in the processor's cache.
 */
export const SLOT_COUNT: number = (1 << 17) + (1 << 14);

const SHORT_BITS = 17;
const LONG_BITS = 14;
/** First slot of the grams of five. */
export const LONG_BASE: number = 1 << SHORT_BITS;
const LONG_CHARACTERS = 5;
const LONG_MASK = (1 << (LONG_CHARACTERS * 5)) - 1;
const MULTIPLIER = 0x9e3779b1;
const NEWLINE = 10;

/** Five bits for each character that a gram of five can have; 0 for others. */
const LETTER: Uint8Array = new Uint8Array(256);
for (const [i, character] of [...'abcdefghijklmnopqrstuvwxyz _./-'].entries()) {
  LETTER[character.charCodeAt(0)] = i + 1;
  LETTER[character.toUpperCase().charCodeAt(0)] = i + 1;
}

/** The slots of the grams that end at one byte of a text, given all bytes before it. */
export interface GramWindow {
  /** Slot of the last three bytes, -1 when they span lines. */
  short: number;
  /** Slot of the last five characters, -1 when one of them is no letter. */
  long: number;
}

/** All grams of a needle, byte by byte; the plain form of what `createSlotCollector` does fast. */
export function gramWindows(bytes: Uint8Array): GramWindow[] {
  let gram = 0;
  let inLine = 0;
  let letters = 0;
  let inWord = 0;
  return Array.from(bytes, (byte) => {
    gram = ((gram << 8) | (FOLD[byte] as number)) & 0xffffff;
    inLine = byte === NEWLINE ? 0 : inLine + 1;
    const letter = LETTER[byte] as number;
    letters = ((letters << 5) | letter) & LONG_MASK;
    inWord = letter === 0 ? 0 : inWord + 1;
    return {
      short: inLine >= 3 ? Math.imul(gram, MULTIPLIER) >>> (32 - SHORT_BITS) : -1,
      long:
        inWord >= LONG_CHARACTERS ? LONG_BASE + (Math.imul(letters, MULTIPLIER) >>> (32 - LONG_BITS)) : -1,
    };
  });
}

/** Collects the distinct slots of texts, one text after the other, without giving memory back in between. */
export interface SlotCollector {
  /** Distinct slots of a text, in no order. Valid until the next call. */
  slotsOf(text: Uint8Array): Uint32Array;
}

/** Bytes looked at in one go before room is made for more slots: a huge text must not need memory of its own size. */
const PIECE_BYTES = 1 << 15;
/** Pieces overlap by the longest gram less one. */
const OVERLAP = LONG_CHARACTERS - 1;

/** A set of 18 KB is all that a collector keeps beside the slots, so that it stays in the first-level cache. */
export function createSlotCollector(): SlotCollector {
  const seen = new Uint32Array(SLOT_COUNT >>> 5);
  let found = new Uint32Array(1 << 17);
  return {
    slotsOf(text) {
      let count = 0;
      for (let begin = 0; begin < text.length; begin += PIECE_BYTES) {
        // Two slots a byte, and one place beyond the last is written to.
        const room = count + 2 * (PIECE_BYTES + OVERLAP) + 1;
        if (room > found.length) found = enlarged(found, room);
        const end = Math.min(text.length, begin + PIECE_BYTES + OVERLAP);
        count = collectPiece(text, begin, end, seen, found, count);
      }
      for (let i = 0; i < count; i++) seen[(found[i] as number) >>> 5] = 0;
      return found.subarray(0, count);
    },
  };
}

/**
 * Adds the slots of the grams within `begin .. end`. A slot is written down every time and only kept when it is new: whether
 * it is new cannot be foreseen, and a wrongly predicted branch costs more than a write.
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
  let inLine = 0;
  let letters = 0;
  let inWord = 0;
  for (let i = begin; i < end; i++) {
    const byte = text[i] as number;
    gram = ((gram << 8) | (FOLD[byte] as number)) & 0xffffff;
    inLine = byte === NEWLINE ? 0 : inLine + 1;
    if (inLine >= 3) {
      const slot = Math.imul(gram, MULTIPLIER) >>> (32 - SHORT_BITS);
      const word = slot >>> 5;
      const bits = seen[word] as number;
      found[count] = slot;
      count += ((bits >>> (slot & 31)) & 1) ^ 1;
      seen[word] = bits | (1 << (slot & 31));
    }
    const letter = LETTER[byte] as number;
    letters = ((letters << 5) | letter) & LONG_MASK;
    inWord = letter === 0 ? 0 : inWord + 1;
    if (inWord >= LONG_CHARACTERS) {
      const slot = LONG_BASE + (Math.imul(letters, MULTIPLIER) >>> (32 - LONG_BITS));
      const word = slot >>> 5;
      const bits = seen[word] as number;
      found[count] = slot;
      count += ((bits >>> (slot & 31)) & 1) ^ 1;
      seen[word] = bits | (1 << (slot & 31));
    }
  }
  return count;
}

function enlarged(array: Uint32Array<ArrayBuffer>, needed: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.max(array.length * 2, needed));
  larger.set(array);
  return larger;
}
