import { randomBytes } from 'node:crypto';
import { OrreryError } from '@orrery/protocol';
import { isSameSecret } from './secret.ts';

/** The one-time code that makes the owner. Lives in memory only: a restart makes a new one. */
export interface SetupCode {
  /** Null once an owner exists. */
  current(): string | null;
  /** Throws `forbidden` if the code is wrong, or `conflict` if nobody needs one any more. */
  check(code: string): void;
  /** Runs `makeOwner` if the code is right and nobody came first. Throws `forbidden` or `conflict`. */
  redeem(code: string, makeOwner: () => Promise<void>): Promise<void>;
}

/** A code as long as there is no owner. */
export function createSetupCode(hasOwner: boolean): SetupCode {
  let code = hasOwner ? null : randomBytes(18).toString('base64url');
  let isRedeeming = false;
  const check = (given: string) => {
    if (code === null) throw new OrreryError('conflict', 'This hub has an owner already. Sign in instead.');
    if (!isSameSecret(code, given)) {
      throw new OrreryError(
        'forbidden',
        'This code makes no owner: each start of the hub prints another one. Open the newest link.',
      );
    }
  };
  return {
    current: () => code,
    check,
    redeem: async (given, makeOwner) => {
      check(given);
      if (isRedeeming) throw new OrreryError('conflict', 'Somebody is setting up this hub right now.');
      isRedeeming = true;
      try {
        await makeOwner();
        code = null;
      } finally {
        isRedeeming = false;
      }
    },
  };
}
