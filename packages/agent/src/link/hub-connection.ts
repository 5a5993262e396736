import { createBoundedSender, guardControlFrames, type SealedChannel } from '@orrery/link';
import { type AgentDown, type AgentUp, isDownAllowed, OrreryError, type Welcome } from '@orrery/protocol';
import { WebSocket } from 'ws';
import { createFrameMask, type FrameMask } from './frame-mask.ts';
import { type AgentCredentials, answerChallenge, openHandshake } from './handshake.ts';
import { type Heartbeat, startHeartbeat } from './heartbeat.ts';
import { describeSocketFailure, unprovenFailure } from './link-failures.ts';
import { createManifestBounds } from './manifest-bounds.ts';
import { parseDown } from './parse-down.ts';
import { createReadingShare } from './reading-share.ts';
import { provenError, unprovenError } from './refusal.ts';

/** One open connection to the hub that proved its pinned key. Dead once `onClose` came; a new one is made by the link. */
export interface HubConnection {
  readonly welcome: Welcome;
  /** Bytes handed to the socket that the kernel has not taken. */
  readonly bufferedBytes: number;
  /** `onWritten`: as of a frame. */
  send(message: AgentUp, onWritten?: () => void): void;
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

/** After the manifest there are commands, at most one with all the answers to a request's questions. */
const MAX_TEXT_BYTES = 4 * 1024 * 1024;
const MAX_TEXT_VALUES = 4 * 1024;

/** Before the proof a hub has a challenge to say. */
const MAX_UNPROVEN_BYTES = 64 * 1024;

/** Messages that the hub has not read: all requests that can be held, and some more. */
const UNSENT = { bytes: 32 * 1024 * 1024, frames: 4096 } as const;

/** Opens a socket and goes through the handshake. Returns the way to abort it. */
export function openConnection(options: ConnectionOptions, events: ConnectionEvents): () => void {
  const { url, credentials, handshakeMs, heartbeatMs } = options;
  const handshake = openHandshake();
  const frameMask = createFrameMask();
  const socket = new WebSocket(url, {
    // Without it a frame is made, mask and all, in the call that sends it.
    perMessageDeflate: false,
    // Its own answers to pings would wait in memory for somebody who does not read them.
    autoPong: false,
    generateMask: frameMask.next,
    maxPayload: MAX_FRAME_BYTES,
    handshakeTimeout: handshakeMs,
  });
  let phase: Phase = { at: 'opening' };
  let reason: OrreryError | null = null;
  let isClosed = false;
  let heartbeat: Heartbeat | null = null;
  const manifest = createManifestBounds();
  const share = createReadingShare(socket, () => performance.now());
  const fail = (error: OrreryError): void => {
    reason ??= phase.at === 'opening' && !isClosed ? unprovenFailure(error, url) : error;
    socket.terminate();
  };
  const sendBounded = createBoundedSender(socket, UNSENT, () =>
    fail(new OrreryError('unavailable', 'The hub does not read what it is sent.')),
  );
  guardControlFrames(socket, () =>
    fail(
      new OrreryError(
        'unavailable',
        `${phase.at === 'opening' ? `Whoever answers at ${url}` : 'The hub'} sends more pings than anybody needs.`,
      ),
    ),
  );
  const handshakeTimer = setTimeout(
    () =>
      fail(
        new OrreryError(
          'unavailable',
          `${phase.at === 'opening' ? `Whoever answers at ${url}` : 'The hub'} did not finish the handshake in time.`,
        ),
      ),
    handshakeMs,
  );

  const handle = (message: AgentDown): void => {
    if (!isDownAllowed(message.type, phase.at)) throw outOfOrder(message.type);
    if (message.type === 'error') {
      throw phase.at === 'opening' ? unprovenError(message, url) : provenError(message);
    } else if (message.type === 'challenge') {
      const { proof, channel } = answerChallenge(message, handshake, credentials);
      phase = { at: 'proved', channel };
      sendBounded(sealText(channel, proof));
    } else if (message.type === 'welcome' && phase.at === 'proved') {
      clearTimeout(handshakeTimer);
      const { channel } = phase;
      phase = { at: 'linked', channel };
      heartbeat = startHeartbeat(
        {
          get queuedBytes() {
            return socket.bufferedAmount;
          },
          get isPaused() {
            return share.isPaused;
          },
          sendAlive: (count) => sendBounded(sealText(channel, { type: 'alive', count })),
        },
        heartbeatMs,
        fail,
      );
      events.onWelcome(createConnection({ socket, frameMask, channel, welcome: message, sendBounded }));
    } else if (message.type !== 'alive') events.onMessage(message);
  };

  // Frames are seen when they are whole: until somebody is known to be the hub, bytes count.
  socket.on('upgrade', ({ socket: wire }) => {
    wire.on('data', () => {
      if (phase.at === 'opening' && wire.bytesRead > MAX_UNPROVEN_BYTES)
        fail(new OrreryError('tooLarge', 'More came than a hub says first.'));
    });
  });
  socket.on('open', () => socket.send(JSON.stringify(handshake.hello)));
  socket.on('message', (data, isBinary) => {
    if (reason) return;
    try {
      const frame = data as Buffer;
      const startedMs = performance.now();
      const text = readText(frame, isBinary, phase);
      heartbeat?.heard();
      if (manifest.isComplete && frame.length > MAX_TEXT_BYTES)
        throw new OrreryError('tooLarge', 'The hub sent a message that is larger than any.');
      const message = parseDown(text, {
        mayBeNew: phase.at === 'linked',
        maxValues: manifest.isComplete ? MAX_TEXT_VALUES : undefined,
      });
      if (message?.type === 'manifest' && phase.at === 'linked') manifest.take(message, frame.length);
      // What acks set going is our own work.
      if (message?.type !== 'command') share.spend(performance.now() - startedMs);
      if (message) handle(message);
      if (message?.type === 'command') share.spend(performance.now() - startedMs);
    } catch (error) {
      fail(
        error instanceof OrreryError ? error : new OrreryError('internal', String(error), { cause: error }),
      );
    }
  });
  socket.on('error', (cause) => {
    reason ??= describeSocketFailure(cause, url, phase.at !== 'opening');
  });
  socket.on('close', (code) => {
    clearTimeout(handshakeTimer);
    heartbeat?.stop();
    share.close();
    events.onClose(reason ?? closedBy(url, phase.at !== 'opening', code));
  });
  return () => {
    isClosed = true;
    fail(new OrreryError('unavailable', 'The agent closed the connection.'));
  };
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

function closedBy(url: string, isProven: boolean, code: number): OrreryError {
  const words = isProven
    ? `The hub closed the connection (${code}).`
    : `Whoever answers at ${url} closed the connection before proving to be this machine's hub (${code}).`;
  return new OrreryError('unavailable', words);
}

function sealText(channel: SealedChannel, message: AgentUp): Buffer {
  return channel.seal('text', Buffer.from(JSON.stringify(message)));
}

function createConnection(linked: {
  socket: WebSocket;
  frameMask: FrameMask;
  channel: SealedChannel;
  welcome: Welcome;
  sendBounded: (frame: Uint8Array, onWritten?: () => void) => boolean;
}): HubConnection {
  const { socket, frameMask, channel, welcome, sendBounded } = linked;
  return {
    welcome,
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
    send: (message, onWritten) => void sendBounded(sealText(channel, message), onWritten),
    sendFrame: (frame, onWritten) =>
      frameMask.unmasked(() => socket.send(channel.seal('batch', frame), { binary: true }, onWritten)),
    close: () => socket.terminate(),
  };
}
