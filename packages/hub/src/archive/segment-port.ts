import type { MessagePort } from 'node:worker_threads';
import { OrreryError } from '@orrery/protocol';
import type { NewSegment, SearchStore } from '../search/search-store.ts';

/** A segment on its way to the writer, and where the sender sleeps until it is stored. */
interface SegmentMessage {
  segment: NewSegment;
  /** One of the four below. */
  outcome: Int32Array<SharedArrayBuffer>;
}

const UNDER_WAY = 0;
const STORED = 1;
const FAILED = 2;
const ABANDONED = 3;

/** Longer than any run of commits; the writer answers between two of them. */
const PATIENCE_MS = 60_000;

/**
 * Gives a reading store the one writing function that the indexer needs: the writer's thread stores the segment while this
 * thread sleeps. So there is one writer, and no two connections compete for the database's lock.
 */
export function withSegmentPort(store: SearchStore, port: MessagePort): SearchStore {
  return {
    ...store,
    putSegment(segment) {
      const outcome = new Int32Array(new SharedArrayBuffer(4));
      // Some ten megabytes: handed over, not copied.
      const memory = [...segment.buckets.values()].map((bytes) => bytes.buffer);
      port.postMessage({ segment, outcome } satisfies SegmentMessage, memory);
      Atomics.wait(outcome, 0, 0, PATIENCE_MS);
      Atomics.compareExchange(outcome, 0, UNDER_WAY, ABANDONED);
      if (outcome[0] === STORED) return;
      throw new OrreryError(
        'unavailable',
        'A part of the search index could not be stored. It is made again later.',
      );
    },
  };
}

/** The writer's side. */
export function serveSegments(store: SearchStore, port: MessagePort): void {
  port.on('message', ({ segment, outcome }: SegmentMessage) => {
    // The sender gave up and will make it again: stored now, it would be there twice.
    if (Atomics.load(outcome, 0) === ABANDONED) return;
    try {
      store.putSegment(segment);
      outcome[0] = STORED;
    } catch {
      // The indexer's thread tells of it; here nothing was written.
      outcome[0] = FAILED;
    }
    Atomics.notify(outcome, 0);
  });
}
