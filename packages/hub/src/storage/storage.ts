import type { HostHoldings } from '@orrery/protocol';
import type { ArchiveStats, DocumentRef } from '../archive/archive.ts';
import type { SearchStore } from '../search/search-store.ts';
import type {
  AgentRow,
  BlockRow,
  ChunkRow,
  DayTotal,
  DocumentRow,
  FileRow,
  HookRow,
  HostRow,
  LiveRow,
  RequestRef,
  RequestRow,
  SessionRow,
  ToolCallRow,
  UsageRow,
  WaitingRow,
} from './rows.ts';

/** Filters of the session list, already parsed. Same key = or, different keys = and. */
export interface SessionFilter {
  state?: readonly string[] | undefined;
  host?: readonly string[] | undefined;
  project?: readonly string[] | undefined;
  person?: readonly string[] | undefined;
  client?: readonly string[] | undefined;
  /** Lower case. */
  text?: string | undefined;
  /** Keyset: rows after this one, in the order newest activity first, then larger key first. */
  after?: { lastActivityAt: number; pk: number } | undefined;
  limit: number;
}

/** A chunk without its payload. */
export type ChunkRef = Omit<ChunkRow, 'payload'>;

/**
 * What the archive asks of a store when it reads: simple row operations, no rules. Every implementation gives the same
 * answers, so that the rules (in `ingest` and `archive`) exist once. All of it is synchronous: it runs in a worker.
 */
export interface ReadStorage extends SearchStore {
  /** One consistent view for several reads. */
  snapshot<T>(read: () => T): T;
  meta(key: string): string | undefined;
  hosts(): HostRow[];
  host(id: string): HostRow | undefined;
  /** What a machine brought. */
  holdings(hostId: string): HostHoldings;
  file(hostId: string, root: string, path: string): FileRow | undefined;
  fileByPk(pk: number): FileRow | undefined;
  filesOfHost(hostId: string, afterPk: number, limit: number): FileRow[];
  filesOfSession(sessionPk: number): FileRow[];
  /** Without their content. */
  documentRefs(hostId: string): DocumentRef[];
  /** Of one file, in the order of generation and start. */
  chunkRefs(filePk: number): ChunkRef[];
  chunk(pk: number): ChunkRow | undefined;
  session(pk: number): SessionRow | undefined;
  sessionById(id: string): SessionRow | undefined;
  sessionByUuid(hostId: string, uuid: string): SessionRow | undefined;
  listSessions(filter: SessionFilter): SessionRow[];
  /** Live or active since, changed after `sinceSeq`; newest activity first. */
  fleetSessions(sinceSeq: number, activeSince: number, limit: number): SessionRow[];
  /** A machine's sessions that live, and those that do not and were active since. */
  countFleet(hostId: string, activeSince: number): { live: number; recent: number };
  /** Those that wait for a person first, then the newest activity. */
  liveSessions(hostId: string, limit: number): SessionRow[];
  /** Those that do not live; newest activity first. */
  recentSessions(hostId: string, activeSince: number, limit: number): SessionRow[];
  countSessions(): number;
  agents(sessionPk: number): AgentRow[];
  /** Newest first. */
  toolCalls(sessionPk: number, limit: number): ToolCallRow[];
  /** Blocks that hold sequence numbers in [from, to], oldest first, or newest first when `isDescending`. */
  blocksBySeq(sessionPk: number, from: number, to: number, isDescending: boolean): Iterable<BlockRow>;
  /** Blocks that hold entries of this moment. */
  blocksAt(sessionPk: number, at: number): { id: number; isSealed: boolean }[];
  dayTotal(day: string): DayTotal;
  stats(): ArchiveStats;
}

