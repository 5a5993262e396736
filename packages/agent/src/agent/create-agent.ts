import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import type { AgentDown } from '@orrery/protocol';
import { ExcludeRules } from '../exclude/exclude-rules.ts';
import { ClaudeFiles } from '../files/claude-files.ts';
import { writeFilesReport } from '../files/files-report.ts';
import { closeStateFolder } from '../files/private-files.ts';
import { settleGrants } from '../grants/settle-grants.ts';
import { defaultRoots } from '../host/default-roots.ts';
import { readHostFacts } from '../host/host-facts.ts';
import { machineHash } from '../host/machine-hash.ts';
import { deriveFileSecret } from '../identity/file-secret.ts';
import { type Membership, openMembership, rememberHub } from '../identity/join.ts';
import { agentSocketUrl } from '../link/agent-url.ts';
import type { AgentCredentials } from '../link/handshake.ts';
import type { HubConnection } from '../link/hub-connection.ts';
import { createHubLink, type HubLink } from '../link/hub-link.ts';
import { redactMessage, withRedaction } from '../redact/redact-message.ts';
import { createRedact } from '../redact/redactor.ts';
import { DocumentShipper } from '../ship/document-shipper.ts';
import { Shipper } from '../ship/shipper.ts';
import { FileIdentities } from '../tail/file-identity.ts';
import { defaultReadLimits } from '../tail/read-batch.ts';
import { Watcher } from '../watch/watcher.ts';
import type { Agent, AgentOptions, AgentStatus } from './agent-options.ts';
import { systemClock } from './clock.ts';
import { LiveSide } from './live-side.ts';
import { type Logger, silentLogger } from './logger.ts';
import { StatusReporter } from './status-reporter.ts';
import { defaultTiming, type Timing } from './timing.ts';

/** Version that is reported where the embedder gives none. */
const OWN_VERSION = '0.1.0';

/** Builds an agent; nothing is read and nothing connects before `run`. */
export function createAgent(options: AgentOptions): Agent {
  const running = new RunningAgent(options);
  return { run: () => running.run(), close: () => running.close() };
}

/** Wires the parts: watcher -> shipper -> link, and back. Holds no decisions of its own. */
class RunningAgent {
  readonly #options: AgentOptions;
  readonly #timing: Timing;
  readonly #roots: ReadonlySet<string>;
  readonly #logger: Logger;
  readonly #files: ClaudeFiles;
  readonly #exclude: ExcludeRules;
  readonly #shipper: Shipper;
  readonly #documents: DocumentShipper;
  readonly #watcher: Watcher;
  readonly #live: LiveSide;
  readonly #status: StatusReporter;
  readonly #runId = randomUUID();
  readonly #redact = createRedact();
  #membership: Membership | null = null;
  #link: HubLink | null = null;
  #connection: HubConnection | null = null;
  #finished: Promise<void> = Promise.resolve();
  #joinProblem = '';
  /** What the state folder says of files that are not read. */
  #keptReport = '';

