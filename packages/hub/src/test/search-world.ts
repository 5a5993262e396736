import type { SearchHit } from '@orrery/protocol';
import type { Entry } from '@orrery/transcript';
import { encodeBlock } from '../blocks/block-codec.ts';
import { createIndexer, type Indexer } from '../search/indexer.ts';
import type { BlockRef, NewSegment, SearchStore } from '../search/search-store.ts';
import { createSearcher, type Searcher } from '../search/searcher.ts';

/** A small hub for tests of search: sessions of text entries, cut into blocks, in memory. */
export interface SearchWorld {
  store: SearchStore;
  indexer: Indexer;
  searcher: Searcher;
  /** Appends an entry to a session's open block. */
  append(sessionPk: number, text: string, at: number | null): Entry;
  /** Seals a session's open block; the indexer hears of it unless told otherwise. */
  seal(sessionPk: number, options?: { isHeard: boolean }): void;
  /** Deletes a block, as deleting its session does. */
  deleteBlock(blockId: number): void;
  blockIds(): number[];
  /** Entries that are stored, with the block that holds each. */
  entries(): { entry: Entry; blockId: number; sessionPk: number }[];
  segments(): NewSegment[];
  /** How many payloads were read. */
  payloadReads(): number;
  /** Runs what the indexer put off; returns for how long it was, null when there was nothing. */
  runScheduled(): number | null;
  /** Lets the next segment fail to be stored. */
  failPutSegment(error: Error): void;
  /** Runs once, just before the next segment is stored: what a writer does meanwhile. */
  beforePutSegment(task: () => void): void;
  errors: unknown[];
}

interface Block {
  id: number;
  sessionPk: number;
  entries: Entry[];
  isSealed: boolean;
  coveredSeq: number;
}

export function createSearchWorld(options: { timeLimitMs?: number; now?: () => number } = {}): SearchWorld {
  const blocks = new Map<number, Block>();
  const openBlocks = new Map<number, Block>();
  const seqs = new Map<number, number>();
  const segments = new Map<number, NewSegment>();
  const errors: unknown[] = [];
  let scheduled: { task: () => void; delayMs: number }[] = [];
  let failure: Error | null = null;
  let before: (() => void) | null = null;
  let nextBlock = 1;
  let nextSegment = 1;
  let reads = 0;

  const refOf = ({ id, sessionPk, entries, isSealed }: Block): BlockRef => {
    const times = entries.flatMap(({ at }) => at ?? []);
    const firstAt = times.length > 0 ? Math.min(...times) : 0;
    const lastAt = times.length > 0 ? Math.max(...times) : 0;
    return { id, sessionPk, firstAt, lastAt, lastSeq: entries.at(-1)?.seq ?? 0, isSealed };
  };
  const store: SearchStore = {
    blockPayload(id) {
      reads++;
      const block = blocks.get(id);
      return block && encodeBlock(block.entries, { level: 1 }).payload;
    },
    blockRefs: (ids) => ids.flatMap((id) => blocks.get(id) ?? []).map(refOf),
    looseBlocks: () =>
      [...blocks.values()]
        .filter((block) => block.coveredSeq !== refOf(block).lastSeq)
        .map(refOf)
        .reverse(),
    segments: () =>
      [...segments].map(([id, { level, blockIds }]) => ({
        id,
        level,
        blocks: blockIds.length,
        firstBlock: blockIds[0] ?? 0,
        lastBlock: blockIds.at(-1) ?? 0,
      })),
    segmentBucket: (id, bucket) => segments.get(id)?.buckets.get(bucket),
    putSegment(segment) {
      const meanwhile = before;
      before = null;
      meanwhile?.();
      if (failure !== null) {
        const error = failure;
        failure = null;
        throw error;
      }
      segments.set(nextSegment++, segment);
      for (const id of segment.replaces) segments.delete(id);
      for (const { id, lastSeq } of segment.covered) {
        const block = blocks.get(id);
        if (block) block.coveredSeq = lastSeq;
      }
    },
    sessionLabel: (pk) => ({ id: `session-${pk}`, title: `Title ${pk}`, hostId: 'host', project: 'project' }),
  };
  const indexer = createIndexer(store, {
    schedule: (task, delayMs) => {
      const planned = { task, delayMs };
      scheduled.push(planned);
      return () => {
        scheduled = scheduled.filter((other) => other !== planned);
      };
    },
    onError: (error) => errors.push(error),
  });
  return {
    store,
    indexer,
    searcher: createSearcher(store, {
      now: options.now ?? (() => 0),
      ...(options.timeLimitMs === undefined ? {} : { timeLimitMs: options.timeLimitMs }),
    }),
    errors,
    append(sessionPk, text, at) {
      let block = openBlocks.get(sessionPk);
      if (block === undefined) {
        block = { id: nextBlock++, sessionPk, entries: [], isSealed: false, coveredSeq: 0 };
        openBlocks.set(sessionPk, block);
        blocks.set(block.id, block);
      }
      const seq = (seqs.get(sessionPk) ?? 0) + 1;
      seqs.set(sessionPk, seq);
      const entry = textEntry(`${sessionPk}/${seq}`, seq, text, at);
      block.entries.push(entry);
      return entry;
    },
    seal(sessionPk, { isHeard } = { isHeard: true }) {
      const block = openBlocks.get(sessionPk);
      if (block === undefined) return;
      block.isSealed = true;
      openBlocks.delete(sessionPk);
      if (isHeard) indexer.addSealed(block.id, encodeBlock(block.entries).text.text);
    },
    deleteBlock(blockId) {
      const block = blocks.get(blockId);
      if (block && openBlocks.get(block.sessionPk) === block) openBlocks.delete(block.sessionPk);
      blocks.delete(blockId);
    },
    blockIds: () => [...blocks.keys()],
    entries: () =>
      [...blocks.values()].flatMap(({ id, sessionPk, entries }) =>
        entries.map((entry) => ({ entry, blockId: id, sessionPk })),
      ),
    segments: () => [...segments.values()],
    payloadReads: () => reads,
    runScheduled() {
      const due = scheduled.toSorted((a, b) => a.delayMs - b.delayMs)[0];
      scheduled = scheduled.filter((other) => other !== due);
      due?.task();
      return due?.delayMs ?? null;
    },
    failPutSegment(error) {
      failure = error;
    },
    beforePutSegment(task) {
      before = task;
    },
  };
}

/** All hits of a query, page after page. */
export function searchAll(searcher: Searcher, q: string, limit: number): SearchHit[] {
  const hits: SearchHit[] = [];
  let cursor: string | undefined;
  do {
    const page = searcher.search({ q, limit, ...(cursor === undefined ? {} : { cursor }) });
    hits.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return hits;
}

function textEntry(uuid: string, seq: number, text: string, at: number | null): Entry {
  const parts: Entry['parts'] = [{ type: 'text', text }];
  return { uuid, seq, at, kind: 'prompt', role: 'user', agentId: null, parentUuid: null, parts };
}
