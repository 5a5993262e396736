import { FOLD } from '../match/fold.ts';

/**
 * What the index knows of a block is a set of slots, numbers below `SLOT_COUNT`. Three kinds of grams are hashed to them:
 *
 * - Short: three bytes of folded UTF-8 in 2^17 slots, few of which any block has. One CJK character is three bytes, so one
 *   character can be looked up. They find what is rare in bytes: code, numbers, names, scripts other than Latin.
 * - Long: five characters that are all letters or one of ` _./-`, in 2^14 slots, of which a block has a third. In words every
 *   three bytes are common (`ing`), and only longer pieces tell blocks apart.
 * - Wide: seven letters, or ten characters around a word's edge, in 2^16 slots. Most blocks hold most words of a project, and
 *   then only long pieces of a word, and which words stand beside each other, tell blocks apart. To take all pieces of ten
 *   would cost twice as much: taken are those with a separator at their fifth place (`able clien`) or their eighth
 *   (` client ca`), or with one other than a space at their third (`re/test.go`), which say what stands beside a word, and
 *   what a path or a name goes on with (measured).
 *
 * No gram spans lines. Hashes instead of bytes keep the set of a block's slots in the processor's cache.
 */
export const SLOT_COUNT: number = (1 << 17) + (1 << 14) + (1 << 16);

const SHORT_BITS = 17;
const LONG_BITS = 14;
const WIDE_BITS = 16;
/** First slot of the grams of five. */
export const LONG_BASE: number = 1 << SHORT_BITS;
/** First slot of the grams of seven and ten. */
export const WIDE_BASE: number = LONG_BASE + (1 << LONG_BITS);
const LONG_CHARACTERS = 5;
const LONG_MASK = (1 << (LONG_CHARACTERS * 5)) - 1;
const NAME_CHARACTERS = 7;
const EDGE_CHARACTERS = 10;
/** The characters of a window before its last five. */
const NAME_BEFORE_MASK = (1 << ((NAME_CHARACTERS - LONG_CHARACTERS) * 5)) - 1;
const EDGE_BEFORE_MASK = (1 << ((EDGE_CHARACTERS - LONG_CHARACTERS) * 5)) - 1;
const MULTIPLIER = 0x9e3779b1;
const BEFORE_MULTIPLIER = 0x85ebca6b;
const NEWLINE = 10;

/** Five bits for each character that a long or wide gram can have; 0 for others. */
const LETTER: Uint8Array = new Uint8Array(256);
for (const [i, character] of [...'abcdefghijklmnopqrstuvwxyz _./-'].entries()) {
  LETTER[character.charCodeAt(0)] = i + 1;
  LETTER[character.toUpperCase().charCodeAt(0)] = i + 1;
}
const LAST_LETTER = 26;
const SPACE = 27;

/** The slots of the grams that end at one byte of a text, given all bytes before it. */
export interface GramWindow {
  /** Slot of the last three bytes, -1 when they span lines. */
  short: number;
  /** Slot of the last five characters, -1 when one of them is no letter. */
  long: number;
  /** Slot of the last seven or ten characters, -1 when they are none of those taken. */
  wide: number;
}

/** All grams of a needle, byte by byte; the plain form of what `createSlotCollector` does fast. */
export function gramWindows(bytes: Uint8Array): GramWindow[] {
  const folded = Array.from(bytes, (byte) => FOLD[byte] as number);
  const letters = Array.from(bytes, (byte) => LETTER[byte] as number);
  return folded.map((_, last) => {
    const three = folded.slice(Math.max(0, last - 2), last + 1);
    const five = letters.slice(Math.max(0, last + 1 - LONG_CHARACTERS), last + 1);
    const isLong = five.length === LONG_CHARACTERS && !five.includes(0);
    return {
      short: three.length === 3 && !three.includes(NEWLINE) ? hash(packed(three, 8), SHORT_BITS) : -1,
      long: isLong ? LONG_BASE + hash(packed(five, 5), LONG_BITS) : -1,
      wide: wideSlot(letters, last),
    };
  });
}

