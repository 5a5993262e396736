import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { type AgentDown, type Hello, type HostStatus, PROTOCOL_VERSION } from '@orrery/protocol';
import { createSessionCloser, type SessionCloser } from '../control/close-session.ts';
import { ExcludeRules } from '../exclude/exclude-rules.ts';
import { defaultRoots } from '../host/default-roots.ts';
import { readHostFacts } from '../host/host-facts.ts';
import { machineHash } from '../host/machine-hash.ts';
import { MachineWatch } from '../host/machine-watch.ts';
import { type Membership, openMembership, rememberHub } from '../identity/join.ts';
import { agentSocketUrl } from '../link/agent-url.ts';
import { answerChallenge, createNonce } from '../link/handshake.ts';
import type { HubConnection } from '../link/hub-connection.ts';
import { createHubLink, type HubLink } from '../link/hub-link.ts';
import { LiveWatch } from '../live/live-watch.ts';
import { blindProcessControl, createProcessControl } from '../live/process-control.ts';
import { createRedact } from '../redact/redactor.ts';
import { DocumentShipper } from '../ship/document-shipper.ts';
import { Shipper } from '../ship/shipper.ts';
import { defaultReadLimits } from '../tail/read-batch.ts';
import { Watcher } from '../watch/watcher.ts';
import type { Agent, AgentOptions } from './agent-options.ts';
import { systemClock } from './clock.ts';
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
  readonly #logger: Logger;
  readonly #exclude: ExcludeRules;
  readonly #shipper: Shipper;
  readonly #documents: DocumentShipper;
  readonly #watcher: Watcher;
  readonly #live: LiveWatch;
  readonly #machine: MachineWatch;
  readonly #closer: SessionCloser;
  readonly #status: StatusReporter;
  readonly #runId = randomUUID();
  #membership: Membership | null = null;
  #link: HubLink | null = null;
  #connection: HubConnection | null = null;
  #finished: Promise<void> = Promise.resolve();
  #joinProblem = '';

  constructor(options: AgentOptions) {
    this.#options = options;
    this.#timing = { ...defaultTiming, ...options.timing };
    this.#logger = options.logger ?? silentLogger;
    const roots = (options.roots ?? defaultRoots()).map((root) => resolve(root));
    const mode = options.watchMode ?? 'native';
    const redact = createRedact();
    const clock = options.clock ?? systemClock;
    this.#exclude = new ExcludeRules(() => clock.monotonicMs());
    const isExcluded = (root: string, path: string): boolean => this.#exclude.isExcluded(root, path);
    const onError = (error: unknown): void => this.#logger.warn({ err: error }, 'Something went wrong.');
    const { openFile, probe, watchFunction, isRecursive } = options.faults ?? {};
    this.#status = new StatusReporter({
      everyMs: this.#timing.statusMs,
      read: () => this.#readStatus(),
      onStatus: (status) => options.onStatus?.(status),
    });
    this.#shipper = new Shipper({
      limits: { ...defaultReadLimits, ...options.limits },
      redact,
      isExcluded,
      onChange: () => this.#status.touch(),
      onError,
      ...(openFile && { openFile }),
      ...(probe && { probe }),
    });
    this.#documents = new DocumentShipper({ redact, isExcluded, onError });
    this.#watcher = new Watcher({
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
    const control =
      options.processControl ??
      (options.processTable ? blindProcessControl(options.processTable) : createProcessControl());
    this.#live = new LiveWatch({
      roots,
      mode,
      processes: options.processTable ?? control,
      control,
      ...this.#timing,
      monotonicMs: () => clock.monotonicMs(),
      onChange: (change) => this.#connection?.send({ type: 'liveSessions', isFull: false, ...change }),
      onError,
    });
    this.#closer = createSessionCloser({
      targetsOf: (sessionId) => this.#live.targetsOf(sessionId),
      expectEnd: (target, isExpected) => this.#live.expectEnd(target, isExpected),
      processes: control,
      monotonicMs: () => clock.monotonicMs(),
    });
    this.#machine = new MachineWatch({
      root: roots[0] ?? null,
      everyMs: this.#timing.metricsMs,
      runningVersions: () => this.#live.running.map(({ version }) => version),
      onChange: () => this.#status.touch(),
      onError,
      ...options.machineReaders,
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
    const { stateDir, hubUrl, joinToken, faults } = this.#options;
    const url = agentSocketUrl(hubUrl);
    this.#membership = openMembership({ stateDir, hubUrl, joinToken, writeFile: faults?.writeFile });
    this.#link = this.#createLink(url, this.#membership);
    try {
      this.#watcher.start();
      this.#live.start();
      this.#machine.start();
      await this.#link.run();
    } finally {
      this.#watcher.close();
      this.#live.close();
      this.#machine.close();
      this.#closer.close();
      this.#shipper.close();
      this.#documents.disconnect();
      this.#status.close();
    }
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
      createHello: () => this.#createHello(membership),
      answer: (challenge, hello) =>
        answerChallenge(challenge, {
          keys: membership.identity.keys,
          nonce: hello.nonce,
          pinnedHubKeyHash: membership.pinnedHubKeyHash,
          joinSecret: membership.joinSecret,
        }),
      onState: (state) => {
        this.#logger.info({ state: state.kind }, 'hub link');
        this.#status.setLink(state);
      },
      onWelcome: (connection) => this.#welcome(connection, membership),
      onMessage: (message) => this.#handle(message),
      onDown: () => this.#down(),
    });
  }

  #createHello(membership: Membership): Hello {
    const { name, version, machine, facts, person } = this.#options;
    return {
      type: 'hello',
      protocol: PROTOCOL_VERSION,
      agentVersion: version ?? OWN_VERSION,
      publicKey: membership.identity.keys.publicKey,
      nonce: createNonce(),
      name: (name ?? (hostname() || 'unnamed')).slice(0, 128),
      machine: machine ?? machineHash(),
      runId: this.#runId,
      facts: { ...readHostFacts(person ?? null), ...facts },
    };
  }

  #welcome(connection: HubConnection, membership: Membership): void {
    this.#connection = connection;
    const { stateDir, hubUrl, faults } = this.#options;
    try {
      rememberHub(stateDir, membership, hubUrl, faults?.writeFile);
      this.#joinProblem = '';
    } catch (error) {
      // Shipping goes on; only the next start would need the token again.
      this.#joinProblem = error instanceof Error ? error.message : String(error);
    }
    this.#shipper.connect(connection);
    this.#status.connect(connection);
    connection.send({ type: 'liveSessions', isFull: true, running: this.#live.running, gone: [] });
  }

  #handle(message: AgentDown): void {
    if (message.type === 'ack') this.#shipper.onAck(message);
    if (message.type !== 'manifest') return;
    this.#shipper.addManifest(message.files);
    this.#documents.addManifest(message.documents);
    if (!message.isLast || !this.#connection) return;
    this.#documents.start(this.#connection);
    this.#shipper.start();
  }

  #down(): void {
    this.#connection = null;
    this.#shipper.disconnect();
    this.#documents.disconnect();
    this.#status.disconnect();
  }

  #readStatus(): Omit<HostStatus, 'type'> {
    const problems = [...this.#watcher.problems, ...this.#exclude.problems, ...this.#shipper.problems];
    if (this.#joinProblem !== '') problems.push(this.#joinProblem);
    return {
      degraded: this.#watcher.degraded,
      lagLines: this.#shipper.lagLines,
      problems,
      ...this.#machine.facts,
    };
  }
}
