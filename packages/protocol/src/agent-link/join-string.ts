import { OrreryError } from '../orrery-error.ts';

/** What a person pastes on a new machine: which hub key to trust, and the one-use secret. */
export interface JoinToken {
  /** base64url SHA-256 of the hub's raw public key. */
  hubKeyHash: string;
  secret: string;
}

const PREFIX = 'orrery1';

/** `orrery1.<hub key hash>.<secret>` */
export function formatJoinToken(token: JoinToken): string {
  return [PREFIX, token.hubKeyHash, token.secret].join('.');
}

/** Throws `invalid` for anything else. */
export function parseJoinToken(text: string): JoinToken {
  const [prefix, hubKeyHash, secret, ...rest] = text.trim().split('.');
  if (prefix !== PREFIX || !hubKeyHash || !secret || rest.length > 0) {
    throw new OrreryError(
      'invalid',
      'This is not a join token. It starts with "orrery1." and has three parts.',
    );
  }
  return { hubKeyHash, secret };
}