function wideSlot(letters: readonly number[], last: number): number {
  const slot = (characters: readonly number[]): number => {
    const before = Math.imul(packed(characters.slice(0, -LONG_CHARACTERS), 5), BEFORE_MULTIPLIER);
    return WIDE_BASE + hash(packed(characters.slice(-LONG_CHARACTERS), 5) ^ before, WIDE_BITS);
  };
  const name = letters.slice(Math.max(0, last + 1 - NAME_CHARACTERS), last + 1);
  if (name.length === NAME_CHARACTERS && name.every((letter) => letter > 0 && letter <= LAST_LETTER))
    return slot(name);
  const edge = letters.slice(Math.max(0, last + 1 - EDGE_CHARACTERS), last + 1);
  if (edge.length < EDGE_CHARACTERS || edge.includes(0)) return -1;
  const [, , third = 0, , fifth = 0, , , eighth = 0] = edge;
  return third > SPACE || fifth > LAST_LETTER || eighth > LAST_LETTER ? slot(edge) : -1;
}

function packed(values: readonly number[], bits: number): number {
  return values.reduce((all, value) => (all << bits) | value, 0);
}

function hash(key: number, bits: number): number {
  return Math.imul(key, MULTIPLIER) >>> (32 - bits);
}

/** Collects the distinct slots of texts, one text after the other, without giving memory back in between. */
export interface SlotCollector {
  /** Distinct slots of a text, in no order. Valid until the next call. */
  slotsOf(text: Uint8Array): Uint32Array;
}

/** Bytes looked at in one go before room is made for more slots: a huge text must not need memory of its own size. */
const PIECE_BYTES = 1 << 15;
/** Pieces overlap by the longest gram less one. */
const OVERLAP = EDGE_CHARACTERS - 1;

/** A set of 26 KB is all that a collector keeps beside the slots, so that it stays in the first-level cache. */
export function createSlotCollector(): SlotCollector {
  const seen = new Uint32Array(SLOT_COUNT >>> 5);
  let found = new Uint32Array(1 << 17);
  return {
    slotsOf(text) {
      let count = 0;
      for (let begin = 0; begin < text.length; begin += PIECE_BYTES) {
        // Three slots a byte, and one place beyond the last is written to.
        const room = count + 3 * (PIECE_BYTES + OVERLAP) + 1;
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
  countBefore: number,
): number {
  let count = countBefore;
  let gram = 0;
  let inLine = 0;
  let letters = 0;
  let before = 0;
  let inWord = 0;
  let inName = 0;
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
    before = ((before << 5) | (letters >>> 20)) & EDGE_BEFORE_MASK;
    letters = ((letters << 5) | letter) & LONG_MASK;
    if (letter === 0) {
      inWord = 0;
      inName = 0;
      continue;
    }
    inWord++;
    inName = letter > LAST_LETTER ? 0 : inName + 1;
    if (inWord >= LONG_CHARACTERS) {
      const slot = LONG_BASE + (Math.imul(letters, MULTIPLIER) >>> (32 - LONG_BITS));
      const word = slot >>> 5;
      const bits = seen[word] as number;
      found[count] = slot;
      count += ((bits >>> (slot & 31)) & 1) ^ 1;
      seen[word] = bits | (1 << (slot & 31));
    }
    const isName = inName >= NAME_CHARACTERS;
    if (
      isName ||
      (inWord >= EDGE_CHARACTERS &&
        (((letters >>> 10) & 31) > LAST_LETTER ||
          (before & 31) > LAST_LETTER ||
          ((before >>> 10) & 31) > SPACE))
    ) {
      const others = isName ? before & NAME_BEFORE_MASK : before;
      const key = letters ^ Math.imul(others, BEFORE_MULTIPLIER);
      const slot = WIDE_BASE + (Math.imul(key, MULTIPLIER) >>> (32 - WIDE_BITS));
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
