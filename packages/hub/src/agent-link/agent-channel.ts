import type { SealedChannel } from '@orrery/link';
import type { AgentDown } from '@orrery/protocol';
import type { WebSocket } from 'ws';

/** The sealed way to one agent. */
export interface AgentChannel {
  /** Frames that the other side has not taken. */
  readonly unsentFrames: number;
  /** False when the socket is closing. */
  send(message: AgentDown): boolean;
  /** Waits while much is unsent; resolves also when the socket closes, which `close` handles. */
  sendDrained(message: AgentDown): Promise<void>;
}

/** Above this much unsent, a patient sender waits. */
const HIGH_WATER_BYTES = 4 * 1024 * 1024;

/** Seals what is sent over a socket. */
export function createAgentChannel(socket: WebSocket, sealed: SealedChannel): AgentChannel {
  const seal = (message: AgentDown) => sealed.seal('text', Buffer.from(JSON.stringify(message)));
  const isOpen = () => socket.readyState === socket.OPEN;
  let unsentFrames = 0;
  const sendFrame = (frame: Buffer, onSent?: () => void) => {
    unsentFrames += 1;
    socket.send(frame, () => {
      unsentFrames -= 1;
      onSent?.();
    });
  };
  return {
    get unsentFrames() {
      return unsentFrames;
    },
    send: (message) => {
      if (!isOpen()) return false;
      sendFrame(seal(message));
      return true;
    },
    sendDrained: (message) => {
      if (!isOpen()) return Promise.resolve();
      const frame = seal(message);
      if (socket.bufferedAmount < HIGH_WATER_BYTES) {
        sendFrame(frame);
        return Promise.resolve();
      }
      return new Promise((resolve) => sendFrame(frame, resolve));
    },
  };
}
