/** Appends a whole number from 0 to 2^53, seven bits a byte, lowest first. */
export function writeVarint(out: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    out.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  out.push(rest);
}

/** Reads one number after the other. */
export interface VarintReader {
  next(): number;
  /** Where the next number begins. */
  offset(): number;
}

/** Throws when the bytes end within a number. */
export function createVarintReader(bytes: Uint8Array, from = 0): VarintReader {
  let at = from;
  return {
    next() {
      let value = 0;
      for (let factor = 1; ; factor *= 128) {
        const byte = bytes[at++];
        if (byte === undefined) throw new Error('A stored index piece ends too early');
        if (byte < 128) return value + byte * factor;
        value += (byte - 128) * factor;
      }
    },
    offset: () => at,
  };
}
