import { createHash } from 'node:crypto';
import zlib from 'node:zlib';
import type { Ack, BatchHeader, CommittedFile, Document } from '@orrery/protocol';

interface StoredFile {
  root: string;
  path: string;
  generation: number;
  identity: CommittedFile['identity'];
  /** Bytes of every generation, in order. */
  generations: Map<number, Buffer[]>;
}

/** What a hub keeps of one host: the committed-offset rule and nothing else. Survives a hub restart in tests. */
export class HubStore {
  readonly files = new Map<string, StoredFile>();
  readonly documents = new Map<string, Document>();
  /** Ranges that came as `skipped`. */
  readonly skipped: { path: string; start: number; end: number }[] = [];
  /** Bytes that came again and were trimmed or refused. */
  repeatedBytes = 0;

  commit(header: BatchHeader, payload: Uint8Array): Ack {
    const key = `${header.root}\0${header.path}`;
    const file = this.files.get(key);
    const answer = (generation: number, committed: number, outcome: Ack['outcome']): Ack => ({
      type: 'ack',
      root: header.root,
      path: header.path,
      generation,
      committed,
      outcome,
    });
    const committed = file ? this.#lengthOf(file, file.generation) : 0;
    const generation = file?.generation ?? 0;
    const isNew = !file || header.generation > generation;
    if (isNew ? header.start !== 0 : header.generation < generation || header.start > committed) {
      return answer(generation, committed, 'refused');
    }
    const bytes = decode(header, payload);
    if (bytes === null) return answer(generation, committed, 'refused');
    if (header.encoding === 'skipped') {
      this.skipped.push({ path: header.path, start: header.start, end: header.end });
    }
    const target = file ?? {
      root: header.root,
      path: header.path,
      generation: header.generation,
      identity: header.identity,
      generations: new Map<number, Buffer[]>(),
    };
    this.files.set(key, target);
    const already = isNew ? 0 : committed;
    this.repeatedBytes += Math.max(0, Math.min(already, header.end) - header.start);
    if (header.end <= already) return answer(target.generation, already, 'committed');
    target.generation = header.generation;
    target.identity = header.identity;
    const chunks = target.generations.get(header.generation) ?? [];
    chunks.push(bytes.subarray(already - header.start));
    target.generations.set(header.generation, chunks);
    return answer(target.generation, header.end, 'committed');
  }

  /** The answer to a batch that was not stored. */
  refuse({ root, path }: BatchHeader): Ack {
    const file = this.files.get(`${root}\0${path}`);
    const generation = file?.generation ?? 0;
    const committed = file ? this.#lengthOf(file, generation) : 0;
    return { type: 'ack', root, path, generation, committed, outcome: 'refused' };
  }

  manifest(): CommittedFile[] {
    return [...this.files.values()].map((file) => ({
      root: file.root,
      path: file.path,
      generation: file.generation,
      committed: this.#lengthOf(file, file.generation),
      identity: file.identity,
    }));
  }

  /** Bytes of one generation, the newest by default. */
  bytesOf(root: string, path: string, generation?: number): Buffer {
    const file = this.files.get(`${root}\0${path}`);
    return Buffer.concat(file?.generations.get(generation ?? file.generation) ?? []);
  }

  generationOf(root: string, path: string): number | null {
    return this.files.get(`${root}\0${path}`)?.generation ?? null;
  }

  /** A copy as of now: an older backup. */
  backup(): HubStore {
    const copy = new HubStore();
    for (const [key, file] of this.files) {
      const generations = new Map([...file.generations].map(([id, chunks]) => [id, [...chunks]]));
      copy.files.set(key, { ...file, generations });
    }
    for (const [key, document] of this.documents) copy.documents.set(key, document);
    return copy;
  }

  #lengthOf(file: StoredFile, generation: number): number {
    return (file.generations.get(generation) ?? []).reduce((sum, chunk) => sum + chunk.length, 0);
  }
}

/** The payload's bytes; a skipped line stands as zeros. Null where they do not fit their hash or range. */
function decode(header: BatchHeader, payload: Uint8Array): Buffer | null {
  if (header.encoding === 'skipped') return Buffer.alloc(header.end - header.start);
  const bytes = unpack(header.encoding, payload);
  const hash = createHash('sha256').update(bytes).digest('hex');
  return hash === header.sha256 && bytes.length === header.end - header.start ? bytes : null;
}

function unpack(encoding: 'zstd' | 'gzip' | 'none', payload: Uint8Array): Buffer {
  if (encoding === 'zstd') return zlib.zstdDecompressSync(payload);
  return encoding === 'gzip' ? zlib.gunzipSync(payload) : Buffer.from(payload);
}
