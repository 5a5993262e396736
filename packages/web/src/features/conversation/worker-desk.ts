/** The part of a worker that is needed here. */
export interface DeskWorker {
  postMessage(message: unknown): void;
  terminate(): void;
}

/** Has work done beside the page, one piece after the other, each within a time. */
export interface WorkerDesk {
  /** What came of the work; null where it took too long or failed. Never rejects. */
  ask(job: unknown): Promise<unknown>;
  close(): void;
}

interface WorkerDeskOptions {
  createWorker: (onMessage: (data: unknown) => void, onError: () => void) => DeskWorker;
  /** Calls back later; returns how to call it off. */
  after: (delayMs: number, task: () => void) => () => void;
  /** A worker that needs longer for one piece is ended, with all that hangs in it. */
  limitMs: number;
}

interface Piece {
  job: unknown;
  done: (result: unknown) => void;
}

/** A desk whose worker starts with the first piece of work, and anew after one that was ended. */
export function createWorkerDesk({ createWorker, after, limitMs }: WorkerDeskOptions): WorkerDesk {
  const waiting: Piece[] = [];
  let worker: DeskWorker | null = null;
  let current: Piece | null = null;
  let stopTimer = () => {};
  const end = () => {
    worker?.terminate();
    worker = null;
  };
  const settle = (result: unknown) => {
    stopTimer();
    const { done } = current ?? {};
    current = null;
    done?.(result);
    next();
  };
  const fail = () => {
    end();
    settle(null);
  };
  const next = () => {
    if (current !== null) return;
    current = waiting.shift() ?? null;
    if (current === null) return;
    stopTimer = after(limitMs, fail);
    try {
      worker ??= createWorker(settle, fail);
      worker.postMessage(current.job);
    } catch {
      // No worker can be had: what was to be read is shown as it is.
      fail();
    }
  };
  return {
    ask: (job) =>
      new Promise((done) => {
        waiting.push({ job, done });
        next();
      }),
    close() {
      end();
      stopTimer();
      for (const { done } of [...(current === null ? [] : [current]), ...waiting.splice(0)]) done(null);
      current = null;
    },
  };
}
