/** What of an entry decides which branch it is on. */
export interface BranchLink {
  uuid: string;
  parentUuid: string | null;
  kind?: string | undefined;
  messageId?: string | undefined;
}

/** What may hang beside the branch without being another one. */
const BESIDE: ReadonlySet<string> = new Set(['toolResult', 'system', 'meta', 'unknown', 'malformed']);

/**
 * The uuids on the live branch; what is missing was left behind by a rewind or a retry. It is the leaf and its
 * ancestors; the other blocks of their messages (parallel tool calls fork at each call, and only one arm goes on); and
 * answers and notices that hang under any of these. What is not connected with the branch at all (a page begins, a line
 * is lost, a line has no parent) cannot be judged and counts as live: better a turn too many than one hidden.
 */
export function liveBranch(entries: readonly BranchLink[], leafUuid: string): Set<string> {
  const byUuid = new Map(entries.map((entry) => [entry.uuid, entry]));
  const live = new Set<string>();
  for (let entry = byUuid.get(leafUuid); entry !== undefined && !live.has(entry.uuid); ) {
    live.add(entry.uuid);
    entry = entry.parentUuid === null ? undefined : byUuid.get(entry.parentUuid);
  }
  addMessages(entries, live);
  addBeside(entries, live);
  addUnconnected(entries, byUuid, live);
  return live;
}

function addUnconnected(
  entries: readonly BranchLink[],
  byUuid: ReadonlyMap<string, BranchLink>,
  live: Set<string>,
): void {
  /** Of entries off the branch: whether their ancestors lead to it. */
  const isConnected = new Map<string, boolean>();
  for (const start of entries) {
    const path: string[] = [];
    let entry: BranchLink | undefined = start;
    while (entry !== undefined && !live.has(entry.uuid) && !isConnected.has(entry.uuid)) {
      path.push(entry.uuid);
      // Marked as it goes, so that a circle ends the walk, too.
      isConnected.set(entry.uuid, false);
      entry = entry.parentUuid === null ? undefined : byUuid.get(entry.parentUuid);
    }
    const isLeftBehind = entry !== undefined && (isConnected.get(entry.uuid) ?? true);
    for (const uuid of path) isConnected.set(uuid, isLeftBehind);
  }
  for (const [uuid, isLeftBehind] of isConnected) if (!isLeftBehind) live.add(uuid);
}

function addMessages(entries: readonly BranchLink[], live: Set<string>): void {
  const messages = new Set<string>();
  for (const entry of entries) {
    if (entry.messageId !== undefined && live.has(entry.uuid)) messages.add(entry.messageId);
  }
  for (const entry of entries) {
    if (entry.messageId !== undefined && messages.has(entry.messageId)) live.add(entry.uuid);
  }
}

function addBeside(entries: readonly BranchLink[], live: Set<string>): void {
  const children = new Map<string, BranchLink[]>();
  for (const entry of entries) {
    if (entry.parentUuid === null || !BESIDE.has(entry.kind ?? '') || live.has(entry.uuid)) continue;
    const siblings = children.get(entry.parentUuid);
    if (siblings === undefined) children.set(entry.parentUuid, [entry]);
    else siblings.push(entry);
  }
  const open = [...live];
  for (let uuid = open.pop(); uuid !== undefined; uuid = open.pop()) {
    for (const child of children.get(uuid) ?? []) {
      if (live.has(child.uuid)) continue;
      live.add(child.uuid);
      open.push(child.uuid);
    }
  }
}
