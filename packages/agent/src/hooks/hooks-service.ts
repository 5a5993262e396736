import { join } from 'node:path';
import {
  type AgentCommand,
  type HeldRequest,
  type HooksState,
  type LiveSession,
  type LiveSessions,
  OrreryError,
  type PermissionRequests,
} from '@orrery/protocol';
import type { Clock } from '../agent/clock.ts';
import type { CommandOutcome } from '../control/command-dispatcher.ts';
import { isThere } from '../files/look.ts';
import type { HubConnection } from '../link/hub-connection.ts';
import type { Redact } from '../redact/redactor.ts';
import { choosePort } from './choose-port.ts';
import { describeChanges } from './describe-changes.ts';
import { stampFiles } from './file-stamps.ts';
import { type HookStore, hookStorePath, readHookStore } from './hook-store.ts';
import { type HookChange, installHooks, uninstallHooks } from './installer.ts';
import { moveHooks, moveRest, renewHookToken } from './move-hooks.ts';
import { readHooksStatus } from './read-hooks-status.ts';
import type { HookPayload } from './receiver/hook-payload.ts';
import {
  describeTaken,
  type HookCall,
  type HookReceiver,
  startHookReceiver,
} from './receiver/hook-receiver.ts';
import { askReceiver } from './receiver/receiver-proof.ts';
import { deriveHookStatus } from './reports/derive-hook-status.ts';
import { HookReports } from './reports/hook-reports.ts';
import { fullList } from './requests/full-list.ts';
import { HeldRequests } from './requests/held-requests.ts';
import { createRootFinder } from './session-root.ts';
import type { HookTarget } from './settings/hook-entries.ts';

export interface HooksServiceOptions {
  stateDir: string;
  roots: string[];
  clock: Clock;
  /** Called when the first words of a hook are to be sent: most machines have no hooks. */
  createRedact: () => Redact;
  /** Whether the owner lets the hub answer. Without that nothing is held: the dialog at the keyboard comes up at once. */
  mayAnswer: () => boolean;
  /** How often the files are looked at: the command line or a person may change them. */
  checkMs: number;
  /** Clients that run now. */
  running: () => LiveSession[];
  /** `state` has changed. */
  onChange: () => void;
  onError: (error: unknown) => void;
}

const SWEEP_MS = 250;

/** Somebody who takes each new port at once: so many moves follow each other, the others after a pause. */
const MOVES_AT_ONCE = 5;
const MOVE_PAUSE_MS = 30_000;

/** Where the receiver listens, and how it proves that it is ours. */
type Target = HookTarget & Pick<HookStore, 'proofKey'>;

/** All that has to do with hooks while an agent runs: the receiver, what it holds, and what it tells the hub. */
export class HooksService {
  readonly #options: HooksServiceOptions;
  readonly #held: HeldRequests;
  readonly #reports: HookReports;
  readonly #rootOf: (transcriptPath: string) => string | null;
  #redact: Redact | null = null;
  #connection: HubConnection | null = null;
  /** The hub's clock minus this machine's: people compare these times with the hub's. */
  #skewMs = 0;
  /** What is to be listened for; the receiver follows. */
  #target: Target | null = null;
  #isClosed = false;
  #receiver: HookReceiver | null = null;
  /** Starts and stops of the receiver, one after the other: both may be about the same port. */
  #switching: Promise<void> = Promise.resolve();
  #stamp = '';
  #files: HooksState = { state: 'absent', detail: '' };
  #receiverProblem = '';
  /** What a person should know of a port that was somebody else's; stays as long as the agent runs. */
  #moved = '';
  /** Folders whose settings still name such a port. */
  #stuck: HookChange[] = [];
  #moves = 0;
  #movedAtMs = 0;
  #checkTimer: NodeJS.Timeout | undefined;
  #sweepTimer: NodeJS.Timeout | undefined;

