import type { Random } from '../synthetic/random.ts';

/** How long a client takes to end when it is asked to. */
const ENDS_AFTER_MS = { least: 300, most: 1_100 };

/** What a client does with signals. */
export interface SignalTaker {
  take(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void;
  /** Forgets a signal that it has not obeyed yet. */
  close(): void;
}

/** `stop` is called with whether the client may clean up; `isRunning` tells whether the process still is the same one. */
export function createSignalTaker(options: {
  random: Random;
  isRunning: (pid: number) => boolean;
  stop: (isClean: boolean) => void;
}): SignalTaker {
  const { random, isRunning, stop } = options;
  let timer: NodeJS.Timeout | undefined;
  const obey = (pid: number, isClean: boolean): void => {
    // Its script may have ended it meanwhile, and started the next one.
    if (isRunning(pid)) stop(isClean);
  };
  return {
    take: (pid, signal) => {
      clearTimeout(timer);
      if (signal === 'SIGKILL') obey(pid, false);
      else timer = setTimeout(() => obey(pid, true), random.int(ENDS_AFTER_MS.least, ENDS_AFTER_MS.most));
    },
    close: () => clearTimeout(timer),
  };
}
