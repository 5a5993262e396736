/** So many lines leave garbage worth collecting; a turn of a live session never does. */
const BACKLOG_LINES = 5_000;

/** A gap within a backlog is shorter than this. */
const QUIET_MS = 3_000;

export interface TidyOptions {
  /** `global.gc`, where the runtime was started with `--expose-gc`. */
  collect: (() => void) | undefined;
  quietMs?: number;
}

/**
 * Collects garbage once when a backlog is done. The runtime does it by itself only when memory is asked for, which an
 * idle agent never does: the last batches, some 5 MB, would stay for days.
 */
export function createTidier({ collect, quietMs = QUIET_MS }: TidyOptions): (lagLines: number) => void {
  let isDue = false;
  let timer: NodeJS.Timeout | undefined;
  return (lagLines) => {
    if (collect === undefined) return;
    if (lagLines >= BACKLOG_LINES) isDue = true;
    clearTimeout(timer);
    if (!isDue || lagLines > 0) return;
    timer = setTimeout(() => {
      isDue = false;
      collect();
    }, quietMs).unref();
  };
}
