import type { Holdable } from './ingest-gate.ts';

interface Pausable {
  pause(): void;
  resume(): void;
}

/** Several reasons to read nothing from one socket: it is read again when none is left. */
export interface SocketHold {
  reason(): Holdable;
}

/** Nothing is held at first. */
export function createSocketHold(socket: Pausable): SocketHold {
  let reasons = 0;
  return {
    reason() {
      let isOn = false;
      return {
        hold() {
          if (isOn) return;
          isOn = true;
          reasons += 1;
          if (reasons === 1) socket.pause();
        },
        release() {
          if (!isOn) return;
          isOn = false;
          reasons -= 1;
          if (reasons === 0) socket.resume();
        },
      };
    },
  };
}
