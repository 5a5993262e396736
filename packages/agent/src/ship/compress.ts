import zlib from 'node:zlib';

/** A payload as it travels. */
export interface Compressed {
  encoding: 'zstd' | 'gzip' | 'none';
  payload: Uint8Array;
}

/** Below this, compression costs more than it saves. */
const MIN_BYTES = 256;

/** Level 1: the hub keeps the payload as it is, and higher levels cost more time than they save space here. */
const ZSTD_PARAMS = { [zlib.constants.ZSTD_c_compressionLevel]: 1 };

/**
 * zstd where the runtime has it (Node 22.15 and later), else gzip. In this thread on purpose: a megabyte takes 1 ms,
 * less than the way through the thread pool costs, and one context at a time keeps memory flat.
 */
export function compress(bytes: Uint8Array): Compressed {
  if (bytes.length < MIN_BYTES) return { encoding: 'none', payload: Uint8Array.from(bytes) };
  if (typeof zlib.zstdCompressSync === 'function') {
    return { encoding: 'zstd', payload: zlib.zstdCompressSync(bytes, { params: ZSTD_PARAMS }) };
  }
  return { encoding: 'gzip', payload: zlib.gzipSync(bytes, { level: 1 }) };
}
