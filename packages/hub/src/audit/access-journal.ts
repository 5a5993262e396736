import { type AuditEntry, OrreryError } from '@orrery/protocol';
import { scheduleTimer } from '../archive/schedule-timer.ts';
import type { Actor } from '../control/actor.ts';
import type { Clock } from '../server/clock.ts';
import type { AuditLog } from './audit-log.ts';
import { createRefusalSummary } from './refusal-summary.ts';
import { createRenameSummary, type Rename } from './rename-summary.ts';

/** What is written down of people and machines who come, go, and are turned away. */
export interface AccessJournal {
  /** It happened. */
  note(action: AuditEntry['action'], actor: Actor, about?: { detail?: string; hostId?: string }): void;
  /** It was refused, if the error is one of ours; faults of the hub itself are nobody's try. */
  noteRefusal(action: AuditEntry['action'], actor: Actor, detail: string, error: unknown): void;
  /** A machine gives itself another name than the last time. */
  noteRename(rename: Rename): void;
  close(): void;
}

interface AccessJournalOptions {
  audit: AuditLog;
  clock: Clock;
  /** Whether somebody has an account under this address. */
  isAccount: (email: string) => boolean;
}

/** The journal in this log. */
export function createAccessJournal({ audit, clock, isAccount }: AccessJournalOptions): AccessJournal {
  const refusals = createRefusalSummary({ audit, clock, schedule: scheduleTimer });
  const renames = createRenameSummary({ audit, schedule: scheduleTimer });
  return {
    note: (action, actor, { detail = '', hostId } = {}) =>
      audit.begin({ action, actor, detail, hostId: hostId ?? null, sessionId: null })('done', ''),
    noteRefusal: (action, actor, detail, error) => {
      if (!(error instanceof OrreryError) || error.kind === 'internal' || error.kind === 'storage') return;
      const isKnown = actor.kind !== 'unknown' || (action === 'signIn' && isAccount(actor.name));
      refusals.note({ action, actor, detail, message: error.message, isKnown });
    },
    noteRename: renames.note,
    close: () => {
      refusals.close();
      renames.close();
    },
  };
}

/** A person who proved who they are. */
export function personActor(name: string, address: string): Actor {
  return { name, kind: 'person', why: '', address };
}

/** Somebody who says to be this person or machine, and did not prove it. */
export function unknownActor(name: string, address: string): Actor {
  return { name, kind: 'unknown', why: '', address };
}

/** An agent that proved its key. */
export function machineActor(name: string, address: string): Actor {
  return { name, kind: 'machine', why: '', address };
}
