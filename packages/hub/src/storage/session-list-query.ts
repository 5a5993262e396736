import type { SQLInputValue } from 'node:sqlite';
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, sql } from 'kysely';
import type { SessionRow } from './rows.ts';
import { toSession } from './sqlite-rows.ts';
import type { Statements } from './sqlite-statements.ts';
import type { SessionFilter } from './storage.ts';

interface Tables {
  sessions: {
    pk: number;
    host_id: string;
    project: string;
    person: string | null;
    client: string;
    state: string;
    last_activity_at: number;
    search_text: string;
  };
}

/** Kysely writes the text of the query only: another database needs another compiler here and nothing else. */
const builder = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

/** Session list with any mix of filters, newest activity first, by keyset. */
export function createSessionListQuery(statements: Statements): (filter: SessionFilter) => SessionRow[] {
  return (filter) => {
    const { sql: query, parameters } = sessionListQuery(filter).compile();
    const rows: SessionRow[] = [];
    for (const row of statements.iterate(query, ...(parameters as SQLInputValue[])))
      rows.push(toSession(row));
    return rows;
  };
}

function sessionListQuery(filter: SessionFilter) {
  let query = builder.selectFrom('sessions').selectAll();
  if (filter.state) query = query.where('state', 'in', filter.state);
  if (filter.host) query = query.where('host_id', 'in', filter.host);
  if (filter.project) query = query.where('project', 'in', filter.project);
  if (filter.person) query = query.where('person', 'in', filter.person);
  if (filter.client) query = query.where('client', 'in', filter.client);
  if (filter.text !== undefined) {
    const pattern = `%${filter.text.replace(/[\\%_]/g, '\\$&')}%`;
    query = query.where(sql<boolean>`search_text like ${pattern} escape '\\'`);
  }
  const { after } = filter;
  if (after) {
    query = query.where((is) =>
      is.or([
        is('last_activity_at', '<', after.lastActivityAt),
        is.and([is('last_activity_at', '=', after.lastActivityAt), is('pk', '<', after.pk)]),
      ]),
    );
  }
  return query.orderBy('last_activity_at', 'desc').orderBy('pk', 'desc').limit(filter.limit);
}
