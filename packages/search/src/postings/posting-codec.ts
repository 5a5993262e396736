/**
 * A posting list says which of the `size` blocks of a segment hold a gram: ascending positions. Three forms, told apart by
 * how many there are, so that none needs a mark: few (up to a quarter) as Rice-coded gaps, many (from three quarters) as
 * the Rice-coded gaps of the others, the rest as a bit each. All and none take no bytes. Bits are filled lowest first.
 *
 * These loops run over every posting of the archive several times, hence plain functions on given memory.
 */
export type Positions = Uint32Array | Uint16Array;

/** Room that `writePostings` may need. */
export function maxPostingBytes(count: number, size: number): number {
  switch (formOf(count, size)) {
    case 'gaps':
      return maxGapBytes(count, size);
    case 'missing':
      return maxGapBytes(size - count, size);
    case 'bitmap':
      return (size + 7) >>> 3;
  }
}

/** Writes `positions[begin .. end)` to `out` from `at` on; returns where it ends. */
export function writePostings(
  positions: Positions,
  begin: number,
  end: number,
  size: number,
  out: Uint8Array,
  at: number,
): number {
  switch (formOf(end - begin, size)) {
    case 'gaps':
      return writeGaps(positions, begin, end, size, out, at);
    case 'missing': {
      const missing = missingFrom(positions, begin, end, size);
      return writeGaps(missing, 0, missing.length, size, out, at);
    }
    case 'bitmap':
      return writeBitmap(positions, begin, end, size, out, at);
  }
}

/** Reads `count` positions, written to `bytes` from `at` on, into the front of `target`. */
export function readPostings(
  bytes: Uint8Array,
  at: number,
  count: number,
  size: number,
  target: Uint32Array,
): void {
  switch (formOf(count, size)) {
    case 'gaps':
      readGaps(bytes, at, count, size, target);
      break;
    case 'missing': {
      const missing = new Uint32Array(size - count);
      readGaps(bytes, at, size - count, size, missing);
      target.set(missingFrom(missing, 0, missing.length, size));
      break;
    }
    case 'bitmap':
      readBitmap(bytes, at, size, target);
  }
}

type Form = 'gaps' | 'missing' | 'bitmap';

function formOf(count: number, size: number): Form {
  if (count * 4 <= size) return 'gaps';
  return count * 4 >= size * 3 ? 'missing' : 'bitmap';
}

/** The Rice parameter that is best for `count` positions spread by chance over `size`. */
function riceBits(count: number, size: number): number {
  const typicalGap = (size * 0.69) / Math.max(1, count);
  return typicalGap < 2 ? 0 : 31 - Math.clz32(typicalGap);
}

function maxGapBytes(count: number, size: number): number {
  const low = riceBits(count, size);
  return ((count * (low + 1) + (size >>> low)) >>> 3) + 1;
}

/** A gap is its high part in ones, a zero, and `low` bits. */
function writeGaps(
  positions: Positions,
  begin: number,
  end: number,
  size: number,
  out: Uint8Array,
  start: number,
): number {
  const low = riceBits(end - begin, size);
  const mask = (1 << low) - 1;
  let at = start;
  let pending = 0;
  let bits = 0;
  let next = 0;
  for (let i = begin; i < end; i++) {
    const position = positions[i] as number;
    const gap = position - next;
    next = position + 1;
    let ones = gap >>> low;
    for (; ones >= 8; ones -= 8) {
      pending |= 0xff << bits;
      out[at++] = pending;
      pending >>>= 8;
    }
    pending |= (((gap & mask) << (ones + 1)) | ((1 << ones) - 1)) << bits;
    bits += ones + 1 + low;
    for (; bits >= 8; bits -= 8) {
      out[at++] = pending;
      pending >>>= 8;
    }
  }
  if (bits > 0) out[at++] = pending;
  return at;
}

function readGaps(bytes: Uint8Array, start: number, count: number, size: number, target: Uint32Array): void {
  const low = riceBits(count, size);
  const mask = (1 << low) - 1;
  let at = start;
  let pending = 0;
  let bits = 0;
  let next = 0;
  for (let i = 0; i < count; i++) {
    let ones = 0;
    for (;;) {
      if (bits === 0) {
        pending = bytes[at++] as number;
        bits = 8;
      }
      const run = Math.min(bits, 31 - Math.clz32(~pending & -~pending));
      ones += run;
      pending >>>= run;
      bits -= run;
      if (bits === 0) continue;
      pending >>>= 1;
      bits--;
      break;
    }
    for (; bits < low; bits += 8) pending |= (bytes[at++] as number) << bits;
    next += (ones << low) + (pending & mask);
    pending >>>= low;
    bits -= low;
    target[i] = next++;
  }
}

function writeBitmap(
  positions: Positions,
  begin: number,
  end: number,
  size: number,
  out: Uint8Array,
  at: number,
): number {
  const after = at + ((size + 7) >>> 3);
  out.fill(0, at, after);
  for (let i = begin; i < end; i++) {
    const position = positions[i] as number;
    const byte = at + (position >>> 3);
    out[byte] = (out[byte] as number) | (1 << (position & 7));
  }
  return after;
}

function readBitmap(bytes: Uint8Array, at: number, size: number, target: Uint32Array): void {
  let i = 0;
  for (let first = 0; first < size; first += 8) {
    let byte = bytes[at + (first >>> 3)] as number;
    for (let position = first; byte !== 0; position++, byte >>>= 1) {
      if ((byte & 1) === 1) target[i++] = position;
    }
  }
}

function missingFrom(positions: Positions, begin: number, end: number, size: number): Uint32Array {
  const missing = new Uint32Array(size - (end - begin));
  let i = begin;
  let m = 0;
  for (let position = 0; position < size; position++) {
    if (i < end && positions[i] === position) i++;
    else missing[m++] = position;
  }
  return missing;
}
