/** Runs a task once after a while; gives the way to call it off. Keeps no process alive. */
export function scheduleTimer(task: () => void, delayMs: number): () => void {
  const timer = setTimeout(task, delayMs);
  timer.unref();
  return () => clearTimeout(timer);
}
