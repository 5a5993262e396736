import { OrreryError, type SearchPage, type SearchQuery } from '@orrery/protocol';
import type { ReadStorage } from '../storage/storage.ts';

/** Search over a storage. */
export function createStoreSearch(
  _storage: ReadStorage,
  _now: () => number,
): (query: SearchQuery) => SearchPage {
  return () => {
    throw new OrreryError('unavailable', 'Search is not ready.');
  };
}
