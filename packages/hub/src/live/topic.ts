import { OrreryError } from '@orrery/protocol';
import type { ArchiveChange } from '../archive/archive.ts';
import type { Frame } from './frame.ts';
import { createFrameClock, type FrameClock } from './frame-clock.ts';
import type { Subscriber } from './subscriber.ts';
import { createTopicLoad, type HeldCounters, type TopicLoad } from './topic-load.ts';
import type { TopicSource } from './topic-source.ts';

/** One topic and all who watch it: one serialisation for everybody, nobody waits for the slowest. */
export interface Topic {
  subscribe(subscriber: Subscriber, since: number | undefined): void;
  unsubscribe(subscriber: Subscriber): void;
  /** The socket has drained: a snapshot replaces what was skipped. */
  catchUp(subscriber: Subscriber): void;
  apply(change: ArchiveChange): void;
  readonly size: number;
  close(): void;
}

interface TopicOptions {
  source: TopicSource;
  /** The newest change that was seen before this topic was made. */
  seenSeq: number;
  frameMs: number;
  /** Least time between two loads that a burst asks for. */
  reloadMs: number;
  /** Frames kept for subscribers whose load is under way. More, and they load again. */
  maxHeldBytes: number;
  counters: HeldCounters;
}

/**
 * `loading`: waits for a load. `live`: has everything up to `sentSeq` and gets frames as they come. `stale`: waits for
 * the next load, because what came cannot be told as a delta. `behind`: waits for its own socket.
 */
interface Seat {
  state: 'loading' | 'live' | 'stale' | 'behind';
  sentSeq: number;
}

/** A topic over its source. Subscribers join by a load (snapshot) and go on with frames; `SPEC.md` has the rules. */
export function createTopic(options: TopicOptions): Topic {
  return new SourcedTopic(options);
}

class SourcedTopic implements Topic {
  readonly #source: TopicSource;
  readonly #maxHeldBytes: number;
  readonly #counters: HeldCounters;
  readonly #frames: FrameClock;
  readonly #reloads: FrameClock;
  readonly #seats = new Map<Subscriber, Seat>();
  readonly #loads = new Set<TopicLoad>();
  /** Frames tell everything up to here. */
  #toldSeq: number;
  #pendingSeq: number;
  /** Whoever holds less needs a load. */
  #reloadSeq = 0;

  constructor({ source, seenSeq, frameMs, reloadMs, maxHeldBytes, counters }: TopicOptions) {
    this.#counters = counters;
    this.#source = source;
    this.#maxHeldBytes = maxHeldBytes;
    this.#toldSeq = seenSeq;
    this.#pendingSeq = seenSeq;
    this.#frames = createFrameClock(frameMs, () => this.#flush());
    this.#reloads = createFrameClock(reloadMs, () => this.#reloadStale());
    source.open();
  }

  get size(): number {
    return this.#seats.size;
  }

  subscribe(subscriber: Subscriber, since: number | undefined): void {
    const seat: Seat = { state: 'loading', sentSeq: 0 };
    this.#seats.set(subscriber, seat);
    this.#startLoad(subscriber, seat, since);
  }

