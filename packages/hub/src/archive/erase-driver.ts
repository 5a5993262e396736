import type { EraseStep } from '../ingest/eraser.ts';

/** Between two steps: commits and pages that wait go first. */
const PAUSE_MS = 3;

/** Until something is tried again that somebody else holds up. */
const LATER_MS = 500;

/** After a failure (a full disk): the removal begins again with what is left. */
const FAILED_MS = 10_000;

interface EraseDriverOptions {
  /** The next piece of what is to be deleted. */
  step: () => EraseStep | Promise<EraseStep>;
  /** The next piece of what the search index has of it. False when nothing is left. */
  purgeIndex: () => boolean | Promise<boolean>;
  schedule: (task: () => void, delayMs: number) => () => void;
  onError: (error: unknown) => void;
}

/** Drives removals to their end, piece by piece. The one owner of their timer. */
export interface EraseDriver {
  /** Something was removed. Call it once at the start, for what a crash left. */
  wake(): void;
  close(): void;
}

export function createEraseDriver({ step, purgeIndex, schedule, onError }: EraseDriverOptions): EraseDriver {
  let cancel: (() => void) | null = null;
  let isRunning = false;
  let isClosed = false;
  let isWoken = false;
  let isPurging = false;

  const planIn = (delayMs: number) => {
    if (!isClosed) cancel = schedule(() => void run(), delayMs);
  };
  const next = async (): Promise<EraseStep> => {
    if (isPurging) {
      isPurging = await purgeIndex();
      return 'more';
    }
    const outcome = await step();
    isPurging = outcome === 'index';
    return outcome;
  };
  const run = async () => {
    cancel = null;
    isRunning = true;
    isWoken = false;
    let delayMs = PAUSE_MS;
    let isOver = false;
    try {
      const outcome = await next();
      isOver = outcome === 'none';
      if (outcome === 'later') delayMs = LATER_MS;
    } catch (error) {
      isPurging = false;
      delayMs = FAILED_MS;
      if (!isClosed) onError(error);
    }
    isRunning = false;
    if (!isOver || isWoken) planIn(delayMs);
  };
  return {
    wake() {
      isWoken = true;
      if (!isRunning && cancel === null) planIn(0);
    },
    close() {
      isClosed = true;
      cancel?.();
      cancel = null;
    },
  };
}
