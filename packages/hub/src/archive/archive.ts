import type {
  Ack,
  AlertSettings,
  BatchHeader,
  CommittedFile,
  Document,
  EntriesPage,
  EntriesQuery,
  FleetTotals,
  HookReports,
  HostFacts,
  HostHoldings,
  HostRemoval,
  HostStatus,
  HostView,
  LiveSessions,
  PermissionRequests,
  Revocation,
  SearchPage,
  SearchQuery,
  SessionDetail,
  SessionSummary,
  SessionsPage,
  SessionsQuery,
  WaitingMachine,
} from '@orrery/protocol';
import type { AgentView, Entry, ToolCallView } from '@orrery/transcript';

/**
 * All that the hub keeps, behind one interface. The server (HTTP, sockets, fan-out) knows nothing else of storage.
 * Implementations: SQLite in worker threads, and one in memory; PostgreSQL later. Every method throws `OrreryError`.
 */
export interface Archive {
  /** Random id made with the data folder; another id means another archive. */
  readonly id: string;
  /** `sqlite` or `memory`, for `/api/health`. */
  readonly store: string;

  // Hosts
  /**
   * Finds or makes the host of an identity; a new one gets the next free slot on the map. Throws, with words for whoever is at
   * the machine, when it may not come in: its key is revoked, or belongs to another machine (then it waits).
   */
  registerHost(host: HostRegistration): Promise<HostView>;
  /** Without those that were removed: their key is unknown again. */
  hostByPublicKey(publicKey: string): Promise<HostRecord[]>;
  /** Without those that were removed. */
  hosts(): Promise<HostView[]>;
  /** What a machine brought, removed ones included. */
  hostHoldings(hostId: string): Promise<HostHoldings>;
  /** From now on nothing is taken from any machine of its key. Returns those. Throws `notFound`. */
  revokeHost(hostId: string, by: { by: string; why: string }): Promise<HostView[]>;
  /** Takes back a revocation, or lets in a machine that waits. Returns the machines that may come in. */
  admitHost(id: string, as: AdmittedAs): Promise<HostView[]>;
  /** A machine that waits is told no, until somebody admits it. */
  refuseHost(waitingId: string, by: string): Promise<void>;
  waitingMachines(): Promise<WaitingMachine[]>;
  /** Null: the name that the machine gives itself. Throws `conflict` when another one has it. */
  renameHost(hostId: string, name: string | null): Promise<HostView>;
  /** Gone from every list at once; its history goes in the background, if it goes. Throws `notFound`. */
  removeHost(hostId: string, by: RemovedBy): Promise<void>;
  /** Removals that go on. A crash does not end one. */
  hostRemovals(): Promise<HostRemoval[]>;
  /** Connection state, round trip and status of an agent. Unreachable marks its live sessions unreachable too. */
  setHostLink(hostId: string, link: HostLink): Promise<void>;

  // Ingest
  /** What the hub holds of this host's files and documents, in pages of some thousand. */
  manifest(hostId: string): AsyncIterable<{ files: CommittedFile[]; documents: DocumentRef[] }>;
  /** One transaction: raw chunk, blocks, projections, committed offset, change. The payload is taken over (transferred). */
  commitBatch(hostId: string, header: BatchHeader, payload: Uint8Array): Promise<Ack>;
  commitDocument(hostId: string, document: Document): Promise<void>;
  applyLiveSessions(hostId: string, change: LiveSessions): Promise<void>;

  /** What the host's clients ask; shown with their sessions. Forgotten at the next start, because agents tell again. */
  applyPermissionRequests(hostId: string, change: PermissionRequests): Promise<void>;
  applyHookReports(hostId: string, change: HookReports): Promise<void>;

  // Alerts
  alertSettings(): Promise<AlertSettings>;
  /** Applies to every live session at once. */
  setAlertSettings(settings: AlertSettings): Promise<void>;

