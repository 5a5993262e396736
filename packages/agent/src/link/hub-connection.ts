import type { Socket } from 'node:net';
import { createBoundedSender, guardControlFrames, type SealedChannel } from '@orrery/link';
import { type AgentDown, type AgentUp, isDownAllowed, OrreryError, type Welcome } from '@orrery/protocol';
import { WebSocket } from 'ws';
import { createFrameMask, type FrameMask } from './frame-mask.ts';
import { type AgentCredentials, answerChallenge, openHandshake } from './handshake.ts';
import { type Heartbeat, startHeartbeat } from './heartbeat.ts';
import { describeSocketFailure, unprovenFailure } from './link-failures.ts';
import { createManifestBounds } from './manifest-bounds.ts';
import { parseDown } from './parse-down.ts';
import { createReadingShare, type ReadingShare } from './reading-share.ts';
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
  const opened = new OpenConnection(options, events);
  return () => opened.abort();
}

class OpenConnection {
  readonly #options: ConnectionOptions;
  readonly #events: ConnectionEvents;
  readonly #handshake = openHandshake();
  readonly #frameMask = createFrameMask();
  readonly #manifest = createManifestBounds();
  readonly #socket: WebSocket;
  readonly #share: ReadingShare;
  readonly #send: ReturnType<typeof createBoundedSender>;
  readonly #handshakeTimer: NodeJS.Timeout;
  #phase: Phase = { at: 'opening' };
  #reason: OrreryError | null = null;
  #isAborted = false;
  #heartbeat: Heartbeat | null = null;

  constructor(options: ConnectionOptions, events: ConnectionEvents) {
    this.#options = options;
    this.#events = events;
    const socket = new WebSocket(options.url, {
      // Without it a frame is made, mask and all, in the call that sends it.
      perMessageDeflate: false,
      // Its own answers to pings would wait in memory for somebody who does not read them.
      autoPong: false,
      generateMask: this.#frameMask.next,
      maxPayload: MAX_FRAME_BYTES,
      handshakeTimeout: options.handshakeMs,
    });
    this.#socket = socket;
    this.#share = createReadingShare(socket, () => performance.now());
    this.#send = createBoundedSender(socket, UNSENT, () =>
      this.#give('The hub does not read what it is sent.'),
    );
    guardControlFrames(socket, () => this.#give(`${this.#peer} sends more pings than anybody needs.`));
    this.#handshakeTimer = setTimeout(
      () => this.#give(`${this.#peer} did not finish the handshake in time.`),
      options.handshakeMs,
    );
    socket.on('upgrade', (response) => this.#countUnproven(response.socket));
    socket.on('open', () => socket.send(JSON.stringify(this.#handshake.hello)));
    socket.on('message', (data, isBinary) => this.#receive(data as Buffer, isBinary));
    socket.on('error', (cause) => {
      this.#reason ??= describeSocketFailure(cause, options.url, this.#isProven);
    });
    socket.on('close', (code) => this.#ended(code));
  }

  abort(): void {
    this.#isAborted = true;
    this.#give('The agent closed the connection.');
  }

  get #isProven(): boolean {
    return this.#phase.at !== 'opening';
  }

  /** Nobody is called the hub before the proof. */
  get #peer(): string {
    return this.#isProven ? 'The hub' : `Whoever answers at ${this.#options.url}`;
  }

  #give(words: string): void {
    this.#fail(new OrreryError('unavailable', words));
  }

  #fail(error: OrreryError): void {
    this.#reason ??= this.#isProven || this.#isAborted ? error : unprovenFailure(error, this.#options.url);
    this.#socket.terminate();
  }

  /** Frames are seen when they are whole: until somebody is known to be the hub, bytes count. */
  #countUnproven(wire: Socket): void {
    wire.on('data', () => {
      if (!this.#isProven && wire.bytesRead > MAX_UNPROVEN_BYTES)
        this.#fail(new OrreryError('tooLarge', 'More came than a hub says first.'));
    });
  }

  #receive(frame: Buffer, isBinary: boolean): void {
    if (this.#reason) return;
    try {
      const startedMs = performance.now();
      const message = this.#read(frame, isBinary);
      const spend = () => this.#share.spend(performance.now() - startedMs);
      // What acks set going is our own work.
      if (message?.type !== 'command') spend();
      if (message) this.#handle(message);
      if (message?.type === 'command') spend();
    } catch (error) {
      this.#fail(
        error instanceof OrreryError ? error : new OrreryError('internal', String(error), { cause: error }),
      );
    }
  }

  /** Null for what a newer hub says that this agent does not know. */
  #read(frame: Buffer, isBinary: boolean): AgentDown | null {
    const text = readText(frame, isBinary, this.#phase);
    this.#heartbeat?.heard();
    const { isComplete } = this.#manifest;
    if (isComplete && frame.length > MAX_TEXT_BYTES)
      throw new OrreryError('tooLarge', 'The hub sent a message that is larger than any.');
    const isLinked = this.#phase.at === 'linked';
    const message = parseDown(text, {
      mayBeNew: isLinked,
      maxValues: isComplete ? MAX_TEXT_VALUES : undefined,
    });
    if (message?.type === 'manifest' && isLinked) this.#manifest.take(message, frame.length);
    return message;
  }

  #handle(message: AgentDown): void {
    const phase = this.#phase;
    if (!isDownAllowed(message.type, phase.at)) throw outOfOrder(message.type);
    if (message.type === 'error')
      throw this.#isProven ? provenError(message) : unprovenError(message, this.#options.url);
    if (message.type === 'challenge') {
      const { proof, channel } = answerChallenge(message, this.#handshake, this.#options.credentials);
      this.#phase = { at: 'proved', channel };
      this.#send(sealText(channel, proof));
    } else if (message.type === 'welcome' && phase.at === 'proved') this.#link(phase.channel, message);
    else if (message.type !== 'alive') this.#events.onMessage(message);
  }

  #link(channel: SealedChannel, welcome: Welcome): void {
    clearTimeout(this.#handshakeTimer);
    this.#phase = { at: 'linked', channel };
    const [socket, share, send] = [this.#socket, this.#share, this.#send];
    const peer = {
      get queuedBytes() {
        return socket.bufferedAmount;
      },
      get isPaused() {
        return share.isPaused;
      },
      sendAlive: (count: number) => send(sealText(channel, { type: 'alive', count })),
    };
    this.#heartbeat = startHeartbeat(peer, this.#options.heartbeatMs, (error) => this.#fail(error));
    this.#events.onWelcome(
      createConnection({ socket, channel, welcome, frameMask: this.#frameMask, sendBounded: send }),
    );
  }

  #ended(code: number): void {
    clearTimeout(this.#handshakeTimer);
    this.#heartbeat?.stop();
    this.#share.close();
    this.#events.onClose(this.#reason ?? closedBy(this.#options.url, this.#isProven, code));
  }
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
