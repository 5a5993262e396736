import { type BitWriter, createBitReader } from './bit-stream.ts';

/** Ascending, below the size of the segment. */
export type Positions = Uint32Array | Uint16Array;

/**
 * A posting list says which of the `size` blocks of a segment hold a gram: ascending positions. Three forms, told apart by
 * how many there are, so that none needs a mark: few (up to a quarter) as Rice-coded gaps, many (from three quarters) as
 * the Rice-coded gaps of the others, the rest as a bit each. All and none take no bytes.
 */
export function writePostings(writer: BitWriter, positions: Positions, size: number): void {
  switch (formOf(positions.length, size)) {
    case 'gaps':
      writeGaps(writer, positions, size);
      break;
    case 'missing':
      writeGaps(writer, missingFrom(positions, size), size);
      break;
    case 'bitmap':
      writeBitmap(writer, positions, size);
  }
  writer.align();
}

/** Reads a list back. `count` is the number of positions that were written. */
export function readPostings(bytes: Uint8Array, count: number, size: number): Uint32Array {
  switch (formOf(count, size)) {
    case 'gaps':
      return readGaps(bytes, count, size);
    case 'missing':
      return missingFrom(readGaps(bytes, size - count, size), size);
    case 'bitmap':
      return readBitmap(bytes, count, size);
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

function writeGaps(writer: BitWriter, positions: Positions, size: number): void {
  const low = riceBits(positions.length, size);
  const mask = (1 << low) - 1;
  let next = 0;
  for (let i = 0; i < positions.length; i++) {
    const gap = (positions[i] as number) - next;
    writer.unary(gap >>> low);
    if (low > 0) writer.bits(gap & mask, low);
    next += gap + 1;
  }
}

function readGaps(bytes: Uint8Array, count: number, size: number): Uint32Array<ArrayBuffer> {
  const low = riceBits(count, size);
  const reader = createBitReader(bytes);
  const positions = new Uint32Array(count);
  let next = 0;
  for (let i = 0; i < count; i++) {
    next += (reader.unary() << low) + (low > 0 ? reader.bits(low) : 0);
    positions[i] = next++;
  }
  return positions;
}

function writeBitmap(writer: BitWriter, positions: Positions, size: number): void {
  let i = 0;
  for (let start = 0; start < size; start += 8) {
    let byte = 0;
    for (; i < positions.length && (positions[i] as number) < start + 8; i++) {
      byte |= 1 << ((positions[i] as number) - start);
    }
    writer.bits(byte, 8);
  }
}

function readBitmap(bytes: Uint8Array, count: number, size: number): Uint32Array<ArrayBuffer> {
  const positions = new Uint32Array(count);
  let i = 0;
  for (let position = 0; position < size && i < count; position++) {
    if (((bytes[position >>> 3] as number) >>> (position & 7)) & 1) positions[i++] = position;
  }
  return positions;
}

function missingFrom(positions: Positions, size: number): Uint32Array<ArrayBuffer> {
  const missing = new Uint32Array(size - positions.length);
  let i = 0;
  let m = 0;
  for (let position = 0; position < size; position++) {
    if (i < positions.length && positions[i] === position) i++;
    else missing[m++] = position;
  }
  return missing;
}
