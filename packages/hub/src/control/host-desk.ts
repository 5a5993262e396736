import { type AdmitHostRequest, type HostView, OrreryError, type RemoveHostRequest } from '@orrery/protocol';
import type { Archive } from '../archive/archive.ts';
import type { AuditAct, AuditLog } from '../audit/audit-log.ts';
import { type Actor, byWords } from './actor.ts';
import type { CloseDesk } from './close-desk.ts';
import { heldWords } from './held-words.ts';
import type { PermissionDesk } from './permission-desk.ts';

/** What administrators do with machines. Each act is in the audit log before it happens; answers are words for people. */
export interface HostDesk {
  /** Its link ends at once, and its key is refused until somebody admits it again. */
  revoke(hostId: string, actor: Actor): Promise<string>;
  /** Lets in a machine that was revoked, or one that waits. */
  admit(id: string, as: Pick<AdmitHostRequest, 'as' | 'hostId'>, actor: Actor): Promise<string>;
  /** A machine that waits is told no. */
  refuse(waitingId: string, actor: Actor): Promise<string>;
  rename(hostId: string, name: string | null, actor: Actor): Promise<string>;
  /** Throws `invalid` unless the machine's name was repeated. */
  remove(
    hostId: string,
    request: Pick<RemoveHostRequest, 'name' | 'withHistory'>,
    actor: Actor,
  ): Promise<string>;
}

interface HostDeskOptions {
  archive: Archive;
  audit: AuditLog;
  closes: CloseDesk;
  permissions: PermissionDesk;
  /** Ends the links of machines, with the reason. */
  dismiss: (hostIds: readonly string[], why: OrreryError) => void;
}

/** A desk over one archive. */
export function createHostDesk({ archive, audit, closes, permissions, dismiss }: HostDeskOptions): HostDesk {
  const audited = createAuditedAct(audit);
  const find = async (hostId: string) => {
    const host = (await archive.hosts()).find(({ id }) => id === hostId);
    if (!host) throw new OrreryError('notFound', 'There is no such machine.');
    return host;
  };
  /** After the archive has shut them out, so that what is under way is refused too. */
  const shutOut = (hostIds: readonly string[], why: OrreryError) => {
    dismiss(hostIds, why);
    for (const hostId of hostIds) {
      permissions.apply(hostId, { type: 'permissionRequests', isFull: true, open: [], closed: [] });
      closes.leave(hostId, `${why.message} Nothing was closed.`);
    }
  };
  return {
    async revoke(hostId, actor) {
      const host = await find(hostId);
      const act = { actor, action: 'revokeHost' as const, hostId, detail: host.name };
      const by = { by: byWords(actor), why: actor.why };
      const revoked = await audited(act, () => archive.revokeHost(hostId, by));
      const reason = actor.why === '' ? '' : ` (${actor.why})`;
      const words = `This machine was revoked on the hub by ${by.by}${reason}.`;
      shutOut(
        revoked.map(({ id }) => id),
        new OrreryError('forbidden', `${words} It can come back only when an administrator admits it.`, {
          retryAfterMs: 600_000,
        }),
      );
      return `${host.name} is revoked: its link is closed and its key is refused. Its history stays.${alsoWords(revoked, hostId)}`;
    },
    async admit(id, as, actor) {
      const waiting = (await archive.waitingMachines()).find((machine) => machine.id === id);
      const name = waiting?.name ?? (await find(id)).name;
      if (waiting === undefined && as.as === 'same') {
        const words = `${name} does not wait, so it cannot be admitted as another machine. Nothing was changed.`;
        throw new OrreryError('conflict', words);
      }
      const how =
        waiting === undefined ? '' : as.as === 'own' ? ', as a machine of its own' : ', as the same machine';
      const hostId = waiting === undefined ? id : (as.hostId ?? null);
      const act = { actor, action: 'admitHost' as const, hostId, detail: `${name}${how}` };
      const admitted = await audited(act, () => archive.admitHost(id, as));
      if (waiting !== undefined && as.as === 'same') {
        // Two links must not speak for one machine.
        const words = 'Another machine has taken the place of this one on the hub. Nothing is taken from it.';
        dismiss(
          admitted.map((host) => host.id),
          new OrreryError('duplicateIdentity', words, { retryAfterMs: 60_000 }),
        );
      }
      const names = admitted.map((host) => host.name).join(', ');
      return `${names} may come in. Its agent asks again by itself, within ten minutes.`;
    },
    async refuse(waitingId, actor) {
      const waiting = (await archive.waitingMachines()).find(({ id }) => id === waitingId);
      if (!waiting) throw new OrreryError('notFound', 'No such machine waits.');
      const knownAs = waiting.knownAs.map(({ name }) => name).join(', ');
      const detail = `${waiting.name}, which shows the key of ${knownAs}`;
      const act = { actor, action: 'refuseHost' as const, hostId: waiting.knownAs[0]?.id ?? null, detail };
      await audited(act, () => archive.refuseHost(waitingId, byWords(actor)));
      return `${waiting.name} is refused. Nothing of it was taken.`;
    },
    async rename(hostId, name, actor) {
      const host = await find(hostId);
      const detail = `${host.name}: ${name ?? 'its own name'}`;
      const act = { actor, action: 'renameHost' as const, hostId, detail };
      const renamed = await audited(act, () => archive.renameHost(hostId, name));
      return `${host.name} is shown as ${renamed.name}.`;
    },
    async remove(hostId, { name, withHistory }, actor) {
      const host = (await archive.hosts()).find(({ id }) => id === hostId);
      // Only words: what a machine claimed must not keep it from being removed.
      const holdings = await archive.hostHoldings(hostId).catch(() => null);
      // One that was removed before, with its history kept, is called by its id.
      const shown = host?.name ?? hostId;
      if (name !== shown) {
        throw new OrreryError('invalid', `The machine is called ${shown}, not ${name}. Nothing was removed.`);
      }
      const held = heldWords(holdings);
      const detail = withHistory
        ? `${shown}, with its history: ${held}`
        : `${shown}; its history stays: ${held}`;
      const act = { actor, action: 'removeHost' as const, hostId, detail };
      await audited(act, () => archive.removeHost(hostId, { by: byWords(actor), withHistory }));
      const words = `This machine was removed from the hub by ${byWords(actor)}. To join again it needs a join token.`;
      shutOut([hostId], new OrreryError('joinRefused', words));
      permissions.forget(hostId);
      return withHistory
        ? `${shown} is removed. Its history is being deleted: ${held}.`
        : `${shown} is removed. Its history stays: ${held}.`;
    },
  };
}

/** Writes an act down, does it, and writes down how it went. */
function createAuditedAct(audit: AuditLog) {
  return async <T>(act: Omit<AuditAct, 'sessionId'>, work: () => Promise<T>): Promise<T> => {
    const finish = audit.begin({ ...act, sessionId: null });
    try {
      const result = await work();
      finish('done', '');
      return result;
    } catch (error) {
      finish('failed', error instanceof Error ? error.message : String(error));
      throw error;
    }
  };
}

/** Whoever has the key can say to be any of its machines. */
function alsoWords(revoked: readonly HostView[], hostId: string): string {
  const others = revoked.filter(({ id }) => id !== hostId).map(({ name }) => name);
  return others.length === 0 ? '' : ` ${others.join(', ')} had the same key and is revoked too.`;
}
