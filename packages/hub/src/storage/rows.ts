import type {
  FileIdentity,
  Grant,
  HeldRequest,
  HookReport,
  HooksState,
  HostFacts,
  HostMetrics,
  LiveSession,
  Revocation,
} from '@orrery/protocol';

/** Keys named `pk` are small integers given by the storage; ids are what the outside sees. */
export interface HostRow {
  id: string;
  publicKey: string;
  machine: string;
  name: string;
  agentVersion: string;
  facts: HostFacts;
  duplicateOf: string | null;
  slot: number;
  isConnected: boolean;
  /** Why it is not connected, for people. */
  reason: string;
  /** Why its agent polls; empty when it does not. */
  degraded: string;
  lastSeenAt: number | null;
  lagLines: number;
  roundTripMs: number | null;
  /** Protocol version of its agent. */
  protocol: number;
  status: HostRowStatus;
  /** Name that it is shown with instead of its own: chosen by an administrator, or to tell two of one name apart. */
  label: string | null;
  /** Set while its key is refused. */
  revoked: Revocation | null;
  /** Set once it is gone from every list. */
  removed: Removed | null;
  changeSeq: number;
}

/** How a machine was removed. */
export interface Removed {
  at: number;
  by: string;
  /** What it brought is deleted too; afterwards the row is. */
  withHistory: boolean;
  /** Its sessions say so. Only where they stay. */
  isTold: boolean;
}

/** A machine that showed a known key and is not the one that joined with it. */
export interface WaitingRow {
  id: string;
  publicKey: string;
  machine: string;
  name: string;
  agentVersion: string;
  protocol: number;
  facts: HostFacts;
  firstSeenAt: number;
  lastSeenAt: number;
  refused: { at: number; by: string } | null;
}

/** What the agent last told of its machine; kept when it goes. */
export interface HostRowStatus {
  metrics: HostMetrics | null;
  claudeVersion: string | null;
  hooks: HooksState;
  allows: Grant[];
  notFollowed: string[];
}

/** One transcript file of one host, and how much of it is committed. */
export interface FileRow {
  pk: number;
  hostId: string;
  root: string;
  path: string;
  generation: number;
  committed: number;
  identity: FileIdentity;
  /** Null for a file that belongs to no session (kept raw only). */
  sessionPk: number | null;
  agentId: string | null;
  /** Creation time of the first generation; unknown is `Number.MAX_SAFE_INTEGER`, so that it ranks last. */
  birthMs: number;
}

/** A piece of the raw log: bytes [start, end) of a generation. The payload may begin earlier, at `payloadStart`. */
export interface ChunkRow {
  pk: number;
  filePk: number;
  generation: number;
  payloadStart: number;
  start: number;
  end: number;
  encoding: 'zstd' | 'gzip' | 'none' | 'skipped';
  payload: Uint8Array;
  /** The hub's time when it came; null where an older hub took it. */
  receivedAt: number | null;
}

/** A small file kept whole. `afterChunk` is its place in the raw log. */
export interface DocumentRow {
  hostId: string;
  root: string;
  path: string;
  sha256: string;
  content: string;
  afterChunk: number;
}

/** What lists and filters need of a session, and its summary as JSON. */
export interface SessionRow {
  pk: number;
  id: string;
  hostId: string;
  /** The client's own session id; `id` differs from it when two hosts have the same. */
  uuid: string;
  project: string;
  person: string | null;
  client: string;
  state: string;
  isLive: boolean;
  /** 0 when unknown, so that it sorts. */
  lastActivityAt: number;
  lastSeq: number;
  changeSeq: number;
  /** Lower case: title, first prompt, project, directory, branch. */
  searchText: string;
  /** JSON of a `SessionSummary`. */
  summary: string;
  /** JSON of the clients that wrote to it. */
  clients: string;
  /** JSON of how its process went, when it is gone. */
  gone: string | null;
  /** Newest record of the main thread: what a summary in another file names. */
  leafUuid: string | null;
}

export interface AgentRow {
  sessionPk: number;
  agentId: string;
  firstSeq: number;
  lastSeq: number;
  /** JSON of an `AgentView`; empty for an agent that only has entries. */
  view: string;
}

export interface ToolCallRow {
  sessionPk: number;
  id: string;
  useSeq: number;
  /** JSON of a `ToolCallView`. */
  view: string;
}

export interface BlockRow {
  id: number;
  sessionPk: number;
  firstSeq: number;
  lastSeq: number;
  firstAt: number;
  lastAt: number;
  isSealed: boolean;
  payload: Uint8Array;
}

/**
 * What a machine's message is beside those of others: `first` to bring it, its `own` (others have the same id with other
 * bytes), or a `copy` of another machine's, which counts nothing.
 */
type UsageStanding = 'first' | 'own' | 'copy';

/** Tokens of one API message on one machine: maxima over every line that carries it, owned by its oldest file. */
export interface UsageRow {
  messageId: string;
  hostId: string;
  /** Hash of the record that brought it first, in the file that owns it. */
  record: string;
  standing: UsageStanding;
  sessionPk: number;
  agentId: string | null;
  birthMs: number;
  sessionId: string;
  model: string;
  at: number | null;
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
  costMicros: number;
  isLowerBound: boolean;
}

export interface LiveRow {
  hostId: string;
  sessionPk: number;
  report: LiveSession;
}

/** A permission request that an agent holds. */
export interface RequestRow {
  hostId: string;
  sessionPk: number;
  request: HeldRequest;
}

/** Which session a held request belongs to. */
export interface RequestRef {
  id: string;
  sessionPk: number;
}

/** Newest hook report of a session. */
export interface HookRow {
  hostId: string;
  sessionPk: number;
  report: HookReport;
}

export interface DayTotal {
  tokens: number;
  costMicros: number;
}
