import { OrreryError } from '@orrery/protocol';
import type { ArchiveChange } from '../archive/archive.ts';
import type { Frame } from './frame.ts';
import { createFrameClock } from './frame-clock.ts';
import type { TopicSource } from './topic-source.ts';

/** Somebody who watches a topic. */
export interface Subscriber {
  send(frame: Frame): void;
  /** The socket has too much unsent: frames are skipped until `catchUp`. */
  isBehind(): boolean;
  /** The subscription is over. */
  fail(error: unknown): void;
  /** Told when frames begin to be skipped. */
  onCut(): void;
}

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
}

/**
 * `loading`: waits for a load. `live`: has everything up to `sentSeq` and gets frames as they come. `stale`: waits for
 * the next load, because what came cannot be told as a delta. `behind`: waits for its own socket.
 */
interface Seat {
  state: 'loading' | 'live' | 'stale' | 'behind';
  sentSeq: number;
}

interface Load {
  since: number | undefined;
  waiting: Set<Subscriber>;
  /** Frames since the load began; it may or may not hold them. */
  held: Frame[];
  heldBytes: number;
  isOverrun: boolean;
}

/** A topic over its source. Subscribers join by a load (snapshot) and go on with frames; `SPEC.md` has the rules. */
export function createTopic({ source, seenSeq, frameMs, reloadMs, maxHeldBytes }: TopicOptions): Topic {
  const seats = new Map<Subscriber, Seat>();
  const loads = new Set<Load>();
  /** Frames tell everything up to here. */
  let toldSeq = seenSeq;
  let pendingSeq = seenSeq;
  /** Whoever holds less needs a load. */
  let reloadSeq = 0;
  const frames = createFrameClock(frameMs, flush);
  const reloads = createFrameClock(reloadMs, () => {
    for (const [subscriber, seat] of seats)
      if (seat.state === 'stale') startLoad(subscriber, seat, undefined);
  });
  source.open();

  function flush(): void {
    if (loads.size === 0 && ![...seats.values()].some(({ state }) => state === 'live')) source.drop();
    else tell(source.takeDelta(toldSeq, pendingSeq));
    toldSeq = pendingSeq;
  }

  function tell(frame: Frame): void {
    for (const load of loads) hold(load, frame, maxHeldBytes);
    for (const [subscriber, seat] of seats) if (seat.state === 'live') deliver(subscriber, seat, frame);
  }

  function deliver(subscriber: Subscriber, seat: Seat, frame: Frame): void {
    if (frame.seq <= seat.sentSeq) return;
    if (frame.from !== null && frame.from > seat.sentSeq) {
      seat.state = 'stale';
      reloads.request();
    } else if (subscriber.isBehind()) {
      seat.state = 'behind';
      subscriber.onCut();
    } else {
      seat.sentSeq = frame.seq;
      subscriber.send(frame);
    }
  }

  function startLoad(subscriber: Subscriber, seat: Seat, since: number | undefined): void {
    seat.state = 'loading';
    for (const load of loads) {
      // A load under way holds every frame since it began, so a latecomer misses nothing by sharing it.
      if (load.since === since && !load.isOverrun) return void load.waiting.add(subscriber);
    }
    const load: Load = { since, waiting: new Set([subscriber]), held: [], heldBytes: 0, isOverrun: false };
    loads.add(load);
    source.load(since).then(
      (frame) => finishLoad(load, frame),
      (error: unknown) => failLoad(load, error),
    );
  }

  function finishLoad(load: Load, frame: Frame | null): void {
    if (frame === null) {
      failLoad(load, new OrreryError('notFound', 'There is no such session in the archive.'));
      return;
    }
    loads.delete(load);
    for (const subscriber of load.waiting) {
      const seat = seats.get(subscriber);
      if (seat) seatAfterLoad(subscriber, seat, load, frame);
    }
  }

  function seatAfterLoad(subscriber: Subscriber, seat: Seat, load: Load, frame: Frame): void {
    seat.state = 'live';
    seat.sentSeq = frame.seq;
    subscriber.send(frame);
    for (const held of load.held) if (seat.state === 'live') deliver(subscriber, seat, held);
    const hasMissed = load.isOverrun ? toldSeq > seat.sentSeq : false;
    if (seat.state !== 'live' || (seat.sentSeq >= reloadSeq && !hasMissed)) return;
    seat.state = 'stale';
    reloads.request();
  }

  function failLoad(load: Load, error: unknown): void {
    loads.delete(load);
    for (const subscriber of load.waiting) {
      if (seats.delete(subscriber)) subscriber.fail(error);
    }
  }

  return {
    get size() {
      return seats.size;
    },
    subscribe: (subscriber, since) => {
      const seat: Seat = { state: 'loading', sentSeq: 0 };
      seats.set(subscriber, seat);
      startLoad(subscriber, seat, since);
    },
    unsubscribe: (subscriber) => {
      seats.delete(subscriber);
      for (const load of loads) load.waiting.delete(subscriber);
    },
    catchUp: (subscriber) => {
      const seat = seats.get(subscriber);
      if (seat?.state === 'behind') startLoad(subscriber, seat, undefined);
    },
    apply: (change) => {
      const outcome = source.collect(change);
      if (outcome === 'ignored') return;
      pendingSeq = change.seq;
      if (outcome === 'collected') return frames.request();
      source.drop();
      toldSeq = change.seq;
      reloadSeq = change.seq;
      for (const seat of seats.values()) if (seat.state === 'live') seat.state = 'stale';
      reloads.request();
    },
    close: () => {
      frames.stop();
      reloads.stop();
      source.close();
      seats.clear();
      loads.clear();
    },
  };
}

function hold(load: Load, frame: Frame, maxHeldBytes: number): void {
  load.heldBytes += frame.rest.length;
  if (load.heldBytes > maxHeldBytes) {
    load.isOverrun = true;
    load.held = [];
  } else {
    load.held.push(frame);
  }
}
