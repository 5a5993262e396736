import { OrreryError } from '@orrery/protocol';

/**
 * A place in the order of results: newest first, then larger block, then later in the block. Each hit has one place. It does
 * not move when others are added, but among hits of the same millisecond when the open blocks of its session are joined.
 */
export interface HitPlace {
  at: number;
  blockId: number;
  index: number;
}

/** Before everything. */
export const FIRST_PLACE: HitPlace = { at: Infinity, blockId: Infinity, index: Infinity };

/** The place just before all hits of this moment. */
export function placeBefore(at: number): HitPlace {
  return { at, blockId: Number.MAX_SAFE_INTEGER, index: 0 };
}

/** Negative when `a` comes first. */
export function comparePlaces(a: HitPlace, b: HitPlace): number {
  if (a.at !== b.at) return a.at > b.at ? -1 : 1;
  if (a.blockId !== b.blockId) return a.blockId > b.blockId ? -1 : 1;
  if (a.index !== b.index) return a.index > b.index ? -1 : 1;
  return 0;
}

/** As the outside sees it. */
export function encodeCursor(place: HitPlace): string {
  return `${place.at}.${place.blockId}.${place.index}`;
}

/** Reads what `encodeCursor` made. */
export function parseCursor(cursor: string): HitPlace {
  const numbers = /^(\d{1,16})\.(\d{1,16})\.(\d{1,16})$/.exec(cursor)?.slice(1).map(Number);
  const [at, blockId, index] = numbers ?? [];
  if (at === undefined || blockId === undefined || index === undefined) {
    throw new OrreryError('invalid', 'The cursor is not one that a search gave. Start again without it.');
  }
  return { at, blockId, index };
}
