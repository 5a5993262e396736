import { OrreryError } from '@orrery/protocol';

/** A machine that has a key, as far as admission needs it. */
export interface KeyHolder {
  id: string;
  /** As it is shown. */
  name: string;
  machine: string;
  revoked: { by: string; why: string } | null;
}

/** A machine that waits for an administrator, or was refused by one. */
export interface KeyGuest {
  publicKey: string;
  machine: string;
  refused: { by: string } | null;
}

/** Who knocks: the key is proved, the machine is only what the agent says. */
interface Knock {
  publicKey: string;
  machine: string;
  /** It came with a join token, which has been used up for it. */
  hasJoined: boolean;
}

/** What becomes of a machine that proved its key. */
export type Admission =
  | { kind: 'known'; hostId: string }
  | { kind: 'new' }
  /** Nothing of it is taken. `isNoted`: an administrator is shown that it waits. */
  | { kind: 'out'; isNoted: boolean; error: OrreryError };

/** Machines of one key: more are a key that is handed around. */
export const MAX_HOSTS_OF_KEY = 8;

/** Machines that wait or were refused, of one key and of all. */
const MAX_GUESTS_OF_KEY = 3;
const MAX_GUESTS = 32;

/** Soon after an administrator has decided, the agent is in. */
const WAITING_RETRY_MS = 60_000;

/** Nobody waits for it to come back. */
const REFUSED_RETRY_MS = 600_000;

/**
 * Decides on a machine that proved its key. A key lets in the machine that joined with it and no other. Whoever has the key can
 * claim to be any of its machines, so a revocation is one of the key.
 */
export function decideAdmission(
  { publicKey, machine, hasJoined }: Knock,
  holders: readonly KeyHolder[],
  guests: readonly KeyGuest[],
): Admission {
  const revoked = holders.find((holder) => holder.revoked !== null)?.revoked;
  if (revoked) return { kind: 'out', isNoted: false, error: revokedError(revoked) };
  const known = holders.find((holder) => holder.machine === machine);
  if (known) return { kind: 'known', hostId: known.id };
  const [first] = holders;
  if (first === undefined) {
    if (hasJoined) return { kind: 'new' };
    // It was removed while it proved its key.
    const error = new OrreryError('joinRefused', NOT_JOINED);
    return { kind: 'out', isNoted: false, error };
  }
  const ofKey = guests.filter((guest) => guest.publicKey === publicKey);
  const guest = ofKey.find((other) => other.machine === machine);
  if (guest?.refused) return { kind: 'out', isNoted: true, error: refusedError(guest.refused.by) };
  const isFull = ofKey.length >= MAX_GUESTS_OF_KEY || guests.length >= MAX_GUESTS;
  if (guest === undefined && isFull) return { kind: 'out', isNoted: false, error: crowdedError() };
  return { kind: 'out', isNoted: true, error: waitingError(first.name) };
}

/** Of a key that never joined, or whose machine was removed: the hub cannot tell which. */
export const NOT_JOINED =
  'This machine has not joined this hub, or was removed. Join it with a new token: orrery join-token create';

const NEW_KEY =
  "If it was copied from that machine, remove its agent's state folder and join it with a token of its own.";

function revokedError({ by, why }: { by: string; why: string }): OrreryError {
  const reason = why === '' ? '' : ` (${why})`;
  return new OrreryError(
    'forbidden',
    `This machine was revoked on the hub by ${by}${reason}. Nothing is taken from it. ` +
      'To join again it needs an administrator, who admits it in Settings > Machines.',
    { retryAfterMs: REFUSED_RETRY_MS },
  );
}

function waitingError(name: string): OrreryError {
  return new OrreryError(
    'duplicateIdentity',
    `Another machine joined this hub with the same key: ${name}. Nothing is taken from this one until an administrator ` +
      `admits it in Settings > Machines. ${NEW_KEY}`,
    { retryAfterMs: WAITING_RETRY_MS },
  );
}

function refusedError(by: string): OrreryError {
  return new OrreryError(
    'forbidden',
    `This machine was refused on the hub by ${by}, because another one has the same key. Nothing is taken from it. ${NEW_KEY}`,
    { retryAfterMs: REFUSED_RETRY_MS },
  );
}

function crowdedError(): OrreryError {
  return new OrreryError(
    'forbidden',
    'Too many machines show keys of others and wait for an administrator. Nothing is taken from this one, and it is not ' +
      `shown to anybody. ${NEW_KEY}`,
    { retryAfterMs: REFUSED_RETRY_MS },
  );
}
