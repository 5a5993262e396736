import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import {
  type NoticeKind,
  OrreryError,
  type PushSubscriptionRequest,
  type PushSubscriptionView,
  pushSubscriptionSchema,
} from '@orrery/protocol';
import * as z from 'zod';
import type { Clock } from '../server/clock.ts';
import { noticeKindsColumn } from './notice-kinds-column.ts';
import type { PushKeys } from './push-encryption.ts';

/** A browser that is told, with what is needed to tell it. */
export interface PushTarget {
  id: string;
  userId: string;
  endpoint: string;
  keys: PushKeys;
  kinds: readonly NoticeKind[];
}

/** Browsers of people. One belongs to whoever subscribed with it last. */
export interface PushSubscriptions {
  /** Makes one, or renews that of the same endpoint. Throws `conflict` over the limit. */
  put(userId: string, request: PushSubscriptionRequest): PushSubscriptionView;
  list(userId: string): PushSubscriptionView[];
  /** Throws `notFound`, also for somebody else's. */
  setKinds(userId: string, id: string, kinds: readonly NoticeKind[]): PushSubscriptionView;
  /** Throws `notFound`, also for somebody else's. */
  remove(userId: string, id: string): void;
  /** All browsers of a person but the one with this endpoint; returns how many. */
  removeOthers(userId: string, keptEndpoint: string | null): number;
  /** Throws `notFound`, also for somebody else's. */
  target(userId: string, id: string): PushTarget;
  /** Null when it is no more. */
  find(id: string): PushTarget | null;
  /** All that are told of this. Those of people who are no more are removed. */
  targetsOf(kind: NoticeKind): PushTarget[];
  /** Empty: the last one went through. */
  setProblem(id: string, problem: string): void;
  /** The push service says that it is no more. */
  drop(id: string): void;
}

/** More browsers than a person has; a script that subscribes without end stops here. */
const MAX_PER_PERSON = 20;

const VIEW = 'id, label, endpoint, kinds, created_at AS createdAt, problem';

const TARGET = 'id, user_id AS userId, endpoint, p256dh, auth, kinds';

const viewSchema = pushSubscriptionSchema.extend({ kinds: noticeKindsColumn });

const targetSchema = z
  .object({
    id: z.string(),
    userId: z.string(),
    endpoint: z.string(),
    p256dh: z.string(),
    auth: z.string(),
    kinds: noticeKindsColumn,
  })
  .transform(({ p256dh, auth, ...row }): PushTarget => ({ ...row, keys: { p256dh, auth } }));

/** Subscriptions over the sign-in database. */
export function createPushSubscriptions(database: DatabaseSync, clock: Clock): PushSubscriptions {
  const upsert = database.prepare(
    'INSERT INTO push_subscription (id, user_id, endpoint, p256dh, auth, label, kinds, created_at) ' +
      'VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (endpoint) DO UPDATE SET user_id = excluded.user_id, ' +
      `p256dh = excluded.p256dh, auth = excluded.auth, label = excluded.label, kinds = excluded.kinds, problem = ''`,
  );
  const count = database.prepare(
    'SELECT count(*) AS n FROM push_subscription WHERE user_id = ? AND endpoint <> ?',
  );
  const byEndpoint = database.prepare(`SELECT ${VIEW} FROM push_subscription WHERE endpoint = ?`);
  const byId = database.prepare(`SELECT ${VIEW} FROM push_subscription WHERE user_id = ? AND id = ?`);
  const ofPerson = database.prepare(
    `SELECT ${VIEW} FROM push_subscription WHERE user_id = ? ORDER BY created_at DESC, id`,
  );
  const setKinds = database.prepare('UPDATE push_subscription SET kinds = ? WHERE user_id = ? AND id = ?');
  const remove = database.prepare('DELETE FROM push_subscription WHERE user_id = ? AND id = ?');
  const removeOthers = database.prepare(
    'DELETE FROM push_subscription WHERE user_id = ? AND endpoint IS NOT ?',
  );
  const drop = database.prepare('DELETE FROM push_subscription WHERE id = ?');
  const setProblem = database.prepare('UPDATE push_subscription SET problem = ? WHERE id = ?');
  const targets = database.prepare(`SELECT ${TARGET} FROM push_subscription`);
  const targetById = database.prepare(`SELECT ${TARGET} FROM push_subscription WHERE id = ?`);
  const find = (id: string) => {
    const row = targetById.get(id);
    return row === undefined ? null : targetSchema.parse(row);
  };
  return {
    put: (userId, { endpoint, keys, label, kinds }) => {
      if (Number(count.get(userId, endpoint)?.n) >= MAX_PER_PERSON) {
        throw new OrreryError(
          'conflict',
          `You have ${MAX_PER_PERSON} browsers that are told. Remove one of them first.`,
        );
      }
      const { p256dh, auth } = keys;
      upsert.run(randomUUID(), userId, endpoint, p256dh, auth, label, JSON.stringify(kinds), clock.now());
      return viewSchema.parse(byEndpoint.get(endpoint));
    },
    list: (userId) => z.array(viewSchema).parse(ofPerson.all(userId)),
    setKinds: (userId, id, kinds) => {
      if (setKinds.run(JSON.stringify(kinds), userId, id).changes === 0) throw unknownBrowser();
      return viewSchema.parse(byId.get(userId, id));
    },
    remove: (userId, id) => {
      if (remove.run(userId, id).changes === 0) throw unknownBrowser();
    },
    removeOthers: (userId, keptEndpoint) => Number(removeOthers.run(userId, keptEndpoint).changes),
    target: (userId, id) => {
      const found = find(id);
      if (found?.userId !== userId) throw unknownBrowser();
      return found;
    },
    find,
    targetsOf: (kind) => {
      removeOrphans(database);
      return z
        .array(targetSchema)
        .parse(targets.all())
        .filter(({ kinds }) => kinds.includes(kind));
    },
    setProblem: (id, problem) => void setProblem.run(problem, id),
    drop: (id) => void drop.run(id),
  };
}

/** The library makes its table when it is first used; where there is none, nobody has signed in yet. */
function removeOrphans(database: DatabaseSync): void {
  const table = database.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'user'`).get();
  if (table === undefined) return;
  database.exec('DELETE FROM push_subscription WHERE user_id NOT IN (SELECT id FROM user)');
}

function unknownBrowser(): OrreryError {
  return new OrreryError('notFound', 'None of your browsers has this subscription.');
}
