import type { EntryDraft } from '@orrery/transcript';
import { openBlock } from '../blocks/block-codec.ts';
import type { Storage } from '../storage/storage.ts';
import type { BlockTail } from './block-tail.ts';

/** Blocks whose uuids are remembered; a block has some ten to hundred. */
const REMEMBERED_BLOCKS = 512;

/** Uuids of sealed blocks, read when they are asked for. */
export interface BlockUuids {
  of(blockId: number): ReadonlySet<string>;
  forget(): void;
}

export function createBlockUuids(storage: Storage): BlockUuids {
  const remembered = new Map<number, ReadonlySet<string>>();
  return {
    of(blockId) {
      const found = remembered.get(blockId);
      if (found) return found;
      const payload = storage.blockPayload(blockId);
      const uuids = new Set(
        payload
          ? openBlock(payload)
              .heads()
              .map((head) => head.uuid)
          : [],
      );
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
  /** Content-hash ids of records without a uuid; gathered when a file is read again. */
  hashIds: Set<string> | null;
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
  if (isReread && draft.uuid.startsWith('line:')) {
    return scope.tail.has(draft.uuid) || hashIdsOf(storage, blockUuids, scope).has(draft.uuid);
  }
  const newest = scope.newest.get(draft.agentId ?? '');
  const at = draft.at ?? 0;
  if (newest === undefined || at > newest) return false;
  if (scope.tail.has(draft.uuid)) return true;
  return storage
    .blocksAt(scope.sessionPk, at)
    .some((block) => block.isSealed && blockUuids.of(block.id).has(draft.uuid));
}

/** A record without a uuid often has no time either, so its time on a second reading says nothing. */
function hashIdsOf(storage: Storage, blockUuids: BlockUuids, scope: ReplayScope): Set<string> {
  if (scope.hashIds) return scope.hashIds;
  const ids = new Set<string>();
  for (const block of storage.blocksBySeq(scope.sessionPk, 0, Number.MAX_SAFE_INTEGER, false)) {
    const uuids = block.isSealed ? blockUuids.of(block.id) : [];
    for (const uuid of uuids) if (uuid.startsWith('line:')) ids.add(uuid);
  }
  scope.hashIds = ids;
  return ids;
}
