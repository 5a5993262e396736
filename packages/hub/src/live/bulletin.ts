import type { LiveDown } from '@orrery/protocol';

/** Something short that every page is told without asking: on connecting, unless it is empty, and with every change. */
export interface Bulletin {
  isEmpty(): boolean;
  /** The whole of it, as it is now. */
  message(): LiveDown;
  /** Returns the way to stop it. */
  onChange(listener: () => void): () => void;
}
