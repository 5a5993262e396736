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

/** Without a batch for so long, the stream is given back: more than a megabyte, for nothing. */
const REST_MS = 5_000;

/**
 * One stream for all batches of a while, of which each ends a frame: the one-call functions make a context of a megabyte
 * for every call and leave it to the garbage collector, which keeps some 75 MB of them alive.
 */
function createZstdPacker(): Packer {
  let stream: zlib.ZstdCompress | null = null;
  let timer: NodeJS.Timeout | undefined;
  const rest = (): void => {
    clearTimeout(timer);
    stream?.destroy();
    stream = null;
  };
  return {
    async pack(bytes) {
      if (bytes.length < MIN_BYTES) return copied(bytes);
      clearTimeout(timer);
      stream ??= zlib.createZstdCompress(ZSTD_OPTIONS);
      try {
        const payload = await compressFrame(stream, bytes);
        timer = setTimeout(rest, REST_MS).unref();
        return { encoding: 'zstd', payload };
      } catch (error) {
        rest();
        throw error;
      }
    },
    close: rest,
  };
}

function compressFrame(stream: zlib.ZstdCompress, bytes: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const collect = (chunk: Buffer): void => void chunks.push(chunk);
    const fail = (cause: Error): void => reject(new OrreryError('internal', 'zstd failed.', { cause }));
    stream.on('data', collect).once('error', fail);
    stream.write(bytes);
    stream.flush(zlib.constants.ZSTD_e_end, () => {
      stream.off('data', collect).off('error', fail);
      resolve(Buffer.concat(chunks));
    });
  });
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
