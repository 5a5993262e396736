import type { ServerResponse } from 'node:http';

/** Runs once the answer is out or its client is gone, also when that happened before this call. */
export function whenClosed(answer: ServerResponse, run: () => void): void {
  if (answer.destroyed || answer.closed) run();
  else answer.once('close', run);
}
