import { OrreryError, parseJoinToken } from '@orrery/protocol';
import {
  createIdentity,
  type Identity,
  readIdentity,
  type WriteFile,
  writeIdentity,
} from './identity-store.ts';

/** An identity, the hub key to insist on, and the secret for a hub that does not know this agent yet. */
export interface Membership {
  identity: Identity;
  pinnedHubKeyHash: string;
  joinSecret: string | null;
}

/**
 * The stored identity, or a new one where a join token says which hub to trust. A token wins over what is stored: the
 * person who pastes it wants this hub. Throws `storage` or `invalid`.
 */
export function openMembership(options: {
  stateDir: string;
  hubUrl: string;
  joinToken: string | undefined;
  writeFile?: WriteFile | undefined;
}): Membership {
  const { stateDir, hubUrl } = options;
  const token = options.joinToken === undefined ? null : parseJoinToken(options.joinToken);
  const stored = readIdentity(stateDir);
  const identity = stored ?? createIdentity(hubUrl);
  const pinnedHubKeyHash = token?.hubKeyHash ?? identity.hubKeyHash;
  if (!pinnedHubKeyHash) {
    throw new OrreryError(
      'invalid',
      'This machine has not joined a hub. Create a token there: orrery join-token create',
    );
  }
  if (!stored) writeIdentity(stateDir, identity, options.writeFile);
  return { identity, pinnedHubKeyHash, joinSecret: token?.secret ?? null };
}

/** The hub has let this agent in: from now on no token is needed. */
export function rememberHub(
  stateDir: string,
  membership: Membership,
  hubUrl: string,
  writeFile?: WriteFile,
): void {
  const { identity, pinnedHubKeyHash } = membership;
  if (identity.hubKeyHash === pinnedHubKeyHash && identity.hubUrl === hubUrl) return;
  writeIdentity(stateDir, { ...identity, hubUrl, hubKeyHash: pinnedHubKeyHash }, writeFile);
  membership.identity = { ...identity, hubUrl, hubKeyHash: pinnedHubKeyHash };
}
