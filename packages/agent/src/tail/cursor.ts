import type { KnownIdentity } from './file-identity.ts';

/** How far a file has been read or committed, and what its bytes before that looked like. */
export interface Cursor {
  generation: number;
  offset: number;
  /** Null only where nothing before `offset` can or need be checked. */
  identity: KnownIdentity | null;
}

/** Nothing read yet. */
export const freshCursor: Cursor = { generation: 0, offset: 0, identity: null };

/** The file is another one now: read it from its first byte, as a new generation unless nothing of this one was sent. */
export function nextGeneration(cursor: Cursor): Cursor {
  const generation =
    cursor.offset === 0 && cursor.identity === null ? cursor.generation : cursor.generation + 1;
  return { generation, offset: 0, identity: null };
}
