/** Decides when changes go out: the first at once, the next together at the end of the frame. */
export interface FrameClock {
  /** Something is there to send. */
  request(): void;
  stop(): void;
}

/** Calls `flush` at once when the last frame is over, else when it will be; so at most once per `frameMs`. */
export function createFrameClock(frameMs: number, flush: () => void): FrameClock {
  let timer: NodeJS.Timeout | null = null;
  let isWanted = false;
  const tick = () => {
    timer = null;
    if (!isWanted) return;
    isWanted = false;
    timer = setTimeout(tick, frameMs);
    flush();
  };
  return {
    request: () => {
      isWanted = true;
      if (timer === null) tick();
    },
    stop: () => {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      isWanted = false;
    },
  };
}
