import type { EntryDraft } from '@orrery/transcript';
import { openBlock } from '../blocks/block-codec.ts';
import type { Storage } from '../storage/storage.ts';
import type { BlockTail } from './block-tail.ts';

/** Blocks whose uuids are remembered; a block has some ten to hundred. */
const REMEMBERED_BLOCKS = 512;

/** Uuids of a sealed block. */
interface UuidsOfBlock {
  all: ReadonlySet<string>;
  /** Those of records whose time says nothing: see `isTimeless`. */
  timeless: readonly string[];
}

/** Uuids of sealed blocks, read when they are asked for. */
export interface BlockUuids {
  of(blockId: number): UuidsOfBlock;
  forget(): void;
}

export function createBlockUuids(storage: Storage): BlockUuids {
  const remembered = new Map<number, UuidsOfBlock>();
  return {
    of(blockId) {
      const found = remembered.get(blockId);
      if (found) return found;
      const payload = storage.blockPayload(blockId);
      const heads = payload ? openBlock(payload).heads() : [];
      const uuids = {
        all: new Set(heads.map((head) => head.uuid)),
        timeless: heads.filter(isTimeless).map((head) => head.uuid),
      };
      remembered.set(blockId, uuids);
      const oldest = remembered.keys().next();
      if (remembered.size > REMEMBERED_BLOCKS && !oldest.done) remembered.delete(oldest.value);
      return uuids;
    },
    forget: () => remembered.clear(),
  };
}

/** What the detector knows of one session. */
export interface ReplayScope {
  sessionPk: number;
  tail: BlockTail;
  /** Newest time of each thread (agent id, or '' for the main thread). */
  newest: ReadonlyMap<string, number>;
  /** Ids of records whose time says nothing; gathered when the first of them is looked up. */
  timelessIds: Set<string> | null;
}

/**
 * Whether the time of a record does not tell where a repeat of it would be: one without a uuid often has none, and one that
 * was wrong is held to the time at which the hub got it, which is another at every reading.
 */
function isTimeless({
  uuid,
  isTimeWrong,
}: Pick<EntryDraft, 'uuid'> & { isTimeWrong?: boolean | undefined }): boolean {
  return uuid.startsWith('line:') || isTimeWrong === true;
}

/**
 * Tells an entry that the session has already. A client writes newer and newer records, so one that is newer than its
 * thread's newest cannot be a repeat; for the others only the blocks around their time are looked up.
 */
export function isReplay(
  storage: Storage,
  blockUuids: BlockUuids,
  scope: ReplayScope,
  draft: EntryDraft,
  isReread: boolean,
): boolean {
  if (draft.isTimeWrong || (isReread && isTimeless(draft))) {
    return scope.tail.has(draft.uuid) || timelessIdsOf(storage, blockUuids, scope).has(draft.uuid);
  }
  const newest = scope.newest.get(draft.agentId ?? '');
  const at = draft.at ?? 0;
  if (newest === undefined || at > newest) return false;
  if (scope.tail.has(draft.uuid)) return true;
  return storage
    .blocksAt(scope.sessionPk, at)
    .some((block) => block.isSealed && blockUuids.of(block.id).all.has(draft.uuid));
}

function timelessIdsOf(storage: Storage, blockUuids: BlockUuids, scope: ReplayScope): Set<string> {
  if (scope.timelessIds) return scope.timelessIds;
  const ids = new Set<string>();
  for (const block of storage.blocksBySeq(scope.sessionPk, 0, Number.MAX_SAFE_INTEGER, false)) {
    if (!block.isSealed) continue;
    for (const uuid of blockUuids.of(block.id).timeless) ids.add(uuid);
  }
  scope.timelessIds = ids;
  return ids;
}
