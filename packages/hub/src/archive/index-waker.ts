import type { RpcClient } from './rpc.ts';
import type { SearcherMethods } from './searcher-methods.ts';

/** Waking more often than this only costs messages: blocks are found without an index too. */
const WAKE_EVERY_MS = 250;

/** Tells the searching thread that there may be work, not more often than is useful. */
export interface IndexWaker {
  wake(): void;
  /** Until `resume` nothing is indexed. */
  pause(): Promise<void>;
  resume(): void;
}

export function createIndexWaker(searcher: RpcClient<SearcherMethods>): IndexWaker {
  let timer: NodeJS.Timeout | undefined;
  let isPaused = false;
  const wakeLater = () => {
    if (isPaused || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      if (!isPaused) searcher.call('wakeIndexer', []).catch(ignoreClosed);
    }, WAKE_EVERY_MS);
    timer.unref();
  };
  return {
    wake: wakeLater,
    async pause() {
      isPaused = true;
      await searcher.call('pauseIndexer', []);
    },
    resume() {
      isPaused = false;
      wakeLater();
    },
  };
}

/** The archive was closed in the meantime. */
function ignoreClosed(): void {}
