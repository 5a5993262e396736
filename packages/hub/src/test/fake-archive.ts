import { createHash, randomUUID } from 'node:crypto';
import {
  type Ack,
  type AlertSettings,
  alertSettingsSchema,
  type BatchHeader,
  type CommittedFile,
  type Document,
  type HookReports,
  type HostView,
  type LiveSessions,
  type PermissionRequests,
  type SessionSummary,
} from '@orrery/protocol';
import type { Entry } from '@orrery/transcript';
import { decideAdmission } from '../agent-link/admission.ts';
import type {
  Archive,
  ArchiveChange,
  DocumentRef,
  HostLink,
  HostRecord,
  SessionTail,
} from '../archive/archive.ts';

/** An archive for tests of the server: it keeps rows as they are put, and can be told to be slow or to fail. */
export interface FakeArchive extends Archive {
  /** Puts a session row and its new entries, and publishes the change. */
  putSession(session: Partial<SessionSummary> & { id: string }, entries?: number): number;
  /** Publishes nothing: the next change does. */
  readonly commits: { hostId: string; header: BatchHeader; payload: Uint8Array }[];
  readonly documents: Document[];
  readonly liveSessions: LiveSessions[];
  readonly permissionRequests: PermissionRequests[];
  readonly hookReports: HookReports[];
  readonly links: { hostId: string; link: HostLink }[];
  readonly watched: Map<string, number>;
  readonly records: HostRecord[];
  /** Watches wait until `settleWatches`, as they do when the writer thread is busy. */
  hasLateWatches: boolean;
  settleWatches(): void;
  /** Changes wait until `tellChange`, as they do on their way from the writer thread: reads are ahead of them. */
  hasLateChanges: boolean;
  /** Tells the oldest change that waits; false when there is none. */
  tellChange(): boolean;
  manifestPages: { files: CommittedFile[]; documents: DocumentRef[] }[];
  rawPieces: Uint8Array[];
  /** Runs before an answer of `commitBatch`. */
  onCommit: (header: BatchHeader) => Promise<void>;
  /** Runs after `fleet` and `sessionTail` have read and before they answer. */
  onRead: () => Promise<void>;
}

const TOTALS = { tokensToday: 0, costMicrosToday: 0, sessions: 0 };
const NO_USAGE = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, costMicros: 0 };

/** A session row with every field. */
export function sessionRow(part: Partial<SessionSummary> & { id: string }): SessionSummary {
  return {
    hostId: 'h1',
    title: part.id,
    titleSource: 'prompt',
    project: 'p',
    cwd: null,
    gitBranch: null,
    person: null,
    client: 'cli',
    clientVersion: null,
    model: null,
    state: 'working',
    stateReason: '',
    stateSince: null,
    waiting: null,
    requests: [],
    alerts: [],
    startedAt: null,
    lastActivityAt: null,
    usage: NO_USAGE,
    usageIsLowerBound: false,
    agents: 0,
    agentsWorking: 0,
    prompts: 0,
    toolCalls: 0,
    toolErrors: 0,
    contextTokens: 0,
    contextWindow: 0,
    lastAction: null,
    burn: [],
    pid: null,
    malformedLines: 0,
    unknownLines: 0,
    forkedFrom: null,
    lastSeq: 0,
    changeSeq: 0,
    ...part,
  };
}

/** Revoking and removing have rules of their own: tests of them take a real archive (in memory). */
function notFake(): Promise<never> {
  return Promise.reject(new Error('The fake archive keeps machines as they are.'));
}

function entryRow(seq: number): Entry {
  return {
    seq,
    uuid: `u${seq}`,
    kind: 'prompt',
    role: 'user',
    at: seq,
    agentId: null,
    parentUuid: null,
    parts: [{ type: 'text', text: `entry ${seq}` }],
  };
}

