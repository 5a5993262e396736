import { OrreryError, type WaitingMachine } from '@orrery/protocol';
import { decideAdmission, MAX_HOSTS_OF_KEY } from '../agent-link/admission.ts';
import type { AdmittedAs, HostRegistration } from '../archive/archive.ts';
import type { HostRow, WaitingRow } from '../storage/rows.ts';
import type { Storage } from '../storage/storage.ts';
import { shownName } from './host-label.ts';

/** One that was not seen for so long makes room for others. */
const FORGET_MS = 30 * 86_400_000;

/** An agent that waits asks every minute: it is not written down every time. */
const SEEN_STEP_MS = 60_000;

/** Machines with a key that joined, without those that were removed. */
export function holdersOf(storage: Storage, publicKey: string): HostRow[] {
  return storage.hosts().filter((row) => row.removed === null && row.publicKey === publicKey);
}

/** What becomes of a machine that proved its key; one that waits is written down. Part of a transaction. */
export function admitInto(
  storage: Storage,
  host: HostRegistration,
  at: { now: number; newId: () => string },
) {
  const holders = holdersOf(storage, host.publicKey).map((row) => ({ ...row, name: shownName(row) }));
  for (const row of storage.waitingMachines()) {
    if (row.lastSeenAt < at.now - FORGET_MS) storage.deleteWaiting(row.id);
  }
  const guests = storage.waitingMachines();
  const admission = decideAdmission(host, holders, guests);
  if (admission.kind !== 'out' || !admission.isNoted) return admission;
  const before = guests.find((row) => row.publicKey === host.publicKey && row.machine === host.machine);
  if (before && at.now - before.lastSeenAt < SEEN_STEP_MS) return admission;
  const { publicKey, machine, name, agentVersion, protocol, facts } = host;
  const seen = { publicKey, machine, name, agentVersion, protocol, facts, lastSeenAt: at.now };
  storage.putWaiting({ id: at.newId(), firstSeenAt: at.now, refused: null, ...before, ...seen });
  return admission;
}

/** Those that wait and those that were refused, as administrators see them. */
export function listWaiting(storage: Storage): WaitingMachine[] {
  return storage.waitingMachines().map((row) => ({
    id: row.id,
    name: row.name,
    os: row.facts.os,
    arch: row.facts.arch,
    person: row.facts.person,
    agentVersion: row.agentVersion,
    knownAs: holdersOf(storage, row.publicKey).map((host) => ({ id: host.id, name: shownName(host) })),
    firstSeenAt: row.firstSeenAt,
    lastSeenAt: row.lastSeenAt,
    refused: row.refused,
  }));
}

/** The machine that waits under an id. Throws `notFound`. */
export function waitingRow(storage: Storage, id: string): WaitingRow {
  const row = storage.waitingMachines().find((other) => other.id === id);
  if (row === undefined) throw new OrreryError('notFound', 'No such machine waits.');
  return row;
}

/** The machine that one which waits is said to be. Throws `conflict` where several could be meant. */
export function sameMachine(storage: Storage, row: WaitingRow, as: AdmittedAs): HostRow {
  const holders = holdersOf(storage, row.publicKey);
  const meant = as.hostId === undefined ? holders : holders.filter(({ id }) => id === as.hostId);
  const [one, ...more] = meant;
  if (one === undefined) throw new OrreryError('notFound', 'No such machine has this key.');
  if (more.length > 0) {
    const names = holders.map(shownName).join(', ');
    throw new OrreryError('conflict', `Several machines have this key: ${names}. Say which one it is.`);
  }
  return one;
}

/** Throws `conflict` when a key has as many machines as it may have. */
export function checkKeyHasRoom(storage: Storage, publicKey: string): void {
  if (holdersOf(storage, publicKey).length < MAX_HOSTS_OF_KEY) return;
  throw new OrreryError(
    'conflict',
    `${MAX_HOSTS_OF_KEY} machines have this key already. Join this one with a token of its own.`,
  );
}
