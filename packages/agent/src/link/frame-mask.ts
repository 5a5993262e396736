import { randomFillSync } from 'node:crypto';

/** The masks of a socket's frames (RFC 6455, 5.3), by which of them is being sent. */
export interface FrameMask {
  /** For the socket: writes the next mask. */
  next(mask: Buffer): void;
  /** Frames that `send` hands to the socket go out as they are. */
  unmasked(send: () => void): void;
}

/**
 * Masks keep somebody who chooses what a client sends from choosing what passes the proxies on its way. Nobody chooses the
 * bytes of a sealed frame: they leave with a mask of zeros, which saves both ends a pass over all that is shipped. What the
 * hub can choose (the answer to a ping) is masked.
 */
export function createFrameMask(): FrameMask {
  let isSealed = false;
  return {
    next: (mask) => {
      if (isSealed) mask.fill(0);
      else randomFillSync(mask);
    },
    unmasked: (send) => {
      isSealed = true;
      try {
        send();
      } finally {
        isSealed = false;
      }
    },
  };
}