  // Reading
  listSessions(query: SessionsQuery): Promise<SessionsPage>;
  session(sessionId: string): Promise<SessionDetail | null>;
  entries(sessionId: string, query: EntriesQuery): Promise<EntriesPage>;
  /** Stored lines, oldest file first, byte for byte; a generation follows the one before. */
  raw(sessionId: string): AsyncIterable<Uint8Array>;
  search(query: SearchQuery): Promise<SearchPage>;

  // Live
  queues(): ArchiveQueues;
  /** Everything on the fleet topic. With `since`: only rows whose `changeSeq` is greater. */
  fleet(since?: number): Promise<FleetState>;
  /** One session's tail: agents, the newest 200 tool calls, the newest 60 entries; null when it does not exist. */
  sessionTail(sessionId: string): Promise<SessionTail | null>;
  /** From now on changes of this session carry their details. Counted: as many `unwatch` as `watch`. */
  watch(sessionId: string): void;
  unwatch(sessionId: string): void;
  /** Called after each commit, in the order of `seq`. Returns the way to stop it. */
  onChange(listener: (change: ArchiveChange) => void): () => void;

  /** Rebuilds every projection, block and index from the raw log. */
  reindex(onProgress: (done: number, total: number) => void): Promise<void>;
  stats(): Promise<ArchiveStats>;
  /** Finishes what is under way, writes the open index segment, releases files and threads. */
  close(): Promise<void>;
}

export interface HostRegistration {
  publicKey: string;
  machine: string;
  name: string;
  agentVersion: string;
  /** Version that the agent speaks. */
  protocol: number;
  facts: HostFacts;
  /** A join token was used up for it. */
  hasJoined: boolean;
}

export interface HostRecord {
  id: string;
  publicKey: string;
  machine: string;
  /** As it is shown. */
  name: string;
  /** As it called itself when it came last. */
  ownName: string;
  duplicateOf: string | null;
  revoked: Revocation | null;
}

/** How a machine that waits is let in. */
export interface AdmittedAs {
  /** As a machine of its own, or as the one that it is. */
  as: 'own' | 'same';
  /** Which one, where several have its key. */
  hostId?: string | undefined;
}

/** Who removes a machine, and whether what it brought is deleted too. */
export interface RemovedBy {
  by: string;
  withHistory: boolean;
}

export interface HostLink {
  isConnected: boolean;
  /** Why not connected, for people. */
  reason?: string;
  roundTripMs?: number;
  status?: HostStatus;
}

export interface DocumentRef {
  root: string;
  path: string;
  sha256: string;
}

export interface FleetState {
  seq: number;
  /** When rows were last taken away. Whoever holds rows of before needs all of them anew. */
  removedSeq: number;
  hosts: HostView[];
  sessions: SessionSummary[];
  /** Sessions that live or lived within the day and are not among these. With `since`: above 0, the rows are of no use. */
  sessionsLeftOut: number;
  totals: FleetTotals;
}

export interface SessionTail {
  seq: number;
  session: SessionSummary;
  agents: AgentView[];
  toolCalls: ToolCallView[];
  entries: Entry[];
}

/** What one commit changed. Rows are whole and current as of `seq`. */
export interface ArchiveChange {
  seq: number;
  hosts: HostView[];
  sessions: SessionSummary[];
  totals: FleetTotals | null;
  /** Ids of what is gone. */
  removed: { hosts: string[]; sessions: string[] };
  /** Only for watched sessions. */
  details: { sessionId: string; agents: AgentView[]; toolCalls: ToolCallView[]; entries: Entry[] }[];
}

/** What waits inside the archive at this moment. */
export interface ArchiveQueues {
  /** Batches that wait for the writing thread or are with it, and their raw bytes. */
  batches: number;
  batchBytes: number;
  /** Calls that a thread has not answered. */
  writerCalls: number;
  readerCalls: number;
  searcherCalls: number;
}

export interface ArchiveStats {
  rawBytes: number;
  storedBytes: number;
  sessions: number;
  entries: number;
  files: number;
  /** Blocks that are committed and not yet in an index segment (they are scanned directly). */
  unindexedBlocks: number;
}
