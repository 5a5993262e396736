import { randomUUID } from 'node:crypto';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import type { Archive } from './archive.ts';
import { createLocalArchive } from './local-archive.ts';

export interface MemoryArchiveOptions {
  now?: () => number;
}

/** An archive that lives and dies with the process. Same rules as the one on disk. */
export function createMemoryArchive({ now = Date.now }: MemoryArchiveOptions = {}): Archive {
  return createLocalArchive({ storage: createMemoryStorage(randomUUID()), store: 'memory', now });
}
