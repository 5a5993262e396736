import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import {
  type NoticeKind,
  OrreryError,
  type Webhook,
  type WebhookRequest,
  webhookSchema,
} from '@orrery/protocol';
import * as z from 'zod';
import type { Clock } from '../server/clock.ts';
import { noticeKindsColumn } from './notice-kinds-column.ts';

/** A webhook with its secret, for delivery. */
export interface WebhookTarget {
  id: string;
  name: string;
  isEnabled: boolean;
  url: string;
  format: Webhook['format'];
  secret: string;
}

/** How the last delivery ended. */
export type LastDelivery = NonNullable<Webhook['last']>;

/** Outgoing webhooks. Their secrets stay in the sign-in database. */
export interface Webhooks {
  /** Throws `conflict` over the limit. */
  create(request: WebhookRequest): Webhook;
  /** Throws `notFound`, and `invalid` where a kept secret would go to another address or out in another way. */
  update(id: string, request: WebhookRequest): Webhook;
  list(): Webhook[];
  /** Throws `notFound`. */
  remove(id: string): void;
  /** Throws `notFound`. */
  target(id: string): WebhookTarget;
  /** Enabled ones that are told of this. */
  targetsOf(kind: NoticeKind): WebhookTarget[];
  setLast(id: string, last: LastDelivery): void;
}

const MAX_WEBHOOKS = 50;

const flag = z.number().transform((value) => value !== 0);

const rowSchema = z.object({
  ...webhookSchema.pick({ id: true, name: true, url: true, format: true }).shape,
  ...{ kinds: noticeKindsColumn, isEnabled: flag, secret: z.string() },
  ...{ lastAt: z.number().nullable(), lastIsOk: flag, lastMessage: z.string() },
});

type Row = z.infer<typeof rowSchema>;

const COLUMNS =
  'id, name, url, format, kinds, is_enabled AS isEnabled, secret, ' +
  'last_at AS lastAt, last_is_ok AS lastIsOk, last_message AS lastMessage';

/** Webhooks over the sign-in database. */
export function createWebhooks(database: DatabaseSync, clock: Clock): Webhooks {
  const insert = database.prepare(
    'INSERT INTO webhook (name, url, format, kinds, is_enabled, secret, id, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const update = database.prepare(
    'UPDATE webhook SET name = ?, url = ?, format = ?, kinds = ?, is_enabled = ?, secret = coalesce(?, secret) WHERE id = ?',
  );
  const all = database.prepare(`SELECT ${COLUMNS} FROM webhook ORDER BY created_at, id`);
  const byId = database.prepare(`SELECT ${COLUMNS} FROM webhook WHERE id = ?`);
  const remove = database.prepare('DELETE FROM webhook WHERE id = ?');
  const setLast = database.prepare(
    'UPDATE webhook SET last_at = ?, last_is_ok = ?, last_message = ? WHERE id = ?',
  );
  const read = () => z.array(rowSchema).parse(all.all());
  const readOne = (id: string): Row => {
    const row = byId.get(id);
    if (row === undefined) throw unknownWebhook();
    return rowSchema.parse(row);
  };
  return {
    create: (request) => {
      if (read().length >= MAX_WEBHOOKS) {
        throw new OrreryError('conflict', `There are ${MAX_WEBHOOKS} webhooks. Remove one of them first.`);
      }
      const id = randomUUID();
      insert.run(...fieldsOf(request), request.secret ?? '', id, clock.now());
      return toView(readOne(id));
    },
    update: (id, request) => {
      checkSecretStays(readOne(id), request);
      update.run(...fieldsOf(request), request.secret ?? null, id);
      return toView(readOne(id));
    },
    list: () => read().map(toView),
    remove: (id) => {
      if (remove.run(id).changes === 0) throw unknownWebhook();
    },
    target: (id) => toTarget(readOne(id)),
    targetsOf: (kind) =>
      read()
        .filter(({ isEnabled, kinds }) => isEnabled && kinds.includes(kind))
        .map(toTarget),
    setLast: (id, { at, isOk, message }) => void setLast.run(at, Number(isOk), message, id),
  };
}

function fieldsOf({ name, url, format, kinds, isEnabled }: WebhookRequest) {
  return [name, url, format, JSON.stringify(kinds), Number(isEnabled)] as const;
}

function toView({ secret, lastAt, lastIsOk, lastMessage, ...row }: Row): Webhook {
  const last = lastAt === null ? null : { at: lastAt, isOk: lastIsOk, message: lastMessage };
  return { ...row, hasSecret: secret !== '', last };
}

function toTarget({ id, name, isEnabled, url, format, secret }: Row): WebhookTarget {
  return { id, name, isEnabled, url, format, secret };
}

/** Nobody can read a secret here, so nobody may have it sent to where they can read it. */
function checkSecretStays(before: Row, { url, format, secret }: WebhookRequest): void {
  // What goes to a chat carries none.
  if (before.secret === '' || secret !== undefined || format === 'slack') return;
  if (new URL(before.url).origin === new URL(url).origin && before.format === format) return;
  throw new OrreryError(
    'invalid',
    'The address or the format is another one: enter the secret again, or remove it.',
  );
}

function unknownWebhook(): OrreryError {
  return new OrreryError('notFound', 'There is no such webhook.');
}
