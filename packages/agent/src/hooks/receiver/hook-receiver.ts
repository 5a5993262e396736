import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { createHalfOpen } from '@orrery/link';
import { OrreryError, parseWireJson } from '@orrery/protocol';
import type { HookTarget } from '../settings/hook-entries.ts';
import { checkRequest } from './check-request.ts';
import { type HookPayload, hookPayloadSchema } from './hook-payload.ts';
import { answerProof } from './receiver-proof.ts';

/** One hook that a client waits with. Exactly one reply counts. */
export interface HookCall {
  /** False when the client has hung up or was answered already. */
  reply(body: Record<string, unknown>): boolean;
  /** The client hung up before it was answered. */
  onGone(listener: () => void): void;
}

export interface HookReceiverOptions {
  target: HookTarget;
  /** Proves to others with the same state folder who listens; see `receiver-proof.ts`. */
  proofKey: string;
  onHook: (payload: HookPayload, call: HookCall) => void;
  /** It listens now, or does not and says why. */
  onState: (problem: string) => void;
  /** Somebody else listens on the port. It is tried again until this is closed. */
  onTaken: () => void;
  onError: (error: unknown) => void;
}

/** Listens on the loopback address until it is closed; a port in use is tried again. */
export interface HookReceiver {
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 1024 * 1024;
/** Connections that have not shown the token: any account of the machine can open them. */
const MAX_HALF_OPEN = 64;
/** A client says at once what it has to say. */
const HEADERS_TIMEOUT_MS = 5_000;
const BODY_TIMEOUT_MS = 30_000;
const RETRY_MIN_MS = 500;
const RETRY_MAX_MS = 30_000;
/** For replies on their way when the agent ends. */
const CLOSE_MS = 500;

/** Starts to listen. */
export function startHookReceiver(options: HookReceiverOptions): HookReceiver {
  const { target, onState } = options;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  let retryMs = RETRY_MIN_MS;
  let server = listen();

  function listen(): Server {
    const halfOpen = createHalfOpen<Socket>(MAX_HALF_OPEN, (socket) => socket.destroy());
    const timeouts = {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: BODY_TIMEOUT_MS,
      connectionsCheckingInterval: 1_000,
    };
    const created = createServer(timeouts, (request, response) => {
      if (receive(request, response, options)) halfOpen.remove(request.socket);
    });
    created.on('connection', (socket) => {
      halfOpen.add(socket);
      socket.on('close', () => halfOpen.remove(socket));
    });
    created.on('error', (error) => {
      if (isClosed) return;
      // It still listens: one connection could not be taken.
      if (created.listening) {
        options.onError(error);
        return;
      }
      onState(describe(error, target.port));
      if (isTaken(error)) options.onTaken();
      timer = setTimeout(() => {
        server = listen();
      }, retryMs);
      timer.unref();
      retryMs = Math.min(retryMs * 2, RETRY_MAX_MS);
    });
    created.listen(target.port, '127.0.0.1', () => {
      retryMs = RETRY_MIN_MS;
      onState('');
    });
    return created;
  }

  return {
    close: () =>
      new Promise((resolve) => {
        isClosed = true;
        clearTimeout(timer);
        const force = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
        server.close(() => {
          clearTimeout(force);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

/** True when it came from a client that has the token. */
function receive(request: IncomingMessage, response: ServerResponse, options: HookReceiverOptions): boolean {
  response.on('error', options.onError);
  const proof = answerProof(request, { ...options.target, proofKey: options.proofKey });
  if (proof !== null) {
    response.writeHead(200, { 'content-type': 'text/plain', connection: 'close' }).end(proof);
    return false;
  }
  const refusal = checkRequest(request, options.target);
  if (refusal !== null) {
    send(response, refusal.status, { error: refusal.message });
    return false;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  });
  request.on('error', () => undefined);
  request.on('end', () => {
    try {
      // The result of a tool may be larger than this. It is not needed, and the client must not see an error for it.
      if (size > MAX_BODY_BYTES) send(response, 200, {});
      else handle(Buffer.concat(chunks), response, options);
    } catch (error) {
      options.onError(error);
      if (!response.headersSent) send(response, 200, {});
    }
  });
  return true;
}

function handle(body: Buffer, response: ServerResponse, { onHook }: HookReceiverOptions): void {
  const json = parseJson(body);
  const parsed = hookPayloadSchema.safeParse(json);
  if (parsed.success) {
    onHook(parsed.data, createCall(response));
    return;
  }
  const where = parsed.error.issues[0]?.path.join('.') || 'the body';
  const error =
    json === undefined
      ? 'The body is not JSON.'
      : `This is not a hook of Claude Code: ${where} is missing or not right.`;
  send(response, 400, { error });
}

function createCall(response: ServerResponse): HookCall {
  return {
    reply(body) {
      if (response.headersSent || response.destroyed) return false;
      send(response, 200, body);
      return true;
    },
    onGone(listener) {
      response.on('close', () => {
        if (!response.writableEnded) listener();
      });
    },
  };
}

function parseJson(body: Buffer): unknown {
  try {
    return parseWireJson(body.toString('utf8'));
  } catch (error) {
    if (error instanceof OrreryError) return undefined;
    throw error;
  }
}

function send(response: ServerResponse, status: number, body: Record<string, unknown>): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    // A client that sends a request into a connection just as it is closed for being idle does not send it again.
    connection: 'close',
  });
  response.end(text);
}

/** What somebody who listens in the agent's place can do. */
export function describeTaken(port: number): string {
  return `Another program listens on port ${port}, where Claude Code sends its hooks. It could read and answer them.`;
}

function describe(error: Error, port: number): string {
  if (isTaken(error)) return describeTaken(port);
  return `Hooks are not received: ${error.message}`;
}

function isTaken(error: Error): boolean {
  return 'code' in error && error.code === 'EADDRINUSE';
}
