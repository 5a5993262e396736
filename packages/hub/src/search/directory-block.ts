import { DIRECTORY_BUCKET, type DirectoryBlock, decodeDirectory } from '@orrery/search';
import type { BlockRef, SearchStore } from './search-store.ts';

/** What a segment's directory keeps of a block. Times come from transcripts: any number is made a whole one from 0. */
export function toDirectoryBlock({ id, sessionPk, firstAt, lastAt, lastSeq }: BlockRef): DirectoryBlock {
  const first = wholeTime(firstAt);
  return { id, sessionPk, firstAt: first, lastAt: Math.max(first, wholeTime(lastAt)), lastSeq };
}

function wholeTime(at: number): number {
  return Number.isFinite(at) ? Math.min(Math.max(0, Math.floor(at)), Number.MAX_SAFE_INTEGER) : 0;
}

/** The directory of a stored segment. */
export function readDirectory(store: SearchStore, segmentId: number): DirectoryBlock[] {
  const bytes = store.segmentBucket(segmentId, DIRECTORY_BUCKET);
  if (bytes === undefined) throw new Error(`Index segment ${segmentId} has no directory`);
  return decodeDirectory(bytes);
}
