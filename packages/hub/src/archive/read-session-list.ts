import { OrreryError, type SessionsPage, type SessionsQuery } from '@orrery/protocol';
import { summaryOf } from '../ingest/session-memory.ts';
import type { SessionRow } from '../storage/rows.ts';
import type { ReadStorage } from '../storage/storage.ts';

/** A page of the session list, newest activity first. */
export function readSessionList(storage: ReadStorage, query: SessionsQuery): SessionsPage {
  const { state, host, project, person, client, limit } = query;
  const rows = storage.listSessions({
    state,
    host,
    project,
    person,
    client,
    text: query.q?.toLowerCase(),
    after: query.cursor === undefined ? undefined : readCursor(query.cursor),
    limit: limit + 1,
  });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items: items.map(summaryOf), nextCursor: rows.length > limit && last ? writeCursor(last) : null };
}

function writeCursor({ lastActivityAt, pk }: SessionRow): string {
  return Buffer.from(`${lastActivityAt}.${pk}`).toString('base64url');
}

function readCursor(cursor: string): { lastActivityAt: number; pk: number } {
  const [lastActivityAt, pk, ...rest] = Buffer.from(cursor, 'base64url').toString().split('.').map(Number);
  if (!Number.isInteger(lastActivityAt) || !Number.isInteger(pk) || rest.length > 0) {
    throw new OrreryError('invalid', 'The cursor is not one that this hub gave.');
  }
  return { lastActivityAt: lastActivityAt ?? 0, pk: pk ?? 0 };
}
