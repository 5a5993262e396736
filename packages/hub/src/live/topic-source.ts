import type { ArchiveChange } from '../archive/archive.ts';
import type { Frame } from './frame.ts';

/** What a topic shows and how it changes; `topic.ts` knows nothing of hosts and sessions. */
export interface TopicSource {
  /** Begins to watch, before the first load. */
  open(): void;
  close(): void;
  /** All there is, or with `since` only what changed after it. Null when the topic's subject does not exist. */
  load(since: number | undefined): Promise<Frame | null>;
  /**
   * Takes up a change. `ignored`: it does not concern this topic. `reload`: it cannot be told as a delta, subscribers
   * need a snapshot.
   */
  collect(change: ArchiveChange): 'ignored' | 'collected' | 'reload';
  /** What was collected, as one delta; forgets it. */
  takeDelta(from: number, seq: number): Frame;
  /** Forgets what was collected. */
  drop(): void;
}
