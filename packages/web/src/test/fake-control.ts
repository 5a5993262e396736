import type { IncomingMessage } from 'node:http';
import { askedDigest } from '../features/control/asked-digest.ts';
import type { CloseView, LiveDown, SessionSummary } from '../state/wire-types.ts';

/** A request that acts, as a test sees it afterwards. */
export interface Act {
  method: string;
  path: string;
  body: unknown;
}

/** The part of the fake hub that answers what acts. */
export interface FakeControl {
  acts: Act[];
  closes: CloseView[];
  /** Time in which a close can be undone, where the page does not say. */
  undoMs: number;
  /** The next request that acts is answered with this instead. */
  failNext(status: number, body: unknown): void;
  /** Answers to what acts wait until the returned function is called. */
  hold(): () => void;
  /** Closes a session in somebody else's name. */
  closeAs(by: string, sessionId: string, undoMs: number): void;
  /** Ends a close that is under way. */
  finish(sessionId: string, state: 'done' | 'failed', message: string): void;
  /** Null where the path is none of these. */
  answer(request: IncomingMessage, path: string): Promise<[status: number, body: unknown] | null>;
  stop(): void;
}

interface Options {
  sessions: SessionSummary[];
  me: string;
  broadcast(message: LiveDown): void;
  /** Sends the row as it is now to every page. */
  changed(session: SessionSummary): void;
}

/** Approves, denies and closes in the scripted world. Time goes on as it does; a test that needs an end calls `finish`. */
export function createFakeControl(options: Options): FakeControl {
  const timers = new Set<NodeJS.Timeout>();
  let failure: [number, unknown] | null = null;
  let held: Promise<void> | null = null;
  let closes: CloseView[] = [];
  const acts: Act[] = [];

  const setClose = (next: CloseView) => {
    closes = [...closes.filter(({ id }) => id !== next.id), next];
    options.broadcast({ type: 'closes', closes });
  };
  const closeOf = (sessionId: string) =>
    closes.find(
      (each) => each.sessionId === sessionId && (each.state === 'pending' || each.state === 'stopping'),
    );
  const startClose = (sessionId: string, by: string, undoMs: number) => {
    const at = Date.now();
    const id = `close-${closes.length + 1}-${at}`;
    setClose({ id, sessionId, by, at, stopsAt: at + undoMs, state: 'pending', message: '' });
    const timer = setTimeout(() => {
      timers.delete(timer);
      const close = closeOf(sessionId);
      if (close?.id === id) setClose({ ...close, state: 'stopping' });
    }, undoMs);
    timers.add(timer);
  };
  const decide = (requestId: string, body: unknown): [number, unknown] => {
    const session = options.sessions.find(({ requests }) => requests.some(({ id }) => id === requestId));
    if (session === undefined) return [409, { kind: 'conflict', message: 'Mei Tanaka approved it 2 s ago.' }];
    const read = session.requests.find(({ id }) => id === requestId);
    const { digest } = (body ?? {}) as { digest?: string };
    if (read === undefined || digest !== askedDigest(session.id, read))
      return [409, { kind: 'conflict', message: 'What you answered is not what is asked now. Look again.' }];
    session.requests = session.requests.filter(({ id }) => id !== requestId);
    if (session.requests.length === 0) Object.assign(session, { state: 'working', waiting: null });
    options.changed(session);
    return [200, { message: 'Done.' }];
  };
  const perform = (method: string, path: string, body: unknown): [number, unknown] | null => {
    const permission = /^\/api\/permissions\/([^/]+)\/(approve|deny)$/.exec(path);
    if (permission?.[1] !== undefined && method === 'POST') return decide(permission[1], body);
    const act = /^\/api\/sessions\/([^/]+)\/(close|resume)$/.exec(path);
    const session = options.sessions.find(({ id }) => id === act?.[1]);
    if (act === null || session === undefined) return null;
    if (act[2] === 'resume') {
      const argv = ['claude', '--resume', session.id];
      const command = `cd ${session.cwd} && ${argv.join(' ')}`;
      const { hostId, cwd } = session;
      return [200, { hostId, hostName: hostId, cwd, argv, command, isRunning: session.state !== 'ended' }];
    }
    const close = closeOf(session.id);
    if (method === 'DELETE') {
      if (close?.state !== 'pending') return [409, { kind: 'conflict', message: 'It is stopping already.' }];
      setClose({ ...close, state: 'undone' });
      return [200, { message: 'Undone.' }];
    }
    const { undoMs = control.undoMs } = (body ?? {}) as { undoMs?: number };
    startClose(session.id, options.me, undoMs);
    return [200, { message: 'Closing.' }];
  };

  const control: FakeControl = {
    acts,
    undoMs: 6_000,
    get closes() {
      return closes;
    },
    failNext(status, body) {
      failure = [status, body];
    },
    hold() {
      let release = () => {};
      held = new Promise((resolve) => {
        release = resolve;
      });
      return () => {
        held = null;
        release();
      };
    },
    closeAs: (by, sessionId, undoMs) => startClose(sessionId, by, undoMs),
    finish(sessionId, state, message) {
      const close = closeOf(sessionId);
      if (close === undefined) return;
      setClose({ ...close, state, message });
      const session = options.sessions.find(({ id }) => id === sessionId);
      if (state !== 'done' || session === undefined) return;
      Object.assign(session, { state: 'ended', waiting: null, requests: [], stateReason: message });
      options.changed(session);
    },
    async answer(request, path) {
      const isAct = request.method === 'POST' || request.method === 'DELETE';
      if (!isAct || !/^\/api\/(permissions|sessions)\//.test(path)) return null;
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const text = Buffer.concat(chunks).toString();
      const body: unknown = text === '' ? null : JSON.parse(text);
      acts.push({ method: request.method ?? '', path, body });
      await held;
      if (failure !== null) {
        const answer = failure;
        failure = null;
        return answer;
      }
      return perform(request.method ?? '', path, body);
    },
    stop() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
  return control;
}
