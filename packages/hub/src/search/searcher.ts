import type { SearchHit, SearchPage, SearchQuery } from '@orrery/protocol';
import {
  createMatcher,
  createSnippet,
  type DirectoryBlock,
  type Matcher,
  matchEntries,
  parseQuery,
  planGrams,
} from '@orrery/search';
import type { EntryHead, OpenBlock } from '../blocks/block-codec.ts';
import { type BlockCache, createBlockCache } from './block-cache.ts';
import { type BucketCache, createBucketCache } from './bucket-cache.ts';
import {
  type Candidate,
  type CandidateQueue,
  looseQueue,
  readSegmentIndex,
  type SegmentIndex,
  segmentQueue,
} from './candidate-blocks.ts';
import { toDirectoryBlock } from './directory-block.ts';
import {
  comparePlaces,
  encodeCursor,
  FIRST_PLACE,
  type HitPlace,
  parseCursor,
  placeBefore,
} from './search-cursor.ts';
import type { SearchStore, SegmentRef } from './search-store.ts';

/** Answers search queries from one connection. Call `search` inside one read transaction: segments are replaced by merges. */
export interface Searcher {
  search(query: SearchQuery): SearchPage;
  /** Forgets what it remembers of blocks and segments: after a reindex their numbers may mean others. */
  reset(): void;
}

export interface SearcherOptions {
  /** Monotonic milliseconds. */
  now: () => number;
  /** A page that is not full by then ends early, and its cursor goes on from there. */
  timeLimitMs?: number;
  /** Unpacked open blocks that are kept for the next query, and as much again for sealed ones. */
  cacheBytes?: number;
}

const TIME_LIMIT_MS = 250;
const CACHE_BYTES = 16 * 1024 * 1024;
/** A query reads some hundred KB of the index. */
const BUCKET_CACHE_BYTES = 6 * 1024 * 1024;

interface Hit extends HitPlace {
  candidate: Candidate;
}

/** One search: what is wanted and what was found up to now. */
interface Search {
  matcher: Matcher;
  after: HitPlace;
  limit: number;
  /** In order, at most one more than the page takes. */
  hits: Hit[];
}

/** Newest first: blocks are opened by their newest entry, and a hit counts once no block to come can hold a newer one. */
export function createSearcher(store: SearchStore, options: SearcherOptions): Searcher {
  const timeLimitMs = options.timeLimitMs ?? TIME_LIMIT_MS;
  const cacheBytes = options.cacheBytes ?? CACHE_BYTES;
  let segmentsRead = 0;
  let caches = createCaches(store, cacheBytes);

  const open = (candidate: Candidate): OpenBlock | undefined =>
    (candidate.isLoose ? caches.loose : caches.sealed).open(candidate.id, candidate.lastSeq, (id) =>
      store.blockPayload(id),
    );

  const queuesOf = (search: Search): CandidateQueue[] => {
    const { matcher, after } = search;
    const skip = (block: DirectoryBlock): boolean => block.firstAt > after.at;
    const loose = store.looseBlocks();
    const looseIds = new Set(loose.map((block) => block.id));
    const slots = matcher.required.flatMap(planGrams);
    const segments = segmentIndexes(store, caches.segments, () => ++segmentsRead);
    return [
      looseQueue(
        loose.map((ref) => ({ ...toDirectoryBlock(ref), isLoose: true })).filter((block) => !skip(block)),
      ),
      ...segments.map((index) =>
        segmentQueue(caches.buckets, index, slots, (block) => skip(block) || looseIds.has(block.id)),
      ),
    ];
  };

  return {
    search(query) {
      const startedAt = options.now();
      const search: Search = {
        matcher: createMatcher(parseQuery(query.q)),
        after: query.cursor === undefined ? FIRST_PLACE : parseCursor(query.cursor),
        limit: query.limit,
        hits: [],
      };
      const isOverTime = (): boolean => options.now() - startedAt > timeLimitMs;
      const reached =
        search.matcher.required.length > 0 ? collect(search, queuesOf(search), open, isOverTime) : null;
      return {
        ...pageOf(search, reached, (hits) => describe(store, search.matcher, hits, open)),
        tookMs: options.now() - startedAt,
      };
    },
    reset() {
      caches = createCaches(store, cacheBytes);
    },
  };
}

interface Caches {
  loose: BlockCache;
  sealed: BlockCache;
  segments: Map<string, SegmentIndex>;
  buckets: BucketCache;
}

function createCaches(store: SearchStore, bytes: number): Caches {
  return {
    loose: createBlockCache(bytes),
    sealed: createBlockCache(bytes),
    segments: new Map(),
    buckets: createBucketCache(store, BUCKET_CACHE_BYTES),
  };
}

