/** A launcher often passes on the signal that the terminal has sent to the whole group: that is one wish, not two. */
const SAME_WISH_MS = 1_000;

/** Resolves with the first signal that asks this process to end; a later one ends it at once. */
export function untilSignal(): Promise<NodeJS.Signals> {
  const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  return new Promise((resolve) => {
    let firstAt: number | null = null;
    for (const signal of signals) {
      process.on(signal, () => {
        if (firstAt !== null && performance.now() - firstAt > SAME_WISH_MS)
          process.exit(signal === 'SIGINT' ? 130 : 143);
        firstAt ??= performance.now();
        resolve(signal);
      });
    }
  });
}
