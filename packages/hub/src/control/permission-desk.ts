import {
  type AgentCommand,
  type CommandResult,
  OrreryError,
  type PermissionRequests,
} from '@orrery/protocol';
import type { ArchiveChange } from '../archive/archive.ts';
import { decisionDetail } from '../audit/audit-detail.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { toRequestView } from '../ingest/request-view.ts';
import type { Clock } from '../server/clock.ts';
import type { Counters } from '../server/counters.ts';
import type { Actor } from './actor.ts';
import type { AgentCommands } from './agent-commands.ts';
import { createPermissionBook, type OpenRequest } from './permission-book.ts';

/** What a person decides. */
export type Decision = Extract<AgentCommand, { name: 'decidePermission' }>['decision'];

/** Who decides, and what they read before. */
interface Reading {
  actor: Actor;
  /** Digest of the request's view. */
  digest: string;
}

/** What goes to Claude as the reason of a refusal. */
const MAX_MESSAGE_CHARS = 2048;

/** Answers to what the clients of all machines ask. */
export interface PermissionDesk {
  /** What an agent tells of its clients' requests. */
  apply(hostId: string, change: PermissionRequests): void;
  /** A machine was removed: nothing of what it asked is known any more. */
  forget(hostId: string): void;
  /** Learns which session a request is shown with. */
  note(change: Pick<ArchiveChange, 'sessions'>): void;
  /**
   * Answers a request. Throws with words when somebody else did, when it is over, when it asks for something else than what
   * the person read, and when it did not get through.
   */
  decide(requestId: string, decision: Decision, read: Reading): Promise<{ message: string }>;
}

interface PermissionDeskOptions {
  commands: AgentCommands;
  audit: AuditLog;
  clock: Clock;
  counters: Counters;
}

/** A desk without requests. */
export function createPermissionDesk({
  commands,
  audit,
  clock,
  counters,
}: PermissionDeskOptions): PermissionDesk {
  const book = createPermissionBook(clock.now, commands.isLinked);
  return {
    apply: (hostId, change) => {
      try {
        book.apply(hostId, change);
      } finally {
        counters.permissionRequestsOpen = book.size();
      }
    },
    forget(hostId) {
      book.forget(hostId);
      counters.permissionRequestsOpen = book.size();
    },
    note: ({ sessions }) => {
      for (const { id, hostId, requests } of sessions) {
        for (const request of requests) book.place(hostId, request.id, id);
      }
    },
    decide: async (requestId, decision, { actor, digest }) => {
      const { behavior } = decision;
      const answer = { by: actor.name, behavior, at: clock.now() };
      const held = book.claim(requestId, answer);
      try {
        checkRead(decision, held, digest);
        checkDecision(decision, held);
      } catch (error) {
        book.release(requestId, answer);
        throw error;
      }
      const { hostId, sessionId, request } = held;
      const action = behavior === 'allow' ? ('approve' as const) : ('deny' as const);
      const finish = audit.begin({
        ...{ actor, action, hostId, sessionId },
        detail: decisionDetail(request, decision),
      });
      try {
        const result = await commands.send(hostId, { name: 'decidePermission', requestId, decision });
        finish(result.outcome, result.message);
        if (result.outcome === 'done') return { message: result.message };
        throw refusal(result, book.overWords(requestId));
      } catch (error) {
        book.release(requestId, answer);
        // Second calls change nothing: this is for what had no result.
        finish('failed', error instanceof Error ? error.message : String(error));
        throw error;
      }
    },
  };
}

/** Words for Claude: who refused, and what they said. */
export function denialMessage(by: string, text: string | undefined): string {
  const said = text?.trim() ?? '';
  return `Denied by ${by} in Orrery.${said === '' ? '' : ` ${said}`}`.slice(0, MAX_MESSAGE_CHARS);
}

/** Nobody says yes or no to what they did not see: neither to something else, nor to what was cut. */
function checkRead({ behavior }: Decision, { sessionId, request }: OpenRequest, digest: string): void {
  const view = toRequestView(sessionId, request);
  const did = behavior === 'allow' ? 'approved' : 'denied';
  if (view.digest !== digest)
    throw new OrreryError('conflict', `What you ${did} is not what is asked now. Look again.`);
  if (behavior === 'allow' && !view.isWhole) {
    throw new OrreryError(
      'conflict',
      'What is asked is too large to be shown whole, so it cannot be approved from here. Nothing ran. Answer at the keyboard.',
    );
  }
}

function checkDecision(decision: Decision, { request }: OpenRequest): void {
  if (decision.behavior === 'deny') return;
  if (decision.alwaysAllow.some((index) => index >= request.suggestions.length)) {
    throw new OrreryError('invalid', 'The request offers no such rule to allow always.');
  }
  if (decision.answers !== undefined && request.tool !== 'AskUserQuestion') {
    throw new OrreryError('invalid', 'Only a question takes answers.');
  }
}

function refusal({ outcome, message }: CommandResult, overWords: string | null): OrreryError {
  if (outcome === 'stale') {
    const words = overWords ?? (message || 'It was answered at the keyboard meanwhile.');
    return new OrreryError('conflict', `${words} Nothing was changed by you.`);
  }
  return new OrreryError('conflict', message);
}
