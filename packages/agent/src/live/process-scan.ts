import type { LiveSession, LiveSessions } from '@orrery/protocol';
import type { ClaudeFiles } from '../files/claude-files.ts';
import { type Assignment, assignSessions, type Runner, type Transcript } from './assign-sessions.ts';
import type { CloseTarget } from './close-target.ts';
import { readCommandLine } from './command-line.ts';
import type { ProcessControl } from './process-control.ts';
import type { ProcessFacts } from './process-facts.ts';
import { projectSlug } from './project-slug.ts';
import { listTranscripts, readWriterVersion } from './project-transcripts.ts';
import { keepsRegistry } from './version-order.ts';

type Gone = LiveSessions['gone'][number];

/** A process called `claude`, with what does not change about it. */
interface Client {
  pid: number;
  startTime: string;
  startedAtMs: number;
  /** Null for what is no session of ours: another user's, another namespace's, a helper, a client that registers. */
  slug: string | null;
  givenId: string | null;
  firstSeenMs: number;
  told: (Assignment & { session: LiveSession }) | null;
}

export interface ProcessScanOptions {
  files: ClaudeFiles;
  roots: readonly string[];
  processes: ProcessControl;
  everyMs: number;
  /** A client that registers itself does so within half a second: nothing younger is inferred. */
  settleMs: number;
  monotonicMs: () => number;
  /** Running sessions that the registry reports. */
  registered: () => readonly LiveSession[];
  onChange: (change: { running: LiveSession[]; gone: Gone[] }) => void;
  onError: (error: unknown) => void;
}

const LOOK_REST_FACTOR = 1_000;
/** Even where looking is dear, a client is found within so many intervals. */
const MAX_REST = 2;

/** A folder is listed again only after this many times what that cost. */
const REST_FACTOR = 200;