/** Taking back what machines brought: nothing here is asked while lines come in. */
export interface EraseStorage {
  /** In the order of their first appearance. */
  waitingMachines(): WaitingRow[];
  putWaiting(row: WaitingRow): void;
  deleteWaiting(id: string): void;
  deleteHost(id: string): void;
  sessionPksOfHost(hostId: string, afterPk: number, limit: number): number[];
  /** Sessions of all machines, in the order of their keys. */
  sessionsAfter(pk: number, limit: number): SessionRow[];
  /** Deletes up to `limit` rows of what a session holds, all but the session itself. False when none was left. */
  eraseConversation(sessionPk: number, limit: number): boolean;
  deleteSession(pk: number): void;
  deleteChunk(pk: number): void;
  deleteFile(pk: number): void;
  /** False when none was left. */
  eraseDocuments(hostId: string, limit: number): boolean;
  /** Titles that a machine's lines gave. False when none was left. */
  eraseSummaries(hostId: string, limit: number): boolean;
  /** Booked messages of a machine in the order of their ids. */
  usageOfHostAfter(hostId: string, messageId: string, limit: number): UsageRow[];
  deleteUsage(messageId: string, hostId: string): void;
  /** From now on deleted content is overwritten where it lay, at some cost to every change. */
  setOverwriting(isOn: boolean): void;
  /** Overwrites some of what earlier changes left behind in free space. False when none was left. */
  scrub(): boolean;
  /** Empties the write-ahead log. False while somebody reads in it: try again. */
  truncateLog(): boolean;
}

/** The one writer's operations. All inside `transaction` succeed or none does. */
export interface Storage extends ReadStorage, EraseStorage {
  transaction<T>(work: () => T): T;
  setMeta(key: string, value: string): void;
  putHost(row: HostRow): void;
  /** Inserts when `pk` is 0; returns the key. */
  putFile(row: FileRow): number;
  addChunk(row: Omit<ChunkRow, 'pk'>): number;
  /** In the order of commit. */
  chunksAfter(pk: number, limit: number): ChunkRow[];
  countChunks(): number;
  lastChunkPk(): number;
  putDocument(row: DocumentRow): void;
  /** In the order of `afterChunk`, without their content. */
  allDocuments(): Omit<DocumentRow, 'content'>[];
  documentContent(hostId: string, root: string, path: string): string | undefined;
  /** Inserts when `pk` is 0; returns the key. */
  putSession(row: SessionRow): number;
  allSessionPks(): number[];
  /** Sessions of a host whose newest record is this one; a fork has it in common with its original. */
  sessionPksByLeaf(hostId: string, leafUuid: string): number[];
  /** Summary that some file of the host gives for the conversation that ends with this record. */
  summary(hostId: string, leafUuid: string): string | undefined;
  putSummary(hostId: string, leafUuid: string, text: string): void;
  savedState(sessionPk: number): string | undefined;
  saveState(sessionPk: number, state: string): void;
  putAgent(row: AgentRow): void;
  putToolCall(row: ToolCallRow): void;
  /** Inserts when `id` is 0; returns the id. */
  putBlock(row: BlockRow): number;
  deleteBlock(id: number): void;
  /** Those of its newest two that are not sealed, oldest first. */
  openBlocks(sessionPk: number): BlockRow[];
  /** What each host says of a message. */
  usages(messageId: string): UsageRow[];
  putUsage(row: UsageRow): void;
  addDayTotal(day: string, tokens: number, costMicros: number): void;
  liveOfHost(hostId: string): LiveRow[];
  liveOfSession(sessionPk: number): LiveRow[];
  putLive(row: LiveRow): void;
  deleteLive(hostId: string, root: string, pid: number): void;
  /** Without what is asked, which may be large. */
  requestRefs(hostId: string): RequestRef[];
  request(hostId: string, id: string): RequestRow | undefined;
  /** Oldest first. */
  requestsOfSession(sessionPk: number): RequestRow[];
  putRequest(row: RequestRow): void;
  deleteRequest(hostId: string, id: string): void;
  hookOfSession(sessionPk: number): HookRow | undefined;
  /** Reports of a host that are newer than this moment. */
  hooksOfHost(hostId: string, after: number): HookRow[];
  putHook(row: HookRow): void;
  deleteHook(sessionPk: number): void;
  /** Sessions of a host that run or were active since, for when its link comes and goes. */
  liveSessionPks(hostId: string, activeSince: number): number[];
  /** Some of the sessions that nothing is reported of and that have been quiet since. */
  undecidedSessionPks(quietSince: number): number[];
  /** Empties everything that is derived from the raw log. Hosts, files, documents, what is live and session keys stay. */
  clearProjections(): void;
  close(): void;
}
