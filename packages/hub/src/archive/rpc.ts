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
}

/** Answers calls on a port. A result that is bytes is transferred, not copied. */
export function serveRpc(port: MessagePort, methods: Methods): void {
  port.on('message', (message: Call | { event: string }) => {
    if (!('method' in message)) return;
    const { id, method, args } = message;
    try {
      const result = methods[method]?.(...args);
      const transfer = result instanceof Uint8Array && owns(result) ? [result.buffer as ArrayBuffer] : [];
      port.postMessage({ id, result } satisfies Reply, transfer);
    } catch (error) {
      port.postMessage({ id, error: sendableError(error) } satisfies Reply);
    }
  });
}

/** A client over a worker. When the worker dies, every call under way and every later one fails. */
export function createRpcClient<M extends Methods>(worker: Worker): RpcClient<M> {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let nextId = 1;
  let fault: OrreryError | undefined;

  worker.on('message', (reply: Reply | { event: string }) => {
    if (!('id' in reply)) return;
    const call = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('error' in reply) call?.reject(receivedError(reply.error));
    else call?.resolve(reply.result);
  });
  const fail = (error: OrreryError) => {
    fault ??= error;
    for (const call of waiting.values()) call.reject(fault);
    waiting.clear();
  };
  worker.on('error', (cause) => fail(new OrreryError('internal', 'A storage worker failed.', { cause })));
  // Which call it answered, or which change it told, is lost with it.
  worker.on('messageerror', (cause) =>
    fail(new OrreryError('internal', 'A storage worker failed.', { cause })),
  );
  worker.on('exit', () => fail(new OrreryError('unavailable', 'The archive is closed.')));

  return {
    call(method, args, transfer = []) {
      if (fault) return Promise.reject(fault);
      const call = Promise.withResolvers<unknown>();
      const id = nextId++;
      waiting.set(id, call);
      worker.postMessage({ id, method, args } satisfies Call, transfer);
      return call.promise as ReturnType<RpcClient<M>['call']> as never;
    },
  };
}

/** A view of somebody else's memory (a pool, a larger buffer) must be copied. */
function owns(bytes: Uint8Array): boolean {
  return bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
}

/** The error as data; what is not meant for others stays in its stack. */
export function sendableError(error: unknown): SentError {
  const stack = error instanceof Error ? (error.stack ?? '') : String(error);
  if (error instanceof OrreryError) {
    return { kind: error.kind, message: error.message, retryAfterMs: error.retryAfterMs, stack };
  }
  return { kind: 'internal' as const, message: 'The archive failed.', retryAfterMs: undefined, stack };
}

/** The error that another thread sent. */
export function receivedError(error: SentError): OrreryError {
  const { kind, message, retryAfterMs, stack } = error;
  const cause = new Error(message);
  cause.stack = stack;
  return new OrreryError(kind, message, { cause, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
}
