/** What of an entry decides which branch it is on. */
export interface BranchLink {
  uuid: string;
  parentUuid: string | null;
}

/**
 * The uuids on the live branch: the leaf and its ancestors, plus answers that hang beside the branch (parallel tool
 * calls fork at each call and only one arm goes on). Rewinds and retries leave the rest behind. An ancestor that is
 * not among the entries ends the walk: what is before a page is not judged.
 */
export function liveBranch(
  entries: readonly (BranchLink & { kind?: string })[],
  leafUuid: string,
): Set<string> {
  const parents = new Map(entries.map((entry) => [entry.uuid, entry.parentUuid]));
  const live = new Set<string>();
  for (
    let uuid: string | null = leafUuid;
    uuid !== null && !live.has(uuid);
    uuid = parents.get(uuid) ?? null
  ) {
    if (!parents.has(uuid)) break;
    live.add(uuid);
  }
  for (const entry of entries) {
    const isAnswer = entry.kind === 'toolResult' && entry.parentUuid !== null && live.has(entry.parentUuid);
    if (isAnswer) live.add(entry.uuid);
  }
  return live;
}
