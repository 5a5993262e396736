import type { SealedChannel } from '@orrery/link';
import { type AgentDown, type AgentUp, isDownAllowed, OrreryError, type Welcome } from '@orrery/protocol';
import { WebSocket } from 'ws';
import { createFrameMask, type FrameMask } from './frame-mask.ts';
import { type AgentCredentials, answerChallenge, openHandshake } from './handshake.ts';
import { startHeartbeat } from './heartbeat.ts';
import { parseDown } from './parse-down.ts';
import { provenError, unprovenError } from './refusal.ts';

/** One open connection to the hub that proved its pinned key. Dead once `onClose` came; a new one is made by the link. */
export interface HubConnection {
  readonly welcome: Welcome;
  /** Bytes handed to the socket that the kernel has not taken. */
  readonly bufferedBytes: number;
  send(message: AgentUp): void;
  /** `onWritten`: the kernel has taken it (or the socket is gone). */
  sendFrame(frame: Uint8Array, onWritten: () => void): void;
  close(): void;
}

/** What the owner of a connection hears. `onClose` comes once, last. */
export interface ConnectionEvents {
  onWelcome(connection: HubConnection): void;
  onMessage(message: AgentDown): void;
  onClose(reason: OrreryError): void;
}

export interface ConnectionOptions {
  url: string;
  credentials: AgentCredentials;
  handshakeMs: number;
  heartbeatMs: number;
}

/**
 * Where a connection stands. Only the hub's own proof leads out of `opening`, and only from `linked` on is anything acted
 * on. There is no way around: what does not belong to the state ends the connection.
 */
type Phase =
  | { at: 'opening' }
  | { at: 'proved'; channel: SealedChannel }
  | { at: 'linked'; channel: SealedChannel };

/** A frame from the hub is a manifest page at most. */
const MAX_FRAME_BYTES = 16 * 1024 * 1024;

/** Opens a socket and goes through the handshake. Returns the way to abort it. */
export function openConnection(options: ConnectionOptions, events: ConnectionEvents): () => void {
  const { url, credentials, handshakeMs, heartbeatMs } = options;
  const handshake = openHandshake();
  const frameMask = createFrameMask();
  const socket = new WebSocket(url, {
    // Without it a frame is made, mask and all, in the call that sends it.
    perMessageDeflate: false,
    generateMask: frameMask.next,
    maxPayload: MAX_FRAME_BYTES,
    handshakeTimeout: handshakeMs,
  });
  let phase: Phase = { at: 'opening' };
  let reason: OrreryError | null = null;
  let stopHeartbeat = (): void => undefined;
  const fail = (error: OrreryError): void => {
    reason ??= error;
    socket.terminate();
  };
  const handshakeTimer = setTimeout(
    () => fail(new OrreryError('unavailable', 'The hub did not finish the handshake in time.')),
    handshakeMs,
  );

  const handle = (message: AgentDown): void => {
    if (!isDownAllowed(message.type, phase.at)) throw outOfOrder(message.type);
    if (message.type === 'error') {
      throw phase.at === 'opening' ? unprovenError(message, url) : provenError(message);
    } else if (message.type === 'challenge') {
      const { proof, channel } = answerChallenge(message, handshake, credentials);
      phase = { at: 'proved', channel };
      sendText(socket, channel, proof);
    } else if (message.type === 'welcome' && phase.at === 'proved') {
      clearTimeout(handshakeTimer);
      const { channel } = phase;
      phase = { at: 'linked', channel };
      stopHeartbeat = startHeartbeat(socket, heartbeatMs, fail);
      events.onWelcome(createConnection({ socket, frameMask, channel, welcome: message }));
    } else events.onMessage(message);
  };

  socket.on('open', () => socket.send(JSON.stringify(handshake.hello)));
  socket.on('message', (data, isBinary) => {
    if (reason) return;
    try {
      const message = parseDown(readText(data as Buffer, isBinary, phase), phase.at === 'linked');
      if (message) handle(message);
    } catch (error) {
      fail(
        error instanceof OrreryError ? error : new OrreryError('internal', String(error), { cause: error }),
      );
    }
  });
  socket.on('error', (cause) => {
    reason ??= new OrreryError('unavailable', `The hub cannot be reached: ${cause.message}`, { cause });
  });
  socket.on('close', (code) => {
    clearTimeout(handshakeTimer);
    stopHeartbeat();
    events.onClose(reason ?? new OrreryError('unavailable', `The hub closed the connection (${code}).`));
  });
  return () => fail(new OrreryError('unavailable', 'The agent closed the connection.'));
}

/** In the clear before the hub's proof, sealed after it, never the other way. */
function readText(data: Buffer, isBinary: boolean, phase: Phase): string {
  if (phase.at === 'opening') {
    if (isBinary) throw outOfOrder('sealed');
    return data.toString();
  }
  if (!isBinary) throw new OrreryError('invalid', 'A message came unsealed after the handshake.');
  const { kind, bytes } = phase.channel.open(data);
  if (kind !== 'text') throw outOfOrder(kind);
  return bytes.toString();
}

function outOfOrder(what: string): OrreryError {
  return new OrreryError('invalid', `A ${what} message does not belong here. Nothing was done with it.`);
}

function sendText(socket: WebSocket, channel: SealedChannel, message: AgentUp): void {
  socket.send(channel.seal('text', Buffer.from(JSON.stringify(message))));
}

function createConnection(linked: {
  socket: WebSocket;
  frameMask: FrameMask;
  channel: SealedChannel;
  welcome: Welcome;
}): HubConnection {
  const { socket, frameMask, channel, welcome } = linked;
  return {
    welcome,
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
    send: (message) => sendText(socket, channel, message),
    sendFrame: (frame, onWritten) =>
      frameMask.unmasked(() => socket.send(channel.seal('batch', frame), { binary: true }, onWritten)),
    close: () => socket.terminate(),
  };
}