  constructor(options: HooksServiceOptions) {
    this.#options = options;
    const { clock, roots, running } = options;
    this.#rootOf = createRootFinder(roots);
    this.#reports = new HookReports({
      wallMs: () => clock.wallMs(),
      send: (message) => this.#connection?.send(message),
    });
    this.#held = new HeldRequests({
      wallMs: () => clock.wallMs(),
      monotonicMs: () => clock.monotonicMs(),
      liveOf: (sessionId) => running().filter((session) => session.sessionId === sessionId),
      redact: (text) => this.#redacted(text),
      onChange: (change) => this.#heldChanged(change),
    });
  }

  /** How the hooks stand, for the hub. */
  get state(): HooksState {
    const { state, detail } = this.#files;
    const isMeantToRun = state !== 'absent';
    if (this.#receiverProblem === '' || !isMeantToRun) return this.#files;
    return { state: 'broken', detail: [this.#receiverProblem, detail].join(' ').trim().slice(0, 1024) };
  }

  /** True while a client waits for an answer from here. */
  get isHolding(): boolean {
    return this.#held.size > 0;
  }

  /** What a person should know and do about who was sent hooks; empty when nothing is wrong. */
  get problem(): string {
    return [this.#moved, ...this.#stuck.map(describeStuck)].filter((words) => words !== '').join(' ');
  }

  start(): void {
    try {
      renewHookToken(this.#options.stateDir);
    } catch (error) {
      // What is wrong with the files, the status says.
      this.#options.onError(error);
    }
    this.#check();
    this.#checkTimer = setInterval(() => this.#check(), this.#options.checkMs);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#checkTimer);
    this.#held.close();
    clearInterval(this.#sweepTimer);
    this.#reports.close();
    this.#run(null);
    await this.#switching;
  }

  connect(connection: HubConnection): void {
    this.#connection = connection;
    this.#skewMs = connection.welcome.now - this.#options.clock.wallMs();
    this.#held.hubCame();
    for (const message of fullList(this.#inHubTime(this.#held.open))) connection.send(message);
    this.#reports.sendAll();
  }

  disconnect(): void {
    this.#connection = null;
    this.#held.hubWent();
  }

  liveChanged(change: Pick<LiveSessions, 'running' | 'gone'>): void {
    this.#held.liveChanged(change);
  }

  decide(command: Extract<AgentCommand, { name: 'decidePermission' }>): CommandOutcome {
    const asked = this.#held.open.find(({ id }) => id === command.requestId);
    const outcome = this.#held.decide(command);
    if (asked !== undefined && outcome.outcome === 'done' && !this.#held.isWaiting(asked.sessionId)) {
      const { root, sessionId } = asked;
      // The next hook may be minutes away, at the end of what was allowed.
      this.#reports.add({ root, sessionId }, { status: 'busy', reason: 'answered from the page' });
    }
    return outcome;
  }

  /** The owner has changed what the hub may do. */
  grantsChanged(): void {
    if (!this.#options.mayAnswer()) this.#held.close();
  }

  /** Installs or uninstalls in every Claude folder, as a hub asks. */
  async change({ action }: Extract<AgentCommand, { name: 'changeHooks' }>): Promise<CommandOutcome> {
    const { stateDir, roots, clock } = this.#options;
    const there = roots.filter((root) => isThere(root));
    const changes =
      action === 'install'
        ? await installHooks({ stateDir, roots: there, nowMs: clock.wallMs() })
        : uninstallHooks({ stateDir, roots: [...new Set([...there, ...installedRoots(stateDir)])] });
    this.#check();
    return describeChanges(changes);
  }

  #check(): void {
    const { stateDir, roots, onChange, onError } = this.#options;
    const paths = [hookStorePath(stateDir), ...roots.map((root) => join(root, 'settings.json'))];
    const stamp = `${stampFiles(paths)} ${roots.map((root) => isThere(root)).join()}`;
    if (stamp === this.#stamp) return;
    this.#stamp = stamp;
    try {
      if (this.#stuck.length > 0) this.#moveRest();
      const { state, detail } = readHooksStatus({ stateDir, roots });
      this.#files = { state, detail };
      this.#run(readTarget(stateDir));
    } catch (error) {
      onError(error);
    }
    onChange();
  }

  /** Makes the receiver listen for this target, or none. */
  #run(target: Target | null): void {
    const before = this.#target;
    if (isSameTarget(before, target)) return;
    this.#target = target;
    if (before !== null) {
      this.#held.close();
      this.#receiverProblem = '';
    }
    this.#switching = this.#switching.then(async () => {
      const old = this.#receiver;
      this.#receiver = null;
      await old?.close();
      // Another one may be wanted by now, or none.
      if (target !== null && this.#target === target) this.#receiver = this.#listen(target);
    });
  }

  /** Somebody listens in our place. Unless it is another agent of this state folder, hooks must not go there any more. */
  async #leave(target: Target): Promise<void> {
    const { stateDir, clock, onChange } = this.#options;
    const nowMs = clock.monotonicMs();
    if (this.#target !== target || this.#isClosed) return;
    if (this.#moves >= MOVES_AT_ONCE && nowMs - this.#movedAtMs < MOVE_PAUSE_MS) return;
    if ((await askReceiver(target)) === 'ours') {
      this.#receiverProblem = `Another agent with the state folder ${stateDir} receives the hooks. Stop one of the two.`;
      onChange();
      return;
    }
    const port = await choosePort();
    if (this.#target !== target || this.#isClosed) return;
    this.#moves += 1;
    this.#movedAtMs = nowMs;
    this.#stuck = moveHooks(stateDir, port).refused;
    this.#moved = `${describeTaken(target.port)} Orrery moved its hooks to port ${port}.`;
    this.#check();
  }

  #moveRest(): void {
    const roots = this.#stuck.map(({ root }) => root);
    this.#stuck = moveRest(this.#options.stateDir, roots);
  }

  #listen(target: Target): HookReceiver {
    return startHookReceiver({
      target,
      proofKey: target.proofKey,
      onTaken: () => {
        this.#switching = this.#switching.then(() => this.#leave(target)).catch(this.#options.onError);
      },
      onHook: (payload, call) => this.#receive(payload, call),
      onState: (problem) => {
        if (problem === '') this.#moves = 0;
        if (problem === this.#receiverProblem) return;
        this.#receiverProblem = problem;
        this.#options.onChange();
      },
      onError: this.#options.onError,
    });
  }

  #receive(payload: HookPayload, call: HookCall): void {
    const root = this.#rootOf(payload.transcript_path);
    if (root === null) {
      call.reply({});
      return;
    }
    this.#held.observe(payload);
    const session = { root, sessionId: payload.session_id };
    if (payload.hook_event_name !== 'PermissionRequest') call.reply({});
    else if (!this.#options.mayAnswer()) call.reply({});
    else if (!this.#held.hold(payload, root, call)) return;
    const { message } = payload;
    // Before it is cut: half a secret is not recognised.
    const words = message === null ? null : this.#redacted(message);
    const status = deriveHookStatus({ ...payload, message: words });
    // With several requests of one session, an answer to one does not end the waiting.
    if (status?.status === 'busy' && this.#held.isWaiting(payload.session_id)) return;
    if (status !== null) this.#reports.add(session, status);
  }

  #inHubTime(requests: readonly HeldRequest[]): HeldRequest[] {
    return requests.map((request) => ({
      ...request,
      at: request.at + this.#skewMs,
      expiresAt: request.expiresAt === null ? null : request.expiresAt + this.#skewMs,
    }));
  }

  #redacted(text: string): string {
    const bytes = Buffer.from(text);
    this.#redact ??= this.#options.createRedact();
    this.#redact(bytes);
    return bytes.toString();
  }

  #heldChanged(change: Pick<PermissionRequests, 'open' | 'closed'>): void {
    const open = this.#inHubTime(change.open);
    this.#connection?.send({ type: 'permissionRequests', isFull: false, ...change, open });
    if (this.#held.size === 0) {
      clearInterval(this.#sweepTimer);
      this.#sweepTimer = undefined;
    } else this.#sweepTimer ??= setInterval(() => this.#held.sweep(), SWEEP_MS);
  }
}

/** The command line may have installed into folders that this agent does not watch. */
function installedRoots(stateDir: string): string[] {
  return readHookStore(stateDir)?.files.map(({ root }) => root) ?? [];
}

/** Null when no folder has our hooks: then nothing listens. */
function readTarget(stateDir: string): Target | null {
  try {
    const store = readHookStore(stateDir);
    return store === null || store.files.length === 0 ? null : store;
  } catch (error) {
    // The status says so already.
    if (error instanceof OrreryError) return null;
    throw error;
  }
}

function isSameTarget(a: Target | null, b: Target | null): boolean {
  return a?.id === b?.id && a?.port === b?.port && a?.token === b?.token && a?.proofKey === b?.proofKey;
}

function describeStuck({ root, message }: HookChange): string {
  return `In ${root} that did not work: ${message} Until it does, Claude Code goes on asking that program: close its sessions there, and take the hooks out of that file.`;
}
