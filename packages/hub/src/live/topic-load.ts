import type { Counters } from '../server/counters.ts';
import type { Frame } from './frame.ts';
import type { Subscriber } from './subscriber.ts';

/** A read of the archive that subscribers wait for, and the frames that were told meanwhile. */
export interface TopicLoad {
  readonly since: number | undefined;
  readonly waiting: Set<Subscriber>;
  /** Frames since the load began; the answer may hold them already or not. */
  readonly held: readonly Frame[];
  /** There were more frames than may be held: whoever waits has to load again. */
  readonly isOverrun: boolean;
  hold(frame: Frame): void;
  /** It is over: what it held is let go. */
  end(): void;
}

/** What is held now, over all loads. */
export type HeldCounters = Pick<Counters, 'liveHeldFrames' | 'liveHeldBytes'>;

/** A load that holds at most `maxBytes` of frames. */
export function createTopicLoad(
  since: number | undefined,
  maxBytes: number,
  counters: HeldCounters,
): TopicLoad {
  let held: Frame[] = [];
  let heldBytes = 0;
  let isOverrun = false;
  const letGo = () => {
    counters.liveHeldFrames -= held.length;
    for (const frame of held) counters.liveHeldBytes -= frame.rest.length;
    held = [];
  };
  return {
    since,
    waiting: new Set(),
    get held() {
      return held;
    },
    get isOverrun() {
      return isOverrun;
    },
    hold: (frame) => {
      heldBytes += frame.rest.length;
      isOverrun ||= heldBytes > maxBytes;
      if (isOverrun) return letGo();
      held.push(frame);
      counters.liveHeldFrames += 1;
      counters.liveHeldBytes += frame.rest.length;
    },
    end: letGo,
  };
}
