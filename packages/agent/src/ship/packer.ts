import zlib from 'node:zlib';
import { OrreryError } from '@orrery/protocol';

/** A payload as it travels. */
export interface Packed {
  encoding: 'zstd' | 'gzip' | 'none' | 'skipped';
  payload: Uint8Array;
}

/** Compresses batches, one after the other. The result never shares memory with the input. */
export interface Packer {
  pack(bytes: Uint8Array): Promise<Packed>;
  close(): void;
}

/** Below this, compression costs more than it saves. */
const MIN_BYTES = 256;

/** zstd where the runtime has it (Node 22.15 and later), else gzip. */
export function createPacker(): Packer {
  return typeof zlib.createZstdCompress === 'function' ? createZstdPacker() : createGzipPacker();
}

/** Level 1: the hub keeps the payload as it is, and higher levels cost more time than they save space here. */
const ZSTD_OPTIONS = {
  params: { [zlib.constants.ZSTD_c_compressionLevel]: 1 },
  chunkSize: 64 * 1024,
};

/**
 * One stream for all batches, of which each ends a frame: the one-call functions make a context of a megabyte for every
 * call and leave it to the garbage collector, which keeps some 75 MB of them alive.
 */
function createZstdPacker(): Packer {
  const stream = zlib.createZstdCompress(ZSTD_OPTIONS);
  let chunks: Buffer[] = [];
  let fail: (error: OrreryError) => void = () => undefined;
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('error', (cause) => fail(new OrreryError('internal', 'zstd failed.', { cause })));
  return {
    pack(bytes) {
      if (bytes.length < MIN_BYTES) return Promise.resolve(copied(bytes));
      return new Promise((resolve, reject) => {
        fail = reject;
        stream.write(bytes);
        stream.flush(zlib.constants.ZSTD_e_end, () => {
          const payload = Buffer.concat(chunks);
          chunks = [];
          resolve({ encoding: 'zstd', payload });
        });
      });
    },
    close: () => stream.destroy(),
  };
}

function createGzipPacker(): Packer {
  const pack = (bytes: Uint8Array): Packed =>
    bytes.length < MIN_BYTES
      ? copied(bytes)
      : { encoding: 'gzip', payload: zlib.gzipSync(bytes, { level: 1 }) };
  return { pack: (bytes) => Promise.resolve(pack(bytes)), close: () => undefined };
}

function copied(bytes: Uint8Array): Packed {
  return { encoding: 'none', payload: Uint8Array.from(bytes) };
}
