import type { Caller } from '../auth/principal.ts';
import { type Actor, actorOf } from '../control/actor.ts';
import type { AuditLog } from './audit-log.ts';

/** Runs a change of what the hub itself keeps, with its entry in the log before it and how it went after it. */
export type AuditedChange = <T>(caller: Caller | null, detail: string, change: () => T) => T;

/** Such changes in this log. `detail` never holds a secret. */
export function createAuditedChange(audit: AuditLog): AuditedChange {
  return (caller, detail, change) => runAudited({ audit, actor: actorOf(caller), detail }, change);
}

/** One such change, by anybody. */
export function runAudited<T>(
  { audit, actor, detail }: { audit: AuditLog; actor: Actor; detail: string },
  change: () => T,
): T {
  const finish = audit.begin({ actor, action: 'changeSettings', detail, hostId: null, sessionId: null });
  try {
    const result = change();
    finish('done', '');
    return result;
  } catch (error) {
    finish('failed', error instanceof Error ? error.message : String(error));
    throw error;
  }
}
