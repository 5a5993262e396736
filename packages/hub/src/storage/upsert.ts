/**
 * Text of "insert, or change the row with this key", in the words that SQLite and PostgreSQL share. Columns that are fixed
 * keep their first value, which spares the indexes over them.
 */
export function upsert(
  table: string,
  columns: { key: readonly string[]; fixed?: readonly string[]; changing: readonly string[] },
): string {
  const all = [...columns.key, ...(columns.fixed ?? []), ...columns.changing];
  const marks = all.map(() => '?').join(', ');
  const changes = columns.changing.map((column) => `${column} = excluded.${column}`).join(', ');
  return `insert into ${table} (${all.join(', ')}) values (${marks})
    on conflict (${columns.key.join(', ')}) do update set ${changes}`;
}
