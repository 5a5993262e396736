import { DEFAULT_GRANTS, type Grant } from '@orrery/protocol';
import { type Identity, readIdentity, type WriteFile, writeIdentity } from '../identity/identity-store.ts';
import { goneGrants, readGrants, writeGrants } from './grant-store.ts';

/** What a hub may do now, by the files alone. */
export interface GrantsNow {
  allows: Grant[];
  /** Why that is nothing although the owner may have allowed something; empty when nothing is wrong. */
  problem: string;
}

/**
 * Keeps what the owner says by the line that joins. Once a machine has joined, the file alone decides: one that is gone or
 * damaged allows nothing, because whoever can remove it must not gain by that. Returns what to tell the owner about an
 * `--allow` that does not count; null where there is nothing to tell. Throws `storage`.
 */
export function settleGrants(options: {
  stateDir: string;
  identity: Identity;
  allow: readonly Grant[] | undefined;
  writeFile?: WriteFile | undefined;
}): string | null {
  const { stateDir, identity, allow, writeFile } = options;
  const { allows: before, problem } = grantsNow(stateDir);
  const hasJoined = identity.hubKeyHash !== null;
  const kept = problem === '' ? readGrants(stateDir) : null;
  if (problem === '' && (kept === null || (!hasJoined && allow !== undefined))) {
    writeGrants(stateDir, allow ?? before);
  }
  if (!identity.keepsGrants) writeIdentity(stateDir, { ...identity, keepsGrants: true }, writeFile);
  const { allows } = grantsNow(stateDir);
  if (allow === undefined || isSame(allow, allows)) return null;
  return `--allow counts at the first join only; now: ${allows.join(', ') || 'nothing'}. To change it: orrery agent allow WHAT, orrery agent forbid WHAT`;
}

/** Reads the owner's file; where there is none, it depends on whether there should be one. */
export function grantsNow(stateDir: string): GrantsNow {
  try {
    const kept = readGrants(stateDir);
    if (kept !== null) return { allows: kept, problem: '' };
    const identity = readIdentity(stateDir);
    // Not joined yet, or by the version before, which asked nobody.
    const isUnsaid = identity === null || identity.hubKeyHash === null || !identity.keepsGrants;
    return isUnsaid
      ? { allows: [...DEFAULT_GRANTS], problem: '' }
      : { allows: [], problem: goneGrants(stateDir) };
  } catch (error) {
    return { allows: [], problem: error instanceof Error ? error.message : String(error) };
  }
}

function isSame(a: readonly Grant[], b: readonly Grant[]): boolean {
  return a.every((grant) => b.includes(grant)) && b.every((grant) => a.includes(grant));
}
