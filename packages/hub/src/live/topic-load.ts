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
}

/** A load that holds at most `maxBytes` of frames. */
export function createTopicLoad(since: number | undefined, maxBytes: number): TopicLoad {
  let held: Frame[] = [];
  let heldBytes = 0;
  let isOverrun = false;
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
      if (isOverrun) held = [];
      else held.push(frame);
    },
  };
}