  unsubscribe(subscriber: Subscriber): void {
    this.#seats.delete(subscriber);
    for (const load of this.#loads) load.waiting.delete(subscriber);
  }

  catchUp(subscriber: Subscriber): void {
    const seat = this.#seats.get(subscriber);
    if (seat?.state === 'behind') this.#startLoad(subscriber, seat, undefined);
  }

  apply(change: ArchiveChange): void {
    const outcome = this.#source.collect(change);
    if (outcome === 'ignored') return;
    if (outcome === 'collected') {
      this.#pendingSeq = change.seq;
      this.#frames.request();
      return;
    }
    this.#source.drop();
    this.#pendingSeq = change.seq;
    this.#toldSeq = change.seq;
    this.#reloadSeq = change.seq;
    for (const seat of this.#seats.values()) if (seat.state === 'live') seat.state = 'stale';
    this.#reloads.request();
  }

  close(): void {
    this.#frames.stop();
    this.#reloads.stop();
    this.#source.close();
    this.#seats.clear();
    this.#loads.clear();
  }

  #flush(): void {
    // A reload may have told it all meanwhile.
    if (this.#pendingSeq === this.#toldSeq) return;
    const hasListeners =
      this.#loads.size > 0 || [...this.#seats.values()].some(({ state }) => state === 'live');
    if (hasListeners) this.#tell(this.#source.takeDelta(this.#toldSeq, this.#pendingSeq));
    else this.#source.drop();
    this.#toldSeq = this.#pendingSeq;
  }

  #tell(frame: Frame): void {
    for (const load of this.#loads) load.hold(frame);
    for (const [subscriber, seat] of this.#seats) {
      if (seat.state === 'live') this.#deliver(subscriber, seat, frame);
    }
  }

  #deliver(subscriber: Subscriber, seat: Seat, frame: Frame): void {
    if (frame.seq <= seat.sentSeq) return;
    if (frame.from !== null && frame.from > seat.sentSeq) {
      this.#makeStale(seat);
    } else if (subscriber.isBehind()) {
      seat.state = 'behind';
      subscriber.onCut();
    } else {
      seat.sentSeq = frame.seq;
      subscriber.send(frame);
    }
  }

  #makeStale(seat: Seat): void {
    seat.state = 'stale';
    this.#reloads.request();
  }

  #reloadStale(): void {
    for (const [subscriber, seat] of this.#seats) {
      if (seat.state === 'stale') this.#startLoad(subscriber, seat, undefined);
    }
  }

  #startLoad(subscriber: Subscriber, seat: Seat, since: number | undefined): void {
    seat.state = 'loading';
    // A load under way holds every frame since it began, so a latecomer misses nothing by sharing it.
    const shared = [...this.#loads].find((load) => load.since === since && !load.isOverrun);
    if (shared) {
      shared.waiting.add(subscriber);
      return;
    }
    const load = createTopicLoad(since, this.#maxHeldBytes, this.#counters);
    load.waiting.add(subscriber);
    this.#loads.add(load);
    this.#source.load(since).then(
      (frame) => this.#finishLoad(load, frame),
      (error: unknown) => this.#failLoad(load, error),
    );
  }

  #finishLoad(load: TopicLoad, frame: Frame | null): void {
    if (frame === null) {
      this.#failLoad(load, new OrreryError('notFound', 'There is no such session in the archive.'));
      return;
    }
    this.#loads.delete(load);
    for (const subscriber of load.waiting) {
      const seat = this.#seats.get(subscriber);
      if (seat) this.#seatAfterLoad(subscriber, seat, load, frame);
    }
    load.end();
  }

  #seatAfterLoad(subscriber: Subscriber, seat: Seat, load: TopicLoad, frame: Frame): void {
    if (subscriber.isBehind()) {
      // Snapshots are the largest frames of all: whoever asks without reading gets none.
      seat.state = 'behind';
      subscriber.onCut();
      return;
    }
    seat.state = 'live';
    seat.sentSeq = frame.seq;
    subscriber.send(frame);
    for (const held of load.held) if (seat.state === 'live') this.#deliver(subscriber, seat, held);
    // Told while the load ran, and neither in it nor held.
    const hasMissed = load.isOverrun && this.#toldSeq > seat.sentSeq;
    if (seat.state === 'live' && (seat.sentSeq < this.#reloadSeq || hasMissed)) this.#makeStale(seat);
  }

  #failLoad(load: TopicLoad, error: unknown): void {
    this.#loads.delete(load);
    load.end();
    for (const subscriber of load.waiting) {
      if (this.#seats.delete(subscriber)) subscriber.fail(error);
    }
  }
}
