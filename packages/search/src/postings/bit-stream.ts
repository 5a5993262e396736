/** Writes bits, lowest first, into memory that it makes larger as needed. */
export interface BitWriter {
  /** At most 24 bits at once. */
  bits(value: number, count: number): void;
  /** `count` times 1, then 0. */
  unary(count: number): void;
  /** Fills up the last byte; says how many bytes there are since the last `take`. */
  align(): number;
  /** The bytes written since the last call: a view, valid until more is written. */
  take(): Uint8Array;
}

/** One writer serves many lists: its memory is kept. */
export function createBitWriter(): BitWriter {
  let memory = new Uint8Array(1024);
  let length = 0;
  let pending = 0;
  let pendingBits = 0;
  const bits = (value: number, count: number): void => {
    pending |= value << pendingBits;
    pendingBits += count;
    while (pendingBits >= 8) {
      if (length === memory.length) memory = doubled(memory);
      memory[length++] = pending & 0xff;
      pending >>>= 8;
      pendingBits -= 8;
    }
  };
  return {
    bits,
    unary(count) {
      let left = count;
      for (; left >= 16; left -= 16) bits(0xffff, 16);
      bits((1 << left) - 1, left + 1);
    },
    align() {
      if (pendingBits > 0) bits(0, 8 - pendingBits);
      return length;
    },
    take() {
      if (pendingBits > 0) bits(0, 8 - pendingBits);
      const bytes = memory.subarray(0, length);
      length = 0;
      return bytes;
    },
  };
}

/** Reads what `BitWriter` wrote; past the end it reads zeros. */
export interface BitReader {
  bits(count: number): number;
  unary(): number;
}

/** Reads from the first bit of `bytes`. */
export function createBitReader(bytes: Uint8Array): BitReader {
  let at = 0;
  let pending = 0;
  let pendingBits = 0;
  const fill = (): void => {
    pending |= (at < bytes.length ? (bytes[at] as number) : 0) << pendingBits;
    at++;
    pendingBits += 8;
  };
  return {
    bits(count) {
      while (pendingBits < count) fill();
      const value = pending & ((1 << count) - 1);
      pending >>>= count;
      pendingBits -= count;
      return value;
    },
    unary() {
      let count = 0;
      for (;;) {
        if (pendingBits === 0) fill();
        const isOne = (pending & 1) === 1;
        pending >>>= 1;
        pendingBits--;
        if (!isOne) return count;
        count++;
      }
    },
  };
}

function doubled(memory: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(memory.length * 2);
  larger.set(memory);
  return larger;
}
