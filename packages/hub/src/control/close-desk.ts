import { type CloseView, OrreryError, type SessionSummary } from '@orrery/protocol';
import type { Archive } from '../archive/archive.ts';
import { createListeners } from '../archive/listeners.ts';
import type { AuditLog, FinishAudit } from '../audit/audit-log.ts';
import type { Bulletin } from '../live/bulletin.ts';
import type { Clock } from '../server/clock.ts';
import type { Actor } from './actor.ts';
import type { AgentCommands } from './agent-commands.ts';
import { clientSessionId } from './client-session-id.ts';
import { type CloseEvent, closeEventOf, isOver, reduceClose, tooLateWords } from './reduce-close.ts';

/** Closing of sessions, with time to undo it. The one owner of its timers. */
export interface CloseDesk extends Bulletin {
  /** Begins one, or returns the one that goes on. Throws `notFound` and `conflict`. */
  request(sessionId: string, undoMs: number, actor: Actor): Promise<CloseView>;
  /** Throws `conflict` when it is too late. */
  undo(sessionId: string, actor: Actor): CloseView;
  /** A machine is out: its pending closes fail, with the reason. */
  leave(hostId: string, why: string): void;
  /** Calls off what is pending: nothing happens to those sessions. */
  close(): void;
}

interface CloseDeskOptions {
  archive: Pick<Archive, 'session'>;
  commands: AgentCommands;
  audit: AuditLog;
  clock: Clock;
  newId: () => string;
  /** Runs a task later; returns the way to call it off. */
  schedule: (task: () => void, delayMs: number) => () => void;
}

interface Closing {
  view: CloseView;
  hostId: string;
  command: ReturnType<typeof commandFor>;
  /** Of the pending close until it is due, then of the ended one until it is forgotten. */
  stopTimer: () => void;
  finish: FinishAudit;
}

/** Between SIGTERM and SIGKILL: clients write their last lines within a second. */
const GRACE_MS = 5_000;

/** Pages that come now are told how it went. */
const SHOWN_AFTER_MS = 10_000;

/** A desk without closes. */
export function createCloseDesk(options: CloseDeskOptions): CloseDesk {
  const { archive, commands, audit, clock, newId, schedule } = options;
  const closings = new Map<string, Closing>();
  const listeners = createListeners<void>();
  let isStopped = false;
  const tell = () => {
    if (!isStopped) listeners.emit();
  };
  const apply = (closing: Closing, event: CloseEvent) => {
    const before = closing.view;
    closing.view = reduceClose(before, event);
    if (closing.view === before) return;
    if (isOver(closing.view)) {
      const { state, message } = closing.view;
      closing.finish(state === 'undone' ? 'refused' : state === 'done' ? 'done' : 'failed', message);
      closing.stopTimer();
      if (!isStopped) closing.stopTimer = schedule(() => forget(closing), SHOWN_AFTER_MS);
    }
    tell();
  };
  const forget = (closing: Closing) => {
    closings.delete(closing.view.sessionId);
    tell();
  };
  const stop = async (closing: Closing) => {
    apply(closing, { type: 'due' });
    try {
      const session = await archive.session(closing.view.sessionId);
      if (session === null || hasEnded(session)) {
        return apply(closing, { type: 'ended', message: 'It ended by itself.' });
      }
      if (isStopped) throw hubStopped();
      apply(closing, closeEventOf(await commands.send(closing.hostId, closing.command)));
    } catch (error) {
      const message = error instanceof OrreryError ? error.message : 'The hub failed. Look at the session.';
      apply(closing, { type: 'failed', message });
    }
  };
  const running = (sessionId: string) => {
    const closing = closings.get(sessionId);
    return closing && !isOver(closing.view) ? closing : undefined;
  };
  const begin = (session: SessionSummary, undoMs: number, actor: Actor): CloseView => {
    const { id: sessionId, hostId } = session;
    closings.get(sessionId)?.stopTimer();
    const finish = audit.begin({ actor, action: 'close', hostId, sessionId, detail: session.title });
    const at = clock.now();
    const view = { id: newId(), sessionId, by: actor.name, at, stopsAt: at + undoMs };
    const closing: Closing = {
      view: { ...view, state: 'pending', message: '' },
      hostId,
      command: commandFor(session),
      stopTimer: schedule(() => void stop(closing), undoMs),
      finish,
    };
    closings.set(sessionId, closing);
    tell();
    return closing.view;
  };
  return {
    request: async (sessionId, undoMs, actor) => {
      const already = running(sessionId);
      if (already) return already.view;
      const session = await archive.session(sessionId);
      if (session === null) throw new OrreryError('notFound', 'There is no such session in the archive.');
      await checkCanClose(session, commands);
      if (isStopped) throw hubStopped();
      // Somebody else may have asked while the archive was read.
      return running(sessionId)?.view ?? begin(session, undoMs, actor);
    },
    undo: (sessionId, actor) => {
      const closing = closings.get(sessionId);
      if (!closing) throw new OrreryError('conflict', 'Nobody is closing this session: nothing to undo.');
      const words = tooLateWords(closing.view);
      if (words !== null) throw new OrreryError('conflict', words);
      if (closing.view.state === 'pending') {
        const { hostId } = closing;
        apply(closing, { type: 'undone', by: actor.name });
        audit.begin({ actor, action: 'undoClose', hostId, sessionId, detail: '' })('done', '');
      }
      return closing.view;
    },
    leave: (hostId, message) => {
      const left = [...closings.values()].filter((closing) => closing.hostId === hostId);
      for (const closing of left) apply(closing, { type: 'failed', message });
    },
    isEmpty: () => closings.size === 0,
    message: () => ({ type: 'closes', closes: [...closings.values()].map(({ view }) => view) }),
    onChange: listeners.add,
    close: () => {
      isStopped = true;
      for (const { view, stopTimer, finish } of closings.values()) {
        stopTimer();
        if (view.state === 'pending')
          finish('refused', 'The hub stopped before it was due. Nothing was closed.');
      }
      closings.clear();
    },
  };
}

function hubStopped(): OrreryError {
  return new OrreryError('unavailable', 'The hub stopped. Nothing was closed.');
}

function commandFor(session: SessionSummary) {
  const sessionId = clientSessionId(session);
  return { name: 'closeSession' as const, sessionId, pid: session.pid, graceMs: GRACE_MS };
}

function hasEnded({ state }: SessionSummary): boolean {
  return state === 'ended' || state === 'crashed';
}

async function checkCanClose(session: SessionSummary, commands: AgentCommands): Promise<void> {
  const { hostId, state, pid } = session;
  if (hasEnded(session)) throw new OrreryError('conflict', 'It has ended already.');
  if (state === 'unreachable' || !commands.isLinked(hostId)) {
    const name = await commands.hostName(hostId);
    throw new OrreryError('conflict', `${name} is not connected. Nothing was closed.`);
  }
  if (state === 'unknown' && pid === null) {
    throw new OrreryError('conflict', 'No process of this session is known. Nothing was closed.');
  }
  await commands.check(hostId, commandFor(session));
}
