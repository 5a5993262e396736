import { type HostView, OrreryError, type Revocation } from '@orrery/protocol';
import type { AdmittedAs, RemovedBy } from '../archive/archive.ts';
import type { HostRow } from '../storage/rows.ts';
import type { Storage } from '../storage/storage.ts';
import { labelFor, shownName } from './host-label.ts';
import { newHostRow } from './host-rows.ts';
import { toHostView } from './host-view.ts';
import { reopenLive } from './reopen-live.ts';
import type { UnitOfWork, Units } from './unit-of-work.ts';
import { checkKeyHasRoom, holdersOf, sameMachine, waitingRow } from './waiting-machines.ts';

interface DecisionGround {
  storage: Storage;
  units: Units;
  newId: () => string;
  /** Machines that nothing is taken from: kept up to date here. */
  shut: Set<string>;
}

/** What administrators decide on machines. */
export interface HostDecisions {
  /** Its key is refused from now on, so that all of the key are revoked. Returns them. */
  revoke(hostId: string, revocation: Revocation): HostView[];
  /** Takes back a revocation, or decides on a machine that waits. Returns the machines that may come in. */
  admit(id: string, as: AdmittedAs): HostView[];
  refuse(waitingId: string, by: string): void;
  rename(hostId: string, name: string | null): HostView;
  /** Gone from every list; what it brought is the eraser's. */
  remove(hostId: string, by: RemovedBy): void;
}

export function createHostDecisions(ground: DecisionGround): HostDecisions {
  const { storage, units, shut } = ground;
  const present = (hostId: string): HostRow => {
    const row = storage.host(hostId);
    if (row && row.removed === null) return row;
    throw noHost();
  };
  return {
    revoke(hostId, revocation) {
      const rows = holdersOf(storage, present(hostId).publicKey);
      const revoked = rows.map((row) => ({
        ...row,
        isConnected: false,
        reason:
          revocation.why === ''
            ? `revoked by ${revocation.by}`
            : `revoked by ${revocation.by}: ${revocation.why}`,
        revoked: row.revoked ?? revocation,
      }));
      units.run((unit) => {
        for (const row of revoked) {
          dropRequests(unit, row.id);
          unit.putHost(row);
          reopenLive(unit, row.id);
        }
      });
      for (const { id } of revoked) shut.add(id);
      return revoked.map(toHostView);
    },
    admit(id, as) {
      const host = storage.host(id);
      if (host === undefined || host.removed !== null)
        return units.run((unit) => admitWaiting(ground, unit, id, as));
      if (host.revoked === null) throw new OrreryError('conflict', `${shownName(host)} is not revoked.`);
      const admitted = holdersOf(storage, host.publicKey).map((row) => ({
        ...row,
        revoked: null,
        reason: 'admitted again; waiting for its agent',
      }));
      units.run((unit) => {
        for (const row of admitted) {
          unit.putHost(row);
          reopenLive(unit, row.id);
        }
      });
      for (const row of admitted) shut.delete(row.id);
      return admitted.map(toHostView);
    },
    refuse: (waitingId, by) =>
      units.run((unit) =>
        storage.putWaiting({ ...waitingRow(storage, waitingId), refused: { at: unit.now, by } }),
      ),
    rename(hostId, name) {
      const row = present(hostId);
      const rows = storage.hosts().filter((other) => other.removed === null && other.id !== hostId);
      if (name !== null && rows.some((other) => shownName(other) === name)) {
        throw new OrreryError('conflict', `Another machine is called ${name}. Nothing was changed.`);
      }
      const label = name === row.name ? null : (name ?? labelFor(rows, row.name, undefined));
      return units.run((unit) => {
        unit.putHost({ ...row, label });
        return toHostView({ ...row, label, changeSeq: unit.seq });
      });
    },
    remove(hostId, { by, withHistory }) {
      const row = storage.host(hostId);
      // What was removed with its history kept can lose that too, later.
      const canRemove = row && (row.removed === null || (withHistory && !row.removed.withHistory));
      if (!row || !canRemove) throw noHost();
      const isLastOfKey = holdersOf(storage, row.publicKey).every(({ id }) => id === hostId);
      units.run((unit) => {
        const removed = { at: unit.now, by, withHistory, isTold: false };
        unit.putHost({ ...row, isConnected: false, reason: `removed by ${by}`, removed });
        dropRequests(unit, hostId);
        dropLive(unit, hostId);
        if (!isLastOfKey) return;
        for (const guest of storage.waitingMachines()) {
          if (guest.publicKey === row.publicKey) storage.deleteWaiting(guest.id);
        }
      });
      shut.add(hostId);
    },
  };
}

function admitWaiting(
  { storage, newId }: DecisionGround,
  unit: UnitOfWork,
  id: string,
  as: AdmittedAs,
): HostView[] {
  const waiting = waitingRow(storage, id);
  const holders = holdersOf(storage, waiting.publicKey);
  if (holders.some((row) => row.revoked !== null)) {
    throw new OrreryError('conflict', 'The key of this machine is revoked. Admit the revoked machine first.');
  }
  if (as.as === 'same') {
    const row = { ...sameMachine(storage, waiting, as), machine: waiting.machine };
    storage.deleteWaiting(id);
    unit.putHost(row);
    return [toHostView(row)];
  }
  checkKeyHasRoom(storage, waiting.publicKey);
  storage.deleteWaiting(id);
  const duplicateOf = holders[0]?.duplicateOf ?? holders[0]?.id ?? null;
  const row = newHostRow(storage.hosts(), { ...waiting, duplicateOf }, { id: newId(), now: unit.now });
  unit.putHost({ ...row, lastSeenAt: null, reason: 'admitted; waiting for its agent' });
  return [toHostView(row)];
}

function noHost(): OrreryError {
  return new OrreryError('notFound', 'There is no such machine.');
}

function dropRequests(unit: UnitOfWork, hostId: string): void {
  for (const { id, sessionPk } of unit.storage.requestRefs(hostId)) {
    unit.storage.deleteRequest(hostId, id);
    unit.open(sessionPk);
  }
}

/** Nobody will tell how its clients end. */
function dropLive(unit: UnitOfWork, hostId: string): void {
  for (const { sessionPk, report } of unit.storage.liveOfHost(hostId)) {
    unit.storage.deleteLive(hostId, report.root, report.pid);
    unit.storage.deleteHook(sessionPk);
    unit.open(sessionPk);
  }
  reopenLive(unit, hostId);
}
