import { type Manifest, OrreryError } from '@orrery/protocol';

/** Far more than a machine has: each costs the agent about a kilobyte, so these cost it a quarter of a gigabyte. */
const MAX_NAMES = 250_000;
const MAX_BYTES = 128 * 1024 * 1024;
const MAX_PAGES = 1_000;

type ManifestPage = Pick<Manifest, 'isLast'> & { files: readonly unknown[]; documents: readonly unknown[] };

/** Holds the pages of one connection to what a manifest can be. */
export interface ManifestBounds {
  /** No page may follow. */
  readonly isComplete: boolean;
  /** Throws `invalid` for a page after the last, `tooLarge` for too many or too much. */
  take(page: ManifestPage, bytes: number): void;
}

/** Nothing has come yet. */
export function createManifestBounds(): ManifestBounds {
  let pages = 0;
  let bytes = 0;
  let names = 0;
  let isComplete = false;
  return {
    get isComplete() {
      return isComplete;
    },
    take(page, size) {
      if (isComplete) throw new OrreryError('invalid', 'The hub sent a page of its list after the last one.');
      pages += 1;
      bytes += size;
      names += page.files.length + page.documents.length;
      if (pages > MAX_PAGES || bytes > MAX_BYTES || names > MAX_NAMES)
        throw new OrreryError('tooLarge', 'The hub named more files than this machine can have.');
      isComplete = page.isLast;
    },
  };
}
