import { createHash } from 'node:crypto';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { ChunkRow } from '../storage/rows.ts';

/** Lines of a stored chunk, decompressed: exactly bytes [start, end) of its generation. */
export function chunkLines(chunk: ChunkRow): Uint8Array {
  const size = chunk.end - chunk.payloadStart;
  return inflatePayload(chunk.encoding, chunk.payload, size).subarray(chunk.start - chunk.payloadStart);
}

/** The smallest that zlib takes. */
const MIN_CHUNK_BYTES = 64;

/** Decompresses a payload that must become `size` bytes; throws when it does not decompress or would be larger. */
export function inflatePayload(
  encoding: ChunkRow['encoding'],
  payload: Uint8Array,
  size: number,
): Uint8Array {
  // A frame of a few bytes could else ask for gigabytes. One output buffer instead of many small ones, with room for a
  // byte too many, so that what is too long is told from what fits.
  const options = { maxOutputLength: size + 1, chunkSize: Math.max(size + 1, MIN_CHUNK_BYTES) };
  switch (encoding) {
    case 'zstd':
      return zstdDecompressSync(payload, options);
    case 'gzip':
      return gunzipSync(payload, options);
    case 'none':
      return payload;
    case 'skipped':
      return new Uint8Array(0);
  }
}

/** The bytes of a batch when they are what the header says; null when hash or length do not fit. */
export function verifiedLines(
  header: { encoding: ChunkRow['encoding']; start: number; end: number; sha256: string },
  payload: Uint8Array,
): Uint8Array | null {
  if (header.encoding === 'skipped') return new Uint8Array(0);
  const size = header.end - header.start;
  const lines = inflateOrNull(header.encoding, payload, size);
  if (lines === null || lines.length !== size) return null;
  return createHash('sha256').update(lines).digest('hex') === header.sha256 ? lines : null;
}

function inflateOrNull(encoding: ChunkRow['encoding'], payload: Uint8Array, size: number): Uint8Array | null {
  try {
    return inflatePayload(encoding, payload, size);
  } catch {
    // Damaged on the way: the caller refuses the batch and the agent sends it again.
    return null;
  }
}
