/**
 * Order in which files are read. Live files (changed since the agent runs) go first, in turns; history follows, newest
 * first, but gets one turn in `LIVE_TURNS` however busy the live ones are, so no file starves.
 */
export interface ReadQueue<T extends { mtimeMs: number }> {
  readonly size: number;
  pushLive(file: T): void;
  pushHistory(file: T): void;
  /** The file was not finished: to the end of its class. */
  pushBack(file: T, isLive: boolean): void;
  take(): { file: T; isLive: boolean } | null;
  /** Like `take`, of live files only. */
  takeLive(): { file: T; isLive: boolean } | null;
  delete(file: T): void;
  clear(): void;
}

const LIVE_TURNS = 8;

/** An empty queue. */
export function createReadQueue<T extends { mtimeMs: number }>(): ReadQueue<T> {
  const live = new Set<T>();
  let history = new Set<T>();
  let isSorted = true;
  let liveRun = 0;

  const takeFrom = (set: Set<T>): T | null => {
    for (const file of set) {
      set.delete(file);
      return file;
    }
    return null;
  };
  const takeLive = (): { file: T; isLive: boolean } | null => {
    const file = takeFrom(live);
    if (file === null) return null;
    liveRun += 1;
    return { file, isLive: true };
  };
  const takeHistory = (): { file: T; isLive: boolean } | null => {
    if (!isSorted) {
      history = new Set([...history].sort((a, b) => b.mtimeMs - a.mtimeMs));
      isSorted = true;
    }
    const file = takeFrom(history);
    if (file === null) return null;
    liveRun = 0;
    return { file, isLive: false };
  };

  return {
    get size() {
      return live.size + history.size;
    },
    pushLive(file) {
      history.delete(file);
      live.add(file);
    },
    pushHistory(file) {
      if (live.has(file) || history.has(file)) return;
      history.add(file);
      isSorted = false;
    },
    pushBack(file, isLive) {
      if (isLive) live.add(file);
      else if (!live.has(file)) history.add(file);
    },
    take() {
      if (liveRun >= LIVE_TURNS) return takeHistory() ?? takeLive();
      return takeLive() ?? takeHistory();
    },
    takeLive,
    delete(file) {
      live.delete(file);
      history.delete(file);
    },
    clear() {
      live.clear();
      history.clear();
      liveRun = 0;
    },
  };
}