  constructor(options: AgentOptions) {
    this.#options = options;
    this.#timing = { ...defaultTiming, ...options.timing };
    this.#logger = options.logger ?? silentLogger;
    const roots = (options.roots ?? defaultRoots()).map((root) => resolve(root));
    this.#roots = new Set(roots);
    const mode = options.watchMode ?? 'native';
    const redact = this.#redact;
    const clock = options.clock ?? systemClock;
    this.#files = new ClaudeFiles({
      roots,
      follow: (options.follow ?? []).map((dir) => resolve(dir)),
      followCommand: options.followCommand,
      openFile: options.faults?.openFile,
    });
    const files = this.#files;
    this.#exclude = new ExcludeRules(files, () => clock.monotonicMs());
    const isExcluded = (root: string, path: string): boolean => this.#exclude.isExcluded(root, path);
    const onError = (error: unknown): void => this.#logger.warn({ err: error }, 'Something went wrong.');
    const { probe, watchFunction, isRecursive } = options.faults ?? {};
    this.#status = new StatusReporter({
      everyMs: this.#timing.statusMs,
      read: () => this.#readStatus(),
      onStatus: (status) => {
        this.#keepReport(status.notFollowed);
        options.onStatus?.(status);
      },
    });
    this.#shipper = new Shipper({
      files,
      limits: { ...defaultReadLimits, ...options.limits },
      redact,
      isExcluded,
      onChange: () => this.#status.touch(),
      onError,
      ...(probe && { probe }),
    });
    this.#documents = new DocumentShipper({ files, redact, isExcluded, onError });
    this.#watcher = new Watcher({
      files,
      roots,
      optionalRoots: new Set(defaultRoots()),
      mode,
      timing: this.#timing,
      monotonicMs: () => clock.monotonicMs(),
      events: {
        fileSeen: (file, why) => {
          if (file.kind === 'document') this.#documents.documentSeen(file);
          else this.#shipper.fileSeen(file, why !== 'first');
        },
        fileGone: (file) => {
          if (file.kind === 'document') this.#documents.documentGone(file.root, file.path);
          else this.#shipper.fileGone(file.root, file.path);
        },
      },
      onSwept: () => this.#shipper.lookAgain(),
      onChange: () => this.#status.touch(),
      onError,
      ...(watchFunction && { watchFunction }),
      ...(isRecursive !== undefined && { isRecursive }),
    });
    this.#live = new LiveSide({
      agent: options,
      files,
      roots,
      timing: this.#timing,
      clock,
      onChange: () => this.#status.touch(),
      onError,
    });
  }

  run(): Promise<void> {
    this.#finished = this.#run();
    return this.#finished;
  }

  async close(): Promise<void> {
    this.#link?.close();
    await this.#finished.catch(() => undefined);
  }

  async #run(): Promise<void> {
    const { stateDir, hubUrl, joinToken, insecureHub, faults } = this.#options;
    const url = agentSocketUrl(hubUrl, insecureHub);
    this.#notice(closeStateFolder(stateDir));
    this.#membership = openMembership({ stateDir, hubUrl, joinToken, writeFile: faults?.writeFile });
    this.#settleGrants(this.#membership);
    this.#link = this.#createLink(url, this.#membership);
    try {
      this.#watcher.start();
      this.#live.start();
      await this.#link.run();
    } finally {
      this.#watcher.close();
      this.#shipper.close();
      this.#documents.disconnect();
      await this.#live.close();
      this.#status.close();
    }
  }

  #settleGrants(membership: Membership): void {
    const { stateDir, allow, faults } = this.#options;
    const { identity } = membership;
    try {
      this.#notice(settleGrants({ stateDir, identity, allow, writeFile: faults?.writeFile }));
      membership.identity = { ...identity, keepsGrants: true };
    } catch (error) {
      // Without the file nothing is allowed; shipping goes on.
      this.#notice(error instanceof Error ? error.message : String(error));
    }
  }

  #notice(words: string | null): void {
    if (words !== null) this.#options.onNotice?.(words);
  }

  #createLink(url: string, membership: Membership): HubLink {
    const { handshakeMs, heartbeatMs, backoffMinMs, backoffMaxMs } = this.#timing;
    return createHubLink({
      url,
      handshakeMs,
      heartbeatMs,
      backoffMinMs,
      backoffMaxMs,
      random: this.#options.random ?? Math.random,
      credentials: () => this.#credentials(membership),
      hasMetHub: () => membership.identity.hubKeyHash === membership.pinnedHubKeyHash,
      onState: (state) => {
        this.#logger.info({ state: state.kind }, 'hub link');
        this.#status.setLink(state);
      },
      onWelcome: (connection) => this.#welcome(connection, membership),
      onMessage: (message) => this.#handle(message),
      onDown: () => this.#down(),
    });
  }

  #credentials({ identity, pinnedHubKeyHash, joinSecret }: Membership): AgentCredentials {
    const { hubUrl } = this.#options;
    const { name, version, machine, facts, person } = this.#options;
    const introduction = {
      agentVersion: version ?? OWN_VERSION,
      name: (name ?? (hostname() || 'unnamed')).slice(0, 128),
      machine: machine ?? machineHash(),
      runId: this.#runId,
      facts: { ...readHostFacts(person ?? null), ...facts },
    };
    return {
      ...{ keys: identity.keys, pinnedHubKeyHash, joinSecret, url: hubUrl },
      hasMetHub: identity.hubKeyHash === pinnedHubKeyHash,
      introduction: redactMessage(introduction, this.#redact),
    };
  }

  #welcome(open: HubConnection, membership: Membership): void {
    const connection = withRedaction(open, this.#redact);
    this.#connection = connection;
    const { stateDir, hubUrl, faults } = this.#options;
    try {
      rememberHub(stateDir, membership, hubUrl, faults?.writeFile);
      this.#joinProblem = '';
    } catch (error) {
      // Shipping goes on; only the next start would need the token again.
      this.#joinProblem = error instanceof Error ? error.message : String(error);
    }
    this.#shipper.connect(connection, new FileIdentities(deriveFileSecret(membership.identity.keys)));
    this.#status.connect(connection);
    this.#live.connect(connection);
  }

  #handle(message: AgentDown): void {
    if (message.type === 'ack') this.#shipper.onAck(message);
    if (message.type === 'command') void this.#live.command(message);
    if (message.type !== 'manifest') return;
    // What is in no folder of this agent it will never look at.
    const isHere = ({ root }: { root: string }): boolean => this.#roots.has(root);
    this.#shipper.addManifest(message.files.filter(isHere));
    this.#documents.addManifest(message.documents.filter(isHere));
    if (!message.isLast || !this.#connection) return;
    this.#documents.start(this.#connection);
    this.#shipper.start();
  }

  #down(): void {
    this.#connection = null;
    this.#live.disconnect();
    this.#shipper.disconnect();
    this.#documents.disconnect();
    this.#status.disconnect();
  }

  /** For `orrery doctor` and the like: they look from outside. */
  #keepReport(notFollowed: string[]): void {
    const report = { follow: [...this.#files.follow], notFollowed };
    const text = JSON.stringify(report);
    if (text === this.#keptReport) return;
    this.#keptReport = text;
    try {
      writeFilesReport(this.#options.stateDir, report);
    } catch (error) {
      // The hub and the console are told all the same.
      this.#logger.warn({ err: error }, 'What is not read cannot be noted in the state folder.');
    }
  }

  #readStatus(): Omit<AgentStatus, 'link'> {
    const problems = [...this.#watcher.problems, ...this.#exclude.problems, ...this.#shipper.problems];
    if (this.#joinProblem !== '') problems.push(this.#joinProblem);
    problems.unshift(...this.#live.problems);
    return {
      degraded: this.#watcher.degraded,
      lagLines: this.#shipper.lagLines,
      problems,
      notFollowed: this.#files.notFollowed,
      ...this.#live.facts,
    };
  }
}
