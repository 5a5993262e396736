import { type HostView, OrreryError } from '@orrery/protocol';
import type { HostLink, HostRecord, HostRegistration } from '../archive/archive.ts';
import type { HostRow } from '../storage/rows.ts';
import type { Storage } from '../storage/storage.ts';
import { createHostDecisions, type HostDecisions } from './host-decisions.ts';
import { labelFor, shownName } from './host-label.ts';
import { linkedRow, newHostRow } from './host-rows.ts';
import { toHostView } from './host-view.ts';
import { reopenLive } from './reopen-live.ts';
import type { Units } from './unit-of-work.ts';
import { admitInto, holdersOf } from './waiting-machines.ts';

export interface HostRegistryOptions {
  storage: Storage;
  units: Units;
  /** Ten random characters, a-z and 0-9. */
  newId: () => string;
}

/** Machines: who they are, whether they can be reached, and whether they may come in at all. */
export interface HostRegistry extends HostDecisions {
  /** Throws, with words for the person at the machine, when it may not come in. */
  register(host: HostRegistration): HostView;
  byPublicKey(publicKey: string): HostRecord[];
  setLink(hostId: string, link: HostLink): void;
  /** Throws `forbidden` when nothing is taken from this machine any more. */
  checkTaken(hostId: string): void;
  /** After a start no agent is connected, whatever the last run wrote. */
  disconnectAll(reason: string): void;
}

export function createHostRegistry({ storage, units, newId }: HostRegistryOptions): HostRegistry {
  const shut = new Set(
    storage
      .hosts()
      .filter((row) => row.revoked !== null || row.removed !== null)
      .map(({ id }) => id),
  );
  const setLink = (hostId: string, link: HostLink) =>
    units.run((unit) => {
      const row = storage.host(hostId);
      if (!row) throw new OrreryError('notFound', `There is no host ${hostId}.`);
      // The end of a link that was closed for it says nothing new.
      if (shut.has(hostId)) return;
      const next = linkedRow(row, link, unit.now);
      if (isSameLink(row, next)) return;
      unit.putHost(next);
      if (next.isConnected !== row.isConnected) reopenLive(unit, hostId);
    });
  return {
    ...createHostDecisions({ storage, units, newId, shut }),
    setLink,
    byPublicKey: (publicKey) =>
      holdersOf(storage, publicKey).map((row) => ({ ...row, name: shownName(row), ownName: row.name })),
    register(host) {
      const outcome = units.run((unit) => {
        const admission = admitInto(storage, host, { now: unit.now, newId });
        if (admission.kind === 'out') return admission;
        const rows = storage.hosts();
        const known = admission.kind === 'known' ? storage.host(admission.hostId) : undefined;
        const { publicKey, machine, name, agentVersion, protocol, facts } = host;
        const told = { publicKey, machine, name, agentVersion, protocol, facts };
        const row: HostRow = {
          ...(known ?? newHostRow(rows, { ...told, duplicateOf: null }, { id: newId(), now: unit.now })),
          ...told,
          label: labelFor(rows, name, known),
          changeSeq: unit.seq,
        };
        unit.putHost(row);
        return toHostView(row);
      });
      // Thrown after the commit: that it waits is kept.
      if ('kind' in outcome) throw outcome.error;
      return outcome;
    },
    checkTaken(hostId) {
      if (!shut.has(hostId)) return;
      throw new OrreryError(
        'forbidden',
        'This machine was revoked or removed on the hub. Nothing is taken from it.',
      );
    },
    disconnectAll(reason) {
      for (const row of storage.hosts()) if (row.isConnected) setLink(row.id, { isConnected: false, reason });
    },
  };
}

/** The time alone is no change: it is written with the next one. */
function isSameLink(a: HostRow, b: HostRow): boolean {
  return (
    a.isConnected === b.isConnected &&
    a.reason === b.reason &&
    a.degraded === b.degraded &&
    a.lagLines === b.lagLines &&
    a.roundTripMs === b.roundTripMs &&
    JSON.stringify(a.status) === JSON.stringify(b.status)
  );
}
