import type { MessagePort, Transferable, Worker } from 'node:worker_threads';
import { type ErrorKind, OrreryError } from '@orrery/protocol';

/** Methods that a worker offers. They run one after the other, in the order of the calls. */
// biome-ignore lint/suspicious/noExplicitAny: the one place where any function fits; callers see the exact types.
export type Methods = Record<string, (...args: any[]) => unknown>;

interface Call {
  id: number;
  method: string;
  args: unknown[];
}

/** An error on its way between threads. */
export interface SentError {
  kind: ErrorKind;
  message: string;
  retryAfterMs: number | undefined;
  stack: string;
}

type Reply = { id: number; result: unknown } | { id: number; error: SentError };

/** Calls into a worker, typed by its methods. */
export interface RpcClient<M extends Methods> {
  call<K extends keyof M & string>(
    method: K,
    args: Parameters<M[K]>,
    transfer?: readonly Transferable[],
  ): Promise<Awaited<ReturnType<M[K]>>>;
  /** Calls without an answer yet. */
  waiting(): number;
}

/** Where a thread notes the number of the call that it is at, so that others can read it when it has died; 0 between calls. */
export type CallNote = Int32Array<SharedArrayBuffer>;

/** A note of nothing. */
export function createCallNote(): CallNote {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

/** Answers calls on a port. A result that is bytes is transferred, not copied. */
export function serveRpc(port: MessagePort, methods: Methods, note: CallNote = createCallNote()): void {
  port.on('message', (message: Call | { event: string }) => {
    if (!('method' in message)) return;
    const { id, method, args } = message;
    Atomics.store(note, 0, id);
    try {
      const result = methods[method]?.(...args);
      const transfer = result instanceof Uint8Array && owns(result) ? [result.buffer as ArrayBuffer] : [];
      port.postMessage({ id, result } satisfies Reply, transfer);
    } catch (error) {
      port.postMessage({ id, error: sendableError(error) } satisfies Reply);
    }
    Atomics.store(note, 0, 0);
  });
}

/** What a thread was asked when it died. */
export interface LastCall {
  method: string;
  args: readonly unknown[];
}

interface RpcClientOptions {
  note?: CallNote;
  /** Called once, before the calls under way fail; `during` is the call that the thread was at. */
  onDeath?: (cause: unknown, during: LastCall | null) => void;
}

interface Waiting extends LastCall {
  promise: PromiseWithResolvers<unknown>;
}

/** A client over a worker. When the worker dies, every call under way and every later one fails. */
export function createRpcClient<M extends Methods>(
  worker: Worker,
  { note, onDeath }: RpcClientOptions = {},
): RpcClient<M> {
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  let fault: OrreryError | undefined;

  worker.on('message', (reply: Reply | { event: string }) => {
    if (!('id' in reply)) return;
    const call = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('error' in reply) call?.promise.reject(receivedError(reply.error));
    else call?.promise.resolve(reply.result);
  });
  const fail = (error: OrreryError) => {
    if (fault === undefined)
      onDeath?.(error.cause ?? error, waiting.get(note ? Atomics.load(note, 0) : 0) ?? null);
    fault ??= error;
    for (const { promise } of waiting.values()) promise.reject(fault);
    waiting.clear();
  };
  // Whoever asked can ask again: another thread takes its place, or the hub starts anew.
  const died = (cause: unknown) =>
    fail(
      new OrreryError('unavailable', 'A storage thread died. Try again in a moment.', {
        cause,
        retryAfterMs: 1000,
      }),
    );
  worker.on('error', died);
  // Which call it answered, or which change it told, is lost with it.
  worker.on('messageerror', died);
  worker.on('exit', () => fail(new OrreryError('unavailable', 'The archive is closed.')));

  return {
    waiting: () => waiting.size,
    call(method, args, transfer = []) {
      if (fault) return Promise.reject(fault);
      const promise = Promise.withResolvers<unknown>();
      const id = nextId++;
      waiting.set(id, { promise, method, args });
      worker.postMessage({ id, method, args } satisfies Call, transfer);
      return promise.promise as ReturnType<RpcClient<M>['call']> as never;
    },
  };
}

/** A view of somebody else's memory (a pool, a larger buffer) must be copied. */
function owns(bytes: Uint8Array): boolean {
  return bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
}

/** No full disk and no damage, which have words of their own: a fault of the program. */
const FAULT =
  'The archive failed at this, and says why in the log of the hub. Nothing of it was changed. Update Orrery; "orrery doctor" ' +
  'looks at the archive.';

/** The error as data; what is not meant for others stays in its stack. */
export function sendableError(error: unknown): SentError {
  const stack = error instanceof Error ? (error.stack ?? '') : String(error);
  if (error instanceof OrreryError) {
    return { kind: error.kind, message: error.message, retryAfterMs: error.retryAfterMs, stack };
  }
  return { kind: 'internal' as const, message: FAULT, retryAfterMs: undefined, stack };
}

/** The error that another thread sent. */
export function receivedError(error: SentError): OrreryError {
  const { kind, message, retryAfterMs, stack } = error;
  const cause = new Error(message);
  cause.stack = stack;
  return new OrreryError(kind, message, { cause, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
}
