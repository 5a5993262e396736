import {
  type AgentDown,
  type AgentUp,
  agentDownSchema,
  type Hello,
  OrreryError,
  type Proof,
  parseWireJson,
  type Welcome,
} from '@orrery/protocol';
import { WebSocket } from 'ws';
import { startHeartbeat } from './heartbeat.ts';

/** One open, authenticated connection. Dead once `closed` resolves; a new one is made by the link. */
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

/** A frame from the hub is a manifest page at most. */
const MAX_FRAME_BYTES = 16 * 1024 * 1024;

/** Opens a socket and goes through the handshake. Returns the way to abort it. */
export function openConnection(
  options: {
    url: string;
    hello: Hello;
    answer: (challenge: Extract<AgentDown, { type: 'challenge' }>) => Proof;
    handshakeMs: number;
    heartbeatMs: number;
  },
  events: ConnectionEvents,
): () => void {
  const socket = new WebSocket(options.url, {
    perMessageDeflate: false,
    maxPayload: MAX_FRAME_BYTES,
    handshakeTimeout: options.handshakeMs,
  });
  let connection: HubConnection | null = null;
  let reason: OrreryError | null = null;
  let stopHeartbeat = (): void => undefined;
  const fail = (error: OrreryError): void => {
    reason ??= error;
    socket.terminate();
  };
  const handshakeTimer = setTimeout(
    () => fail(new OrreryError('unavailable', 'The hub did not finish the handshake in time.')),
    options.handshakeMs,
  );
  const send = (message: AgentUp): void => socket.send(JSON.stringify(message));

  const handle = (message: AgentDown): void => {
    if (message.type === 'error') {
      const { kind, retryAfterMs } = message;
      fail(new OrreryError(kind, message.message, retryAfterMs === undefined ? {} : { retryAfterMs }));
    } else if (connection) {
      events.onMessage(message);
    } else if (message.type === 'challenge') {
      send(options.answer(message));
    } else if (message.type === 'welcome') {
      clearTimeout(handshakeTimer);
      connection = createConnection(socket, message, send);
      stopHeartbeat = startHeartbeat(socket, options.heartbeatMs, fail);
      events.onWelcome(connection);
    }
  };

  socket.on('open', () => send(options.hello));
  socket.on('message', (data) => {
    if (reason) return;
    try {
      const message = parseDown(String(data));
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

function createConnection(
  socket: WebSocket,
  welcome: Welcome,
  send: (message: AgentUp) => void,
): HubConnection {
  return {
    welcome,
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
    send,
    sendFrame: (frame, onWritten) => socket.send(frame, { binary: true }, onWritten),
    close: () => socket.terminate(),
  };
}

/** Null for a kind of message that this version does not know: a newer hub may send one. */
function parseDown(text: string): AgentDown | null {
  const json = parseWireJson(text);
  const parsed = agentDownSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const isKnownType = agentDownSchema.options.some((option) => option.shape.type.value === typeOf(json));
  if (typeof typeOf(json) === 'string' && !isKnownType) return null;
  throw new OrreryError('invalid', 'The hub sent a message that this agent does not know.', {
    cause: parsed.error,
  });
}

function typeOf(json: unknown): unknown {
  return typeof json === 'object' && json !== null && 'type' in json ? json.type : undefined;
}
