import zlib from 'node:zlib';
import { OrreryError } from '@orrery/protocol';

/** A payload as it travels. */
export interface Compressed {
  encoding: 'zstd' | 'gzip' | 'none';
  payload: Uint8Array;
}

/** Below this, compression costs more than it saves. */
const MIN_BYTES = 256;

/** Level 1: the payload is stored as it is, and higher levels cost more time than they save space here. */
const ZSTD_LEVEL = 1;

/** Compresses in the thread pool: zstd where the runtime has it (Node 22.15 and later), else gzip. */
export function compress(bytes: Uint8Array): Promise<Compressed> {
  if (bytes.length < MIN_BYTES) return Promise.resolve({ encoding: 'none', payload: bytes });
  return typeof zlib.zstdCompress === 'function' ? compressZstd(bytes) : compressGzip(bytes);
}

function compressZstd(bytes: Uint8Array): Promise<Compressed> {
  const params = { [zlib.constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL };
  return new Promise((resolve, reject) => {
    zlib.zstdCompress(bytes, { params }, (error, payload) => {
      if (error) reject(new OrreryError('internal', 'zstd failed.', { cause: error }));
      else resolve({ encoding: 'zstd', payload });
    });
  });
}

function compressGzip(bytes: Uint8Array): Promise<Compressed> {
  return new Promise((resolve, reject) => {
    zlib.gzip(bytes, { level: 1 }, (error, payload) => {
      if (error) reject(new OrreryError('internal', 'gzip failed.', { cause: error }));
      else resolve({ encoding: 'gzip', payload });
    });
  });
}
