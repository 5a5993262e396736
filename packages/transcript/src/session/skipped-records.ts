/** Chained records without an entry that a later record may still name as its parent. */
const MAX_SKIPPED = 32;

/**
 * Keeps the tree whole: attachments and progress records are links of the `parentUuid` chain but no entries, so an
 * entry's parent is moved up to the nearest record that is one.
 */
export interface SkippedRecords {
  skip(uuid: string, parentUuid: string | null): void;
  /** The nearest ancestor that has an entry. */
  parentOf(parentUuid: string | null): string | null;
  save(): [string, string | null][];
}

/** An empty chain, or a saved one. */
export function createSkippedRecords(saved: [string, string | null][] = []): SkippedRecords {
  const parents = new Map<string, string | null>(saved);
  const parentOf = (uuid: string | null): string | null => {
    const parent = uuid === null ? undefined : parents.get(uuid);
    return parent === undefined ? uuid : parent;
  };
  return {
    parentOf,
    skip(uuid, parentUuid) {
      // Resolved at once, so a lookup never walks.
      parents.set(uuid, parentOf(parentUuid));
      const oldest = parents.keys().next().value;
      if (parents.size > MAX_SKIPPED && oldest !== undefined) parents.delete(oldest);
    },
    save: () => [...parents],
  };
}
