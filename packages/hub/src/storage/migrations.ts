/** One step of the schema. Steps are never changed once released; a newer program adds the next. */
export interface Migration {
  version: number;
  sql: string;
}

/** Types and clauses are those that SQLite and PostgreSQL share, as far as DDL allows (`blob` is `bytea` there). */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    sql: `
create table meta (key text primary key, value text not null) without rowid;

create table hosts (
  id text primary key, public_key text not null, machine text not null, name text not null,
  agent_version text not null, facts text not null, duplicate_of text, slot integer not null,
  is_connected integer not null, reason text not null, degraded text not null, last_seen_at integer,
  lag_lines integer not null, round_trip_ms real, change_seq integer not null
);

create table files (
  pk integer primary key, host_id text not null, root text not null, path text not null,
  generation integer not null, committed integer not null, identity text not null,
  session_pk integer, agent_id text, birth_ms integer not null
);
create unique index files_by_path on files (host_id, root, path);
create index files_by_session on files (session_pk);

create table raw_chunks (
  pk integer primary key, file_pk integer not null, generation integer not null,
  payload_start integer not null, start_byte integer not null, end_byte integer not null,
  encoding text not null, payload blob not null
);
create index raw_chunks_by_file on raw_chunks (file_pk, generation, start_byte);

create table documents (
  host_id text not null, root text not null, path text not null, sha256 text not null,
  content text not null, after_chunk integer not null,
  primary key (host_id, root, path)
);

create table sessions (
  pk integer primary key, id text not null, host_id text not null, uuid text not null,
  project text not null, person text, client text not null, state text not null,
  is_live integer not null, last_activity_at integer not null, last_seq integer not null,
  change_seq integer not null, search_text text not null, summary text not null,
  clients text not null, gone text
);
create unique index sessions_by_id on sessions (id);
create unique index sessions_by_uuid on sessions (host_id, uuid);
create index sessions_by_activity on sessions (last_activity_at, pk);
create index sessions_live on sessions (host_id) where is_live = 1;

create table session_states (session_pk integer primary key, state text not null);

create table agents (
  session_pk integer not null, agent_id text not null, first_seq integer not null,
  last_seq integer not null, view text not null,
  primary key (session_pk, agent_id)
) without rowid;

create table tool_calls (
  session_pk integer not null, use_seq integer not null, id text not null, view text not null,
  primary key (session_pk, use_seq, id)
) without rowid;

create table blocks (
  id integer primary key, session_pk integer not null, first_seq integer not null,
  last_seq integer not null, first_at integer not null, last_at integer not null,
  is_sealed integer not null, payload blob not null
);
create index blocks_by_session on blocks (session_pk, first_seq);
create index blocks_by_time on blocks (session_pk, last_at, first_at);

create table loose_blocks (id integer primary key);

create table segments (
  id integer primary key, level integer not null, first_block integer not null,
  last_block integer not null, blocks integer not null
);
create table segment_buckets (
  segment_id integer not null, bucket integer not null, postings blob not null,
  primary key (segment_id, bucket)
) without rowid;

create table message_usage (
  message_id text primary key, session_pk integer not null, agent_id text, birth_ms integer not null,
  session_id text not null, model text not null, at integer, input integer not null,
  output integer not null, cache_read integer not null, cache_write_5m integer not null,
  cache_write_1h integer not null, cost_micros integer not null, is_lower_bound integer not null
) without rowid;

create table day_totals (day text primary key, tokens integer not null, cost_micros integer not null);

create table live_sessions (
  host_id text not null, root text not null, pid integer not null, session_pk integer not null,
  report text not null,
  primary key (host_id, root, pid)
);
create index live_by_session on live_sessions (session_pk);
`,
  },
  {
    version: 2,
    sql: `
alter table sessions add column leaf_uuid text;
create index sessions_by_leaf on sessions (leaf_uuid);

create table summaries (leaf_uuid text primary key, text text not null) without rowid;
`,
  },
  {
    // The index has a third kind of gram: it is built again from the blocks, which are read directly until then.
    version: 3,
    sql: `
delete from segments;
delete from segment_buckets;
insert into loose_blocks (id) select id from blocks where id not in (select id from loose_blocks);
`,
  },
  {
    // Agents tell how their machines do, and what their clients ask; see `permission-requests.ts` of the protocol.
    version: 4,
    sql: `
alter table hosts add column protocol integer not null default 1;
alter table hosts add column status text not null
  default '{"metrics":null,"claudeVersion":null,"hooks":{"state":"unknown","detail":""}}';

create table held_requests (
  host_id text not null, id text not null, session_pk integer not null, request text not null,
  primary key (host_id, id)
);
create index held_by_session on held_requests (session_pk);

create table hook_reports (
  session_pk integer primary key, host_id text not null, at integer not null, report text not null
);
create index hooks_by_host on hook_reports (host_id, at);
`,
  },
  {
    // What a machine says of a message or a title is kept under its name, and chunks keep when they came. All that is
    // derived is built again: titles and tokens that one machine gave to another's sessions go. Chunks of before came
    // at the latest when this step ran.
    version: 5,
    sql: `
drop table message_usage;
create table message_usage (
  message_id text not null, host_id text not null, record text not null, standing text not null,
  session_pk integer not null, agent_id text, birth_ms integer not null,
  session_id text not null, model text not null, at integer, input integer not null,
  output integer not null, cache_read integer not null, cache_write_5m integer not null,
  cache_write_1h integer not null, cost_micros integer not null, is_lower_bound integer not null,
  primary key (message_id, host_id)
) without rowid;

drop table summaries;
create table summaries (
  host_id text not null, leaf_uuid text not null, text text not null,
  primary key (host_id, leaf_uuid)
) without rowid;

drop index sessions_by_leaf;
create index sessions_by_leaf on sessions (host_id, leaf_uuid);

alter table raw_chunks add column received_at integer;

insert into meta (key, value) values ('receivedBefore', cast(strftime('%s', 'now') as integer) * 1000)
  on conflict (key) do update set value = excluded.value;
insert into meta (key, value) values ('reindexedTo', 'due')
  on conflict (key) do update set value = excluded.value;
`,
  },
  {
    // Machines are revoked and removed; one that shows the key of another waits for an administrator.
    version: 6,
    sql: `
alter table hosts add column label text;
alter table hosts add column revoked text;
alter table hosts add column removed text;

create table waiting_machines (id text primary key, public_key text not null, machine text not null, row text not null);
create unique index waiting_by_machine on waiting_machines (public_key, machine);
`,
  },
  {
    // A fleet is read machine by machine, so that none can crowd out another.
    version: 7,
    sql: `
drop index sessions_live;
create index sessions_of_host on sessions (host_id, is_live, last_activity_at);
`,
  },
];
