/** Lines of one batch are not always written in the order of their times; they are never further apart than this. */
const MAX_INVERSION_MS = 5000;

/**
 * Whether a record happened before what is already known, although it stands later in the file. A clock that was set
 * back is not an inversion: then the file's order counts.
 */
export function isInverted(at: number | null, knownAt: number | null): boolean {
  return at !== null && knownAt !== null && at < knownAt && knownAt - at <= MAX_INVERSION_MS;
}