/** An empty one. */
export function createFakeArchive(): FakeArchive {
  const listeners = new Set<(change: ArchiveChange) => void>();
  const hosts = new Map<string, HostView>();
  const sessions = new Map<string, SessionSummary>();
  const entries = new Map<string, Entry[]>();
  const committed = new Map<string, number>();
  let alertSettings: AlertSettings = alertSettingsSchema.parse({});
  let seq = 0;
  const publish = (change: Partial<ArchiveChange>) => {
    const removed = { hosts: [], sessions: [] };
    const whole = { seq, hosts: [], sessions: [], removed, totals: null, details: [], ...change };
    if (archive.hasLateChanges) lateChanges.push(whole);
    else tell(whole);
  };
  const tell = (change: ArchiveChange) => {
    for (const listener of listeners) listener(change);
  };
  const lateChanges: ArchiveChange[] = [];
  const lateWatches: (() => void)[] = [];
  const count = (id: string, step: number) => {
    const apply = () => void archive.watched.set(id, (archive.watched.get(id) ?? 0) + step);
    if (archive.hasLateWatches) lateWatches.push(apply);
    else apply();
  };
  const archive: FakeArchive = {
    id: randomUUID(),
    store: 'memory',
    commits: [],
    documents: [],
    liveSessions: [],
    permissionRequests: [],
    hookReports: [],
    links: [],
    watched: new Map(),
    records: [],
    manifestPages: [],
    rawPieces: [],
    onCommit: () => Promise.resolve(),
    onRead: () => Promise.resolve(),
    putSession: (part, newEntries = 0) => {
      seq += 1;
      const all = entries.get(part.id) ?? [];
      const fresh = Array.from({ length: newEntries }, (_, index) => entryRow(all.length + index + 1));
      entries.set(part.id, [...all, ...fresh]);
      const before = sessions.get(part.id) ?? sessionRow(part);
      const row = { ...before, ...part, lastSeq: all.length + newEntries, changeSeq: seq };
      sessions.set(part.id, row);
      const isWatched = (archive.watched.get(part.id) ?? 0) > 0;
      const details = isWatched ? [{ sessionId: part.id, agents: [], toolCalls: [], entries: fresh }] : [];
      publish({ sessions: [row], details });
      return seq;
    },
    registerHost: (host) => {
      const { publicKey, machine, name, agentVersion, facts } = host;
      const holders = archive.records.filter((other) => other.publicKey === publicKey);
      const admission = decideAdmission(host, holders, []);
      if (admission.kind === 'out') return Promise.reject(admission.error);
      const known = holders.find((other) => other.machine === machine);
      const id = `h${archive.records.length + 1}`;
      const record = known ?? {
        id,
        publicKey,
        machine,
        name,
        ownName: name,
        duplicateOf: null,
        revoked: null,
      };
      if (!known) archive.records.push(record);
      record.ownName = name;
      seq += 1;
      const { os, arch, formFactor, person } = facts;
      const view: HostView = {
        id: record.id,
        name,
        os,
        arch,
        formFactor,
        person,
        state: 'connected',
        reason: '',
        lastSeenAt: null,
        agentVersion,
        lagLines: 0,
        roundTripMs: null,
        duplicateOf: null,
        revoked: null,
        cpus: facts.cpus,
        memoryBytes: facts.memoryBytes,
        metrics: null,
        claudeVersion: null,
        notFollowed: [],
        hooks: { state: 'unknown', detail: '' },
        allows: ['hooks', 'close'],
        slot: archive.records.length - 1,
        changeSeq: seq,
      };
      hosts.set(view.id, view);
      publish({ hosts: [view] });
      return Promise.resolve(view);
    },
    hostByPublicKey: (publicKey) =>
      Promise.resolve(
        archive.records.filter((record) => record.publicKey === publicKey).map((record) => ({ ...record })),
      ),
    hosts: () => Promise.resolve([...hosts.values()]),
    hostHoldings: notFake,
    revokeHost: notFake,
    admitHost: notFake,
    refuseHost: notFake,
    renameHost: notFake,
    removeHost: notFake,
    waitingMachines: () => Promise.resolve([]),
    hostRemovals: () => Promise.resolve([]),
    setHostLink: (hostId, link) => {
      archive.links.push({ hostId, link });
      const host = hosts.get(hostId);
      if (!host) return Promise.resolve();
      seq += 1;
      const state = link.isConnected ? 'connected' : 'unreachable';
      const view: HostView = { ...host, state, reason: link.reason ?? '', changeSeq: seq };
      hosts.set(hostId, view);
      publish({ hosts: [view] });
      return Promise.resolve();
    },
    manifest: async function* () {
      await Promise.resolve();
      yield* archive.manifestPages;
    },
    commitBatch: async (hostId, header, payload) => {
      await archive.onCommit(header);
      const key = `${hostId} ${header.path}`;
      const at = committed.get(key) ?? 0;
      const isRight =
        createHash('sha256').update(payload).digest('hex') === header.sha256 && header.start <= at;
      if (isRight) {
        committed.set(key, Math.max(at, header.end));
        archive.commits.push({ hostId, header, payload });
      }
      const { root, path, generation } = header;
      const outcome = isRight ? 'committed' : 'refused';
      const ack: Ack = { type: 'ack', root, path, generation, committed: committed.get(key) ?? 0, outcome };
      return ack;
    },
    commitDocument: (_hostId, document) => {
      archive.documents.push(document);
      return Promise.resolve();
    },
    applyLiveSessions: (_hostId, change) => {
      archive.liveSessions.push(change);
      return Promise.resolve();
    },
    applyPermissionRequests: (_hostId, change) => {
      archive.permissionRequests.push(change);
      return Promise.resolve();
    },
    applyHookReports: (_hostId, change) => {
      archive.hookReports.push(change);
      return Promise.resolve();
    },
    alertSettings: () => Promise.resolve(alertSettings),
    setAlertSettings: (settings) => {
      alertSettings = settings;
      return Promise.resolve();
    },
    listSessions: () => Promise.resolve({ items: [...sessions.values()], nextCursor: null }),
    session: (id) => {
      const row = sessions.get(id);
      return Promise.resolve(row ? { ...row, agentList: [], clients: [] } : null);
    },
    entries: (id) => Promise.resolve({ items: entries.get(id) ?? [], hasBefore: false, hasAfter: false }),
    raw: async function* () {
      await Promise.resolve();
      yield* archive.rawPieces;
    },
    search: () => Promise.resolve({ items: [], nextCursor: null, tookMs: 0, isComplete: true }),
    fleet: async (since = -1) => {
      const state = {
        seq,
        removedSeq: 0,
        hosts: [...hosts.values()].filter(({ changeSeq }) => changeSeq > since),
        sessions: [...sessions.values()].filter(({ changeSeq }) => changeSeq > since),
        sessionsLeftOut: 0,
        totals: { ...TOTALS, sessions: sessions.size },
      };
      await archive.onRead();
      return state;
    },
    sessionTail: async (id) => {
      const session = sessions.get(id);
      const newest = (entries.get(id) ?? []).slice(-60);
      const tail: SessionTail | null = session
        ? { seq, session, agents: [], toolCalls: [], entries: newest }
        : null;
      await archive.onRead();
      return tail;
    },
    hasLateChanges: false,
    tellChange: () => {
      const change = lateChanges.shift();
      if (change) tell(change);
      return change !== undefined;
    },
    hasLateWatches: false,
    settleWatches: () => {
      for (const apply of lateWatches.splice(0)) apply();
    },
    watch: (id) => count(id, 1),
    unwatch: (id) => count(id, -1),
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    reindex: () => Promise.resolve(),
    queues: () => ({ batches: 0, batchBytes: 0, writerCalls: 0, readerCalls: 0, searcherCalls: 0 }),
    stats: () =>
      Promise.resolve({ rawBytes: 1, storedBytes: 1, sessions: 1, entries: 1, files: 1, unindexedBlocks: 0 }),
    close: () => Promise.resolve(),
  };
  return archive;
}
