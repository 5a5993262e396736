import type { Principal } from '../auth/principal.ts';
import { actorOf } from '../control/actor.ts';
import type { AuditLog } from './audit-log.ts';

/** Runs a change of what the hub itself keeps, with its entry in the log before it and how it went after it. */
export type AuditedChange = <T>(principal: Principal | null, detail: string, change: () => T) => T;

/** Such changes in this log. `detail` never holds a secret. */
export function createAuditedChange(audit: AuditLog): AuditedChange {
  return (principal, detail, change) => {
    const act = { actor: actorOf(principal), action: 'changeSettings' as const, detail };
    const finish = audit.begin({ ...act, hostId: null, sessionId: null });
    try {
      const result = change();
      finish('done', '');
      return result;
    } catch (error) {
      finish('failed', error instanceof Error ? error.message : String(error));
      throw error;
    }
  };
}
