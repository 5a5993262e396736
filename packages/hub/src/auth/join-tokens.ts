import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { formatJoinToken, joinTokenSchema, OrreryError } from '@orrery/protocol';
import * as z from 'zod';
import type { Clock } from '../server/clock.ts';
import { hashSecret, randomSecret } from './secret.ts';

/** A join token without its secret. */
export type JoinTokenView = z.infer<typeof joinTokenSchema>;

/** What a new token allows. */
export interface JoinTokenRequest {
  uses: number;
  expiresMs: number;
  name?: string | undefined;
}

/** Short-lived permissions for a new machine to join. Only hashes of their secrets are kept. */
export interface JoinTokens {
  create(request: JoinTokenRequest): JoinTokenView & { token: string };
  list(): JoinTokenView[];
  /** Throws `notFound`. */
  revoke(id: string): void;
  /** Uses it once. Throws `joinRefused`: unknown, used up, expired and revoked look the same from outside. */
  redeem(secret: string): void;
}

const COLUMNS =
  'id, name, uses_left AS usesLeft, expires_at AS expiresAt, created_at AS createdAt, is_revoked AS isRevoked';

const rowSchema = joinTokenSchema.extend({ isRevoked: z.number().transform((value) => value !== 0) });

/** Join tokens over the sign-in database; `hubKeyHash` is what the token pins. */
export function createJoinTokens(database: DatabaseSync, hubKeyHash: string, clock: Clock): JoinTokens {
  const insert = database.prepare(
    'INSERT INTO join_token (id, secret_hash, name, uses_left, expires_at, created_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const all = database.prepare(`SELECT ${COLUMNS} FROM join_token ORDER BY created_at DESC, id`);
  const revoke = database.prepare('UPDATE join_token SET is_revoked = 1 WHERE id = ?');
  // One statement decides, so that two machines cannot share the last use.
  const redeem = database.prepare(
    'UPDATE join_token SET uses_left = uses_left - 1 ' +
      'WHERE secret_hash = ? AND uses_left > 0 AND is_revoked = 0 AND expires_at > ?',
  );
  return {
    create: ({ uses, expiresMs, name }) => {
      const secret = randomSecret();
      const createdAt = clock.now();
      const view = {
        id: randomUUID(),
        name: name ?? null,
        usesLeft: uses,
        expiresAt: createdAt + expiresMs,
        createdAt,
        isRevoked: false,
      };
      insert.run(view.id, hashSecret(secret), view.name, uses, view.expiresAt, createdAt);
      return { ...view, token: formatJoinToken({ hubKeyHash, secret }) };
    },
    list: () => z.array(rowSchema).parse(all.all()),
    revoke: (id) => {
      if (revoke.run(id).changes === 0) throw new OrreryError('notFound', 'There is no such join token.');
    },
    redeem: (secret) => {
      if (redeem.run(hashSecret(secret), clock.now()).changes > 0) return;
      throw new OrreryError(
        'joinRefused',
        'The join token is unknown, used up, expired or revoked. Make a new one: orrery join-token create',
      );
    },
  };
}
