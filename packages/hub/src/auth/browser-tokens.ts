import { createHmac, randomBytes } from 'node:crypto';
import { isSameSecret } from './secret.ts';

/**
 * What a browser shows of an earlier sign-in to an account. It opens nothing; it only tells the owner's browser from
 * strangers, so that their wrong passwords do not slow it down. Nothing is kept in the hub: the token is signed.
 */
export interface BrowserTokens {
  issue(account: string): string;
  /** What failures of this browser are counted under; null for a token that is not of this account. */
  check(account: string, token: string | undefined): string | null;
}

/** Tokens signed with the hub's sign-in secret. */
export function createBrowserTokens(secret: string): BrowserTokens {
  const sign = (account: string, id: string) =>
    createHmac('sha256', secret).update(`browser token\n${id}\n${account}`).digest('base64url');
  return {
    issue: (account) => {
      const id = randomBytes(16).toString('base64url');
      return `${id}.${sign(account.toLowerCase(), id)}`;
    },
    check: (account, token) => {
      const [id, signature] = (token ?? '').split('.');
      if (!id || !signature) return null;
      return isSameSecret(sign(account.toLowerCase(), id), signature) ? id : null;
    },
  };
}
