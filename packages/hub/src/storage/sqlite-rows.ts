import type { DocumentRef } from '../archive/archive.ts';
import type {
  AgentRow,
  BlockRow,
  ChunkRow,
  DocumentRow,
  FileRow,
  HookRow,
  HostRow,
  LiveRow,
  RequestRow,
  SessionRow,
  ToolCallRow,
  UsageRow,
} from './rows.ts';
import type { SqlRow } from './sqlite-statements.ts';
import type { ChunkRef } from './storage.ts';

// The columns were written by this program with these types (the schema is checked on opening), so that a mapper
// only renames; it does not validate again.

const text = (row: SqlRow, column: string) => row[column] as string;
const number = (row: SqlRow, column: string) => row[column] as number;
const maybeText = (row: SqlRow, column: string) => row[column] as string | null;
const maybeNumber = (row: SqlRow, column: string) => row[column] as number | null;
const maybeJson = (row: SqlRow, column: string) => {
  const value = maybeText(row, column);
  return value === null ? null : JSON.parse(value);
};
const flag = (row: SqlRow, column: string) => row[column] === 1;
const bytes = (row: SqlRow, column: string) => row[column] as Uint8Array;

export function toHost(row: SqlRow): HostRow {
  return {
    id: text(row, 'id'),
    publicKey: text(row, 'public_key'),
    machine: text(row, 'machine'),
    name: text(row, 'name'),
    agentVersion: text(row, 'agent_version'),
    facts: JSON.parse(text(row, 'facts')),
    duplicateOf: maybeText(row, 'duplicate_of'),
    slot: number(row, 'slot'),
    isConnected: flag(row, 'is_connected'),
    reason: text(row, 'reason'),
    degraded: text(row, 'degraded'),
    lastSeenAt: maybeNumber(row, 'last_seen_at'),
    lagLines: number(row, 'lag_lines'),
    roundTripMs: maybeNumber(row, 'round_trip_ms'),
    protocol: number(row, 'protocol'),
    // Rows of an older version lack some; the agent tells when it links.
    status: { allows: [], notFollowed: [], ...JSON.parse(text(row, 'status')) },
    label: maybeText(row, 'label'),
    revoked: maybeJson(row, 'revoked'),
    removed: maybeJson(row, 'removed'),
    changeSeq: number(row, 'change_seq'),
  };
}

export function toFile(row: SqlRow): FileRow {
  return {
    pk: number(row, 'pk'),
    hostId: text(row, 'host_id'),
    root: text(row, 'root'),
    path: text(row, 'path'),
    generation: number(row, 'generation'),
    committed: number(row, 'committed'),
    identity: JSON.parse(text(row, 'identity')),
    sessionPk: maybeNumber(row, 'session_pk'),
    agentId: maybeText(row, 'agent_id'),
    birthMs: number(row, 'birth_ms'),
  };
}

export function toChunkRef(row: SqlRow): ChunkRef {
  return {
    pk: number(row, 'pk'),
    filePk: number(row, 'file_pk'),
    generation: number(row, 'generation'),
    payloadStart: number(row, 'payload_start'),
    start: number(row, 'start_byte'),
    end: number(row, 'end_byte'),
    encoding: text(row, 'encoding') as ChunkRow['encoding'],
    receivedAt: maybeNumber(row, 'received_at'),
  };
}

export function toChunk(row: SqlRow): ChunkRow {
  return { ...toChunkRef(row), payload: bytes(row, 'payload') };
}

export function toDocumentRef(row: SqlRow): DocumentRef {
  return { root: text(row, 'root'), path: text(row, 'path'), sha256: text(row, 'sha256') };
}

export function toDocument(row: SqlRow): Omit<DocumentRow, 'content'> {
  return {
    hostId: text(row, 'host_id'),
    root: text(row, 'root'),
    path: text(row, 'path'),
    sha256: text(row, 'sha256'),
    afterChunk: number(row, 'after_chunk'),
  };
}

export function toSession(row: SqlRow): SessionRow {
  return {
    pk: number(row, 'pk'),
    id: text(row, 'id'),
    hostId: text(row, 'host_id'),
    uuid: text(row, 'uuid'),
    project: text(row, 'project'),
    person: maybeText(row, 'person'),
    client: text(row, 'client'),
    state: text(row, 'state'),
    isLive: flag(row, 'is_live'),
    lastActivityAt: number(row, 'last_activity_at'),
    lastSeq: number(row, 'last_seq'),
    changeSeq: number(row, 'change_seq'),
    searchText: text(row, 'search_text'),
    summary: text(row, 'summary'),
    clients: text(row, 'clients'),
    gone: maybeText(row, 'gone'),
    leafUuid: maybeText(row, 'leaf_uuid'),
  };
}

export function toAgent(row: SqlRow): AgentRow {
  return {
    sessionPk: number(row, 'session_pk'),
    agentId: text(row, 'agent_id'),
    firstSeq: number(row, 'first_seq'),
    lastSeq: number(row, 'last_seq'),
    view: text(row, 'view'),
  };
}

export function toToolCall(row: SqlRow): ToolCallRow {
  return {
    sessionPk: number(row, 'session_pk'),
    id: text(row, 'id'),
    useSeq: number(row, 'use_seq'),
    view: text(row, 'view'),
  };
}

export function toBlock(row: SqlRow): BlockRow {
  return {
    id: number(row, 'id'),
    sessionPk: number(row, 'session_pk'),
    firstSeq: number(row, 'first_seq'),
    lastSeq: number(row, 'last_seq'),
    firstAt: number(row, 'first_at'),
    lastAt: number(row, 'last_at'),
    isSealed: flag(row, 'is_sealed'),
    payload: bytes(row, 'payload'),
  };
}

export function toUsage(row: SqlRow): UsageRow {
  return {
    messageId: text(row, 'message_id'),
    hostId: text(row, 'host_id'),
    record: text(row, 'record'),
    standing: text(row, 'standing') as UsageRow['standing'],
    sessionPk: number(row, 'session_pk'),
    agentId: maybeText(row, 'agent_id'),
    birthMs: number(row, 'birth_ms'),
    sessionId: text(row, 'session_id'),
    model: text(row, 'model'),
    at: maybeNumber(row, 'at'),
    input: number(row, 'input'),
    output: number(row, 'output'),
    cacheRead: number(row, 'cache_read'),
    cacheWrite5m: number(row, 'cache_write_5m'),
    cacheWrite1h: number(row, 'cache_write_1h'),
    costMicros: number(row, 'cost_micros'),
    isLowerBound: flag(row, 'is_lower_bound'),
  };
}

export function toLive(row: SqlRow): LiveRow {
  return {
    hostId: text(row, 'host_id'),
    sessionPk: number(row, 'session_pk'),
    report: JSON.parse(text(row, 'report')),
  };
}

export function toRequest(row: SqlRow): RequestRow {
  return {
    hostId: text(row, 'host_id'),
    sessionPk: number(row, 'session_pk'),
    request: JSON.parse(text(row, 'request')),
  };
}

export function toHook(row: SqlRow): HookRow {
  return {
    hostId: text(row, 'host_id'),
    sessionPk: number(row, 'session_pk'),
    report: JSON.parse(text(row, 'report')),
  };
}