/** Finds the sessions of clients that keep no registry (up to 2.1.119) among the processes of the machine. */
export class ProcessScan {
  readonly #options: ProcessScanOptions;
  readonly #clients = new Map<string, Client>();
  readonly #folders = new Map<string, { transcripts: Transcript[]; nextMs: number }>();
  readonly #versions = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ProcessScanOptions) {
    this.#options = options;
  }

  /** Looks so often that it costs a thousandth of a core, and not more often than agreed. */
  start(): void {
    const { everyMs, monotonicMs } = this.#options;
    const startMs = monotonicMs();
    this.#look();
    const costMs = monotonicMs() - startMs;
    const restMs = Math.min(everyMs * MAX_REST, Math.max(everyMs, costMs * LOOK_REST_FACTOR));
    this.#timer = setTimeout(() => this.start(), restMs);
  }

  /** All that were found and still run. */
  get running(): LiveSession[] {
    return [...this.#clients.values()].flatMap(({ told }) => (told === null ? [] : [told.session]));
  }

  /** Processes that were taken for a session. */
  targetsOf(sessionId: string): CloseTarget[] {
    return [...this.#clients.values()].flatMap(({ told, pid, startTime, startedAtMs }) => {
      if (told?.sessionId !== sessionId) return [];
      const { root } = told.session;
      const { isCertain } = told;
      const nothing = { pidNamespace: null, kind: null, jobId: null };
      return [{ root, sessionId, pid, startTime, startedAtMs, isCertain, ...nothing }];
    });
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #look(): void {
    const running: LiveSession[] = [];
    const gone: Gone[] = [];
    try {
      this.#follow(gone);
      this.#infer(running, gone);
    } catch (error) {
      this.#options.onError(error);
    }
    if (running.length > 0 || gone.length > 0) this.#options.onChange({ running, gone });
  }

  /** New processes, and those that went. */
  #follow(gone: Gone[]): void {
    const seen = new Set<string>();
    for (const { pid, startTime } of this.#options.processes.listClaude()) {
      const key = `${pid} ${startTime}`;
      seen.add(key);
      if (!this.#clients.has(key)) this.#clients.set(key, this.#meet(pid, startTime));
    }
    for (const [key, client] of this.#clients) {
      if (seen.has(key)) continue;
      this.#clients.delete(key);
      // Its absence is the only sign there is; whether it stopped amid a turn, the transcript tells.
      if (client.told) gone.push(goneOf(client.told.session, 'died'));
    }
    if (this.#clients.size === 0) {
      this.#folders.clear();
      this.#versions.clear();
    }
  }

  #meet(pid: number, startTime: string): Client {
    const facts = this.#options.processes.describe(pid);
    const line = facts === null ? null : readCommandLine(facts);
    const isOurs =
      facts?.startTime === startTime &&
      facts.startedAtMs !== null &&
      facts.uid === (process.getuid?.() ?? null) &&
      this.#isInOurNamespace(facts);
    const isOld = line?.isSession === true && (line.version === null || !keepsRegistry(line.version));
    const cwd = isOurs && isOld ? this.#options.processes.workingFolderOf(pid) : null;
    return {
      pid,
      startTime,
      startedAtMs: facts?.startedAtMs ?? 0,
      slug: cwd === null ? null : projectSlug(cwd),
      givenId: line?.sessionId ?? null,
      firstSeenMs: this.#options.monotonicMs(),
      told: null,
    };
  }

  /** The folders of a container are not ours, even where its processes can be seen from here. */
  #isInOurNamespace(facts: ProcessFacts): boolean {
    const own = this.#options.processes.pidNamespace;
    return own === null || facts.pidNamespace === own;
  }

  #infer(running: LiveSession[], gone: Gone[]): void {
    const registered = this.#options.registered();
    const rootOfPid = new Map(
      registered.flatMap((session) => (session.process === 'alive' ? [[session.pid, session.root]] : [])),
    );
    const folders = new Map<string, Client[]>();
    for (const client of this.#clients.values()) {
      const root = rootOfPid.get(client.pid);
      if (root !== undefined) this.#leaveToRegistry(client, root, gone);
      else if (client.slug !== null && this.#isSettled(client)) {
        folders.set(client.slug, [...(folders.get(client.slug) ?? []), client]);
      }
    }
    const taken = new Set(registered.map(({ sessionId }) => sessionId));
    for (const [slug, clients] of folders) this.#inferFolder(slug, clients, taken, running, gone);
  }

  #isSettled(client: Client): boolean {
    return this.#options.monotonicMs() - client.firstSeenMs >= this.#options.settleMs;
  }

  /** The registry's row of this process replaces ours; only one in another Claude folder would stay. */
  #leaveToRegistry(client: Client, root: string, gone: Gone[]): void {
    const { told } = client;
    client.told = null;
    if (told && told.session.root !== root) gone.push(goneOf(told.session, 'exited'));
  }

  #inferFolder(
    slug: string,
    clients: Client[],
    taken: ReadonlySet<string>,
    running: LiveSession[],
    gone: Gone[],
  ): void {
    const rootOf = new Map<string, string>();
    const transcripts: Transcript[] = [];
    for (const root of this.#options.roots) {
      for (const transcript of this.#transcriptsOf(root, slug)) {
        transcripts.push(transcript);
        rootOf.set(transcript.sessionId, root);
      }
    }
    const runners = clients.map(
      ({ pid, startedAtMs, givenId, told }): Runner => ({
        pid,
        startedAtMs,
        givenId,
        currentId: told?.sessionId ?? null,
      }),
    );
    const found = assignSessions(runners, transcripts, taken);
    for (const client of clients) {
      const assignment = found.get(client.pid);
      const root = rootOf.get(assignment?.sessionId ?? '');
      if (assignment && root !== undefined) this.#tell(client, assignment, root, slug, running, gone);
    }
  }

  #tell(
    client: Client,
    assignment: Assignment,
    root: string,
    slug: string,
    running: LiveSession[],
    gone: Gone[],
  ): void {
    const { told } = client;
    if (told?.sessionId === assignment.sessionId) {
      client.told = { ...told, isCertain: assignment.isCertain };
      return;
    }
    const version = this.#versionOf(root, slug, assignment.sessionId);
    // A client that registers has no registry file for a reason of its own: then nothing is known.
    if (version === null || keepsRegistry(version)) return;
    if (told) gone.push(goneOf(told.session, 'exited'));
    const cwd = this.#options.processes.workingFolderOf(client.pid);
    const session = sessionOf(client, { root, version, cwd, sessionId: assignment.sessionId });
    client.told = { ...assignment, session };
    running.push(session);
  }

  #versionOf(root: string, slug: string, sessionId: string): string | null {
    const known = this.#versions.get(sessionId);
    // An old client can go on with what a new one wrote: only an answer that ends the question is kept.
    if (known !== undefined && !keepsRegistry(known)) return known;
    const version = readWriterVersion(this.#options.files, root, slug, sessionId);
    if (version !== null) this.#versions.set(sessionId, version);
    return version;
  }

  #transcriptsOf(root: string, slug: string): Transcript[] {
    const key = `${root}\0${slug}`;
    const startMs = this.#options.monotonicMs();
    const known = this.#folders.get(key);
    if (known && startMs < known.nextMs) return known.transcripts;
    const transcripts = listTranscripts(this.#options.files, root, slug);
    const endMs = this.#options.monotonicMs();
    this.#folders.set(key, { transcripts, nextMs: endMs + (endMs - startMs) * REST_FACTOR });
    return transcripts;
  }
}

function sessionOf(
  client: Client,
  found: Pick<LiveSession, 'root' | 'sessionId' | 'version' | 'cwd'>,
): LiveSession {
  return {
    ...found,
    source: 'process',
    kind: null,
    pid: client.pid,
    status: null,
    waitingFor: null,
    statusSince: null,
    startedAt: client.startedAtMs,
    entrypoint: null,
    name: null,
    process: 'alive',
  };
}

function goneOf(session: LiveSession, how: Gone['how']): Gone {
  return { root: session.root, pid: session.pid, sessionId: session.sessionId, how };
}
