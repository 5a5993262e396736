import { createHmac, randomBytes } from 'node:crypto';
import type { Clock } from '../server/clock.ts';
import { isSameSecret } from './secret.ts';

/**
 * What a browser shows of an earlier sign-in to an account. It opens nothing; it only tells the owner's browser from
 * strangers, so that their wrong passwords do not slow it down. Nothing is kept in the hub: the token is signed, over the
 * password as it is stored, so that none outlives the password with which it was earned.
 */
export interface BrowserTokens {
  /** Null for an account without a password. */
  issue(account: string): string | null;
  /** What failures of this browser are counted under; null for a token that is not of this account and password, or too old. */
  check(account: string, token: string | undefined): string | null;
}

interface BrowserTokensOptions {
  /** The hub's sign-in secret. */
  secret: string;
  clock: Clock;
  /** The password of an account, as it is stored. */
  passwordOf: (account: string) => string | null;
}

/** Each sign-in gives another one, so only a browser that stayed away this long is a stranger again. */
const LIFE_MS = 180 * 86_400_000;

/** Tokens signed with the hub's sign-in secret. */
export function createBrowserTokens({ secret, clock, passwordOf }: BrowserTokensOptions): BrowserTokens {
  const sign = (account: string, password: string, part: string) =>
    createHmac('sha256', secret)
      .update(JSON.stringify(['browser token', part, account.toLowerCase(), password]))
      .digest('base64url');
  return {
    issue: (account) => {
      const password = passwordOf(account);
      if (password === null) return null;
      const part = `${randomBytes(16).toString('base64url')}.${clock.now() + LIFE_MS}`;
      return `${part}.${sign(account, password, part)}`;
    },
    check: (account, token) => {
      const [id, endsAt, signature, ...more] = (token ?? '').split('.');
      if (!id || !endsAt || !signature || more.length > 0) return null;
      // Before anything is looked up: what is made up costs nothing.
      if (!(Number(endsAt) > clock.now())) return null;
      const password = passwordOf(account);
      if (password === null) return null;
      return isSameSecret(sign(account, password, `${id}.${endsAt}`), signature) ? id : null;
    },
  };
}
