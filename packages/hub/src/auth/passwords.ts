import type { DatabaseSync } from 'node:sqlite';
import { OrreryError } from '@orrery/protocol';
import type { PushSubscriptions } from '../notices/push-subscriptions.ts';
import type { Clock } from '../server/clock.ts';
import { inTransaction } from './in-transaction.ts';
import type { People, Person } from './people.ts';
import { hashSecret, randomSecret } from './secret.ts';

/** A code by which its person chooses a new password, once. */
export interface ResetCode {
  code: string;
  expiresAt: number;
  /** Sessions that the reset ended. */
  ended: number;
  /** Browsers that were notified and are no more. */
  untold: number;
}

/** Changing and resetting passwords. Each ends the sessions that came from the old one. */
export interface Passwords {
  /** `endOthers`, with a new password. Throws `forbidden` when the current password is wrong. */
  change(change: OwnSession & { current: string; next: string }): Promise<OthersEnded>;
  /**
   * Ends all other sessions and what other browsers are told, and gives the own session a new page secret: whoever saw the
   * old one is out too.
   */
  endOthers(own: OwnSession): OthersEnded;
  /** Makes the password worthless and ends all sessions and notifications at once. Throws `notFound`. */
  reset(email: string): Promise<ResetCode>;
  /** Sets a new password with a reset code. Throws `forbidden`: unknown, used and run out look the same. */
  redeem(redemption: { code: string; password: string }): Promise<Person>;
}

/** The session that goes on. */
interface OwnSession {
  userId: string;
  sessionId: string;
  /** Push endpoint of the browser that has it; all others are told no more. */
  keptEndpoint: string | null;
}

/** What ended, and what the session goes on with. */
interface OthersEnded {
  ended: number;
  untold: number;
  pageSecret: string;
}

/** How long a reset code is good. */
const CODE_LIFE_MS = 3_600_000;

interface PasswordsOptions {
  database: DatabaseSync;
  people: People;
  pushSubscriptions: Pick<PushSubscriptions, 'removeOthers'>;
  clock: Clock;
}

/** Passwords over the sign-in database. */
export function createPasswords({ database, people, pushSubscriptions, clock }: PasswordsOptions): Passwords {
  const endOthers = ({ userId, sessionId, keptEndpoint }: OwnSession): OthersEnded =>
    inTransaction(database, () => {
      const pageSecret = randomSecret();
      people.replacePageHash(sessionId, hashSecret(pageSecret));
      const ended = people.endSessions(userId, sessionId);
      return { ended, untold: pushSubscriptions.removeOthers(userId, keptEndpoint), pageSecret };
    });
  const putCode = database.prepare(
    'INSERT INTO password_reset (user_id, code_hash, expires_at) VALUES (?, ?, ?) ON CONFLICT (user_id) ' +
      'DO UPDATE SET code_hash = excluded.code_hash, expires_at = excluded.expires_at',
  );
  const byCode = database.prepare(
    'SELECT user_id FROM password_reset WHERE code_hash = ? AND expires_at > ?',
  );
  const dropCode = database.prepare('DELETE FROM password_reset WHERE user_id = ?');
  const setPassword = (userId: string, hash: string, before: string) => {
    if (people.replacePassword(userId, hash, before)) return;
    throw new OrreryError(
      'conflict',
      'The password was changed elsewhere meanwhile. This change was not made.',
    );
  };
  const codeOwner = (code: string): Person => {
    const row = byCode.get(hashSecret(code), clock.now());
    const person = people.list().find(({ id }) => id === row?.user_id);
    if (person !== undefined) return person;
    throw new OrreryError(
      'forbidden',
      'This code is wrong, was used, or has run out. Make a new one on the hub: orrery account reset EMAIL',
    );
  };
  return {
    endOthers,
    change: async ({ current, next, ...own }) => {
      const { userId } = own;
      const { hashPassword, verifyPassword } = await hashing();
      const before = people.passwordHash(userId);
      if (before === null || !(await verifyPassword({ hash: before, password: current }))) {
        throw new OrreryError('forbidden', 'The current password is wrong. Nothing was changed.');
      }
      const hash = await hashPassword(next);
      return inTransaction(database, () => {
        setPassword(userId, hash, before);
        dropCode.run(userId);
        return endOthers(own);
      });
    },
    reset: async (email) => {
      const person = people.find(email);
      if (person === null)
        throw new OrreryError('notFound', `Nobody has an account with the address ${email}.`);
      const unknown = await (await hashing()).hashPassword(randomSecret());
      const code = randomSecret();
      const expiresAt = clock.now() + CODE_LIFE_MS;
      return inTransaction(database, () => {
        setPassword(person.id, unknown, people.passwordHash(person.id) ?? '');
        putCode.run(person.id, hashSecret(code), expiresAt);
        const ended = people.endSessions(person.id, null);
        return { code, expiresAt, ended, untold: pushSubscriptions.removeOthers(person.id, null) };
      });
    },
    redeem: async ({ code, password }) => {
      // Before the costly part: whoever guesses pays for it, not the hub.
      codeOwner(code);
      const hash = await (await hashing()).hashPassword(password);
      return inTransaction(database, () => {
        const person = codeOwner(code);
        setPassword(person.id, hash, people.passwordHash(person.id) ?? '');
        dropCode.run(person.id);
        people.endSessions(person.id, null);
        pushSubscriptions.removeOthers(person.id, null);
        return person;
      });
    },
  };
}

/** The library's own hashes, so that it takes our passwords and we take its. */
function hashing() {
  return import('better-auth/crypto');
}
