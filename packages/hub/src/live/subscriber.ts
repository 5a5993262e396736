import type { Frame } from './frame.ts';

/** Somebody who watches a topic. */
export interface Subscriber {
  send(frame: Frame): void;
  /** The socket has too much unsent: frames are skipped until `catchUp`. */
  isBehind(): boolean;
  /** The subscription is over. */
  fail(error: unknown): void;
  /** Told when frames begin to be skipped. */
  onCut(): void;
}
