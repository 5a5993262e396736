import type { LiveSession, LiveSessions } from '@orrery/protocol';

/** Applies reports of running clients one after the other; those that come meanwhile are made one. */
export interface LiveReportQueue {
  /** Resolves when what was said is applied. */
  push(report: LiveSessions): Promise<void>;
}

type Gone = LiveSessions['gone'][number];

interface Waiting {
  report: LiveSessions;
  done: PromiseWithResolvers<void>;
}

/** `apply` is never called while it runs. */
export function createLiveReportQueue(apply: (report: LiveSessions) => Promise<void>): LiveReportQueue {
  let isBusy = false;
  let waiting: Waiting | null = null;
  const start = async (report: LiveSessions): Promise<void> => {
    isBusy = true;
    try {
      await apply(report);
    } finally {
      isBusy = false;
      const next = waiting;
      waiting = null;
      if (next) start(next.report).then(next.done.resolve, next.done.reject);
    }
  };
  return {
    push(report) {
      if (!isBusy) return start(report);
      if (waiting) waiting.report = mergeReports(waiting.report, report);
      else waiting = { report, done: Promise.withResolvers() };
      return waiting.done.promise;
    },
  };
}

/** One report that says what two say one after the other. */
export function mergeReports(first: LiveSessions, second: LiveSessions): LiveSessions {
  // A full report replaces what was known of running clients. Who went before it is still news.
  const running = new Map<string, LiveSession>();
  if (!second.isFull) for (const session of first.running) running.set(keyOf(session), session);
  for (const gone of second.gone) {
    if (running.get(keyOf(gone))?.sessionId === gone.sessionId) running.delete(keyOf(gone));
  }
  for (const session of second.running) running.set(keyOf(session), session);
  const gone = new Map<string, Gone>();
  for (const each of [...first.gone, ...second.gone]) gone.set(`${keyOf(each)} ${each.sessionId}`, each);
  return {
    type: 'liveSessions',
    isFull: first.isFull || second.isFull,
    running: [...running.values()],
    gone: [...gone.values()],
  };
}

function keyOf({ root, pid }: Pick<LiveSession, 'root' | 'pid'>): string {
  return `${pid} ${root}`;
}