function segmentIndexes(
  store: SearchStore,
  known: Map<string, SegmentIndex>,
  nextSerial: () => number,
): SegmentIndex[] {
  const key = (ref: SegmentRef): string =>
    `${ref.id}:${ref.level}:${ref.firstBlock}:${ref.lastBlock}:${ref.blocks}`;
  const refs = store.segments();
  const current = refs.map((ref) => known.get(key(ref)) ?? readSegmentIndex(store, ref, nextSerial()));
  known.clear();
  for (const index of current) known.set(key(index.ref), index);
  return current;
}

/**
 * Opens candidates until the page is certain. Returns how far back it came when time ran out (everything newer is found),
 * null when it ended by itself.
 */
function collect(
  search: Search,
  queues: readonly CandidateQueue[],
  open: (candidate: Candidate) => OpenBlock | undefined,
  isOverTime: () => boolean,
): number | null {
  // A block that was indexed while it was open may be in two segments.
  const opened = new Set<number>();
  for (;;) {
    const queue = newest(queues);
    const bound = queue?.bound() ?? null;
    if (queue === null || bound === null) return null;
    const last = search.hits[search.limit];
    if (last !== undefined && last.at > bound) return null;
    // A page must come further back than the one before it, or the same blocks would be read for ever.
    if (isOverTime() && bound < search.after.at) return bound;
    const candidate = queue.next();
    if (candidate === undefined || opened.has(candidate.id)) continue;
    opened.add(candidate.id);
    const block = open(candidate);
    if (block) addHits(search, candidate, block);
  }
}

function newest(queues: readonly CandidateQueue[]): CandidateQueue | null {
  let best: CandidateQueue | null = null;
  let bestBound = -Infinity;
  for (const queue of queues) {
    const bound = queue.bound();
    if (bound !== null && bound > bestBound) {
      best = queue;
      bestBound = bound;
    }
  }
  return best;
}

function addHits(search: Search, candidate: Candidate, block: OpenBlock): void {
  const { hits, after, limit } = search;
  const before = hits.length;
  for (const index of matchEntries(search.matcher, block.text, block.starts)) {
    const hit = { at: placeTime(block.times[index], candidate), blockId: candidate.id, index, candidate };
    if (comparePlaces(after, hit) < 0) hits.push(hit);
  }
  if (hits.length === before) return;
  hits.sort(comparePlaces);
  hits.splice(limit + 1);
}

/** An entry without a time, or with one outside of what its block is listed with, is placed at the block's edge. */
function placeTime(at: number | undefined, { firstAt, lastAt }: Candidate): number {
  return at === undefined || Number.isNaN(at) ? firstAt : Math.min(Math.max(at, firstAt), lastAt);
}

function pageOf(
  { hits, limit }: Search,
  reached: number | null,
  items: (hits: readonly Hit[]) => SearchHit[],
): Omit<SearchPage, 'tookMs'> {
  const certain = reached === null ? hits : hits.filter((hit) => hit.at > reached);
  const shown = certain.slice(0, limit);
  const last = shown.at(-1);
  if (certain.length > limit && last)
    return { items: items(shown), nextCursor: encodeCursor(last), isComplete: true };
  return {
    items: items(shown),
    nextCursor: reached === null ? null : encodeCursor(placeBefore(reached)),
    isComplete: reached === null,
  };
}

function describe(
  store: SearchStore,
  matcher: Matcher,
  hits: readonly Hit[],
  open: (candidate: Candidate) => OpenBlock | undefined,
): SearchHit[] {
  const heads = new Map<number, EntryHead[]>();
  const labels = new Map<number, ReturnType<SearchStore['sessionLabel']>>();
  return hits.flatMap(({ candidate, index }) => {
    const block = open(candidate);
    if (block === undefined) return [];
    const head = remembered(heads, candidate.id, () => block.heads())[index];
    if (head === undefined) throw new Error(`Block ${candidate.id} lacks the entry that was found in it`);
    const { id: sessionId, ...label } = remembered(labels, candidate.sessionPk, (pk) =>
      store.sessionLabel(pk),
    );
    // Its session was deleted after the block was read.
    if (sessionId === '') return [];
    const at = block.times[index] ?? Number.NaN;
    const text = block.text.subarray(block.starts[index], block.starts[index + 1]);
    const snippet = createSnippet(matcher, text, (bytes) =>
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(),
    );
    const { uuid, seq, role, kind, agentId } = head;
    return { sessionId, uuid, seq, at: Number.isNaN(at) ? null : at, role, kind, agentId, snippet, ...label };
  });
}

function remembered<K, V>(map: Map<K, V>, key: K, make: (key: K) => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make(key);
  map.set(key, made);
  return made;
}
