import { join } from 'node:path';
import { CLIENT_VERSIONS } from '../synthetic/client-version.ts';
import type { FileWriter } from '../synthetic/file-writer.ts';
import type { Manual } from '../synthetic/manual.ts';
import type { Project } from '../synthetic/projects.ts';
import type { Random } from '../synthetic/random.ts';
import { type RegistryState, registryFile } from '../synthetic/registry.ts';
import type { SyntheticSession } from '../synthetic/session.ts';
import type { PhraseBook } from '../synthetic/text/phrase-book.ts';
import type { Ask } from './ask.ts';
import { createAsks } from './asks.ts';
import type { DemoProcess } from './demo-process.ts';
import type { SessionPlan } from './fleet-plan.ts';
import type { LiveClock } from './live-clock.ts';
import type { DemoMachine } from './machines.ts';
import { type ClientRun, runClient } from './run-client.ts';
import { createSignalTaker } from './signal-taker.ts';

/** The client sends its hooks first; then its dialog comes up, and the registry says that it waits. */
export const DIALOG_MS = 300;

/** What a machine of the demo has: its files, and the processes that seem to run there. */
export interface MachineWorld {
  machine: DemoMachine;
  writer: FileWriter;
  /** Removes a registry file. */
  remove(path: string): void;
  /** Its Claude folder. */
  root: string;
  /** By invented pid. */
  processes: Map<number, DemoProcess>;
  nextPid(): number;
}

/** One running client of the demo: a process, its registry file and its session. */
export interface Life {
  readonly plan: SessionPlan;
  readonly random: Random;
  readonly book: PhraseBook;
  readonly project: Project;
  readonly clock: LiveClock;
  /** When the demo starts to be live. */
  readonly bootMs: number;
  readonly cwd: string;
  /** Rules that somebody wants always allowed. */
  readonly allowed: Set<string>;
  /** Aborted when somebody has ended the client. */
  readonly closed: AbortSignal;
  session(): SyntheticSession;
  setStatus(status: RegistryState['status'], waitingFor?: string): void;
  /** The client exits. */
  end(): void;
  /** Another client in the same folder. */
  restart(): void;
  /** The past is told. The registry is written as it stands, unless a person is asked: that begins with the hook. */
  goLive(): void;
  /** Begins to wait for a person: the hook is told now, or at `startAsking` while the past runs by. */
  ask(asked: Asked): Ask;
  endAsk(ask: Ask): void;
  /** The agent listens: what was asked in the past is told to the hook, then the registry says so. */
  startAsking(): void;
  /** The demo ends. */
  close(): void;
}

/** The sub-agent that asks. */
export interface AskingAgent {
  id: string;
  type: string;
}

interface Asked {
  tool: { name: string; input: Record<string, unknown> };
  suggestions: object[];
  agent?: AskingAgent;
}

export interface LifeOptions {
  plan: SessionPlan;
  world: MachineWorld;
  random: Random;
  book: PhraseBook;
  manual: Manual;
  clock: LiveClock;
  bootMs: number;
}

export function createLife(options: LifeOptions): Life {
  const { plan, world, random, clock, bootMs } = options;
  const version = CLIENT_VERSIONS[plan.version];
  const cwd = folderOf(world.machine, plan.kit.project);
  const asks = createAsks(world.root);
  const closed = new AbortController();
  let dialog: NodeJS.Timeout | undefined;
  const signals = createSignalTaker({
    random,
    isRunning: (pid) => !hasEnded && pid === current.state.pid,
    stop: (isClean) => {
      hangUp();
      if (isClean) current.session.close();
      leave(isClean);
      closed.abort();
    },
  });
  let runs = 0;
  const start = (): ClientRun => {
    runs += 1;
    return runClient(options, { label: `run-${runs}`, cwd, signal: signals.take });
  };
  const writeRegistry = (): void => {
    const file = registryFile(version, current.state);
    if (file !== null && clock.isLive && !hasEnded) world.writer.replace(file.path, file.content);
  };
  /** What is killed leaves its registry file behind. */
  const leave = (isClean: boolean): void => {
    hasEnded = true;
    world.processes.delete(current.state.pid);
    const file = registryFile(version, current.state);
    if (isClean && file !== null && clock.isLive) world.remove(file.path);
  };
  const hangUp = (): void => {
    clearTimeout(dialog);
    signals.close();
    asks.hangUp();
  };
  let hasEnded = false;
  let current = start();
  return {
    plan,
    random,
    book: options.book,
    project: createProject(options),
    clock,
    bootMs,
    cwd,
    allowed: new Set(),
    closed: closed.signal,
    session: () => current.session,
    setStatus: (status, waitingFor) => {
      const state = { ...current.state, status, waitingFor: waitingFor ?? null, statusSinceMs: clock.now() };
      current = { ...current, state };
      writeRegistry();
    },
    end: () => {
      current.session.close();
      leave(true);
    },
    restart: () => {
      hasEnded = false;
      current = start();
      writeRegistry();
    },
    goLive: () => {
      clock.goLive();
      if (asks.isEmpty) writeRegistry();
    },
    ask: (asked) => asks.begin(permissionPayload(world.root, current.session, { ...asked, cwd })),
    endAsk: asks.end,
    startAsking: () => {
      if (asks.start()) dialog = setTimeout(writeRegistry, DIALOG_MS);
      else writeRegistry();
    },
    close: hangUp,
  };
}

function createProject({ plan, random, book }: LifeOptions): Project {
  const { project: name, language, files } = plan.kit;
  return {
    name,
    language,
    files: files.map((path) => ({ path, content: book.code(random, language, random.around(1_800, 0.5)) })),
  };
}

/** What a client sends to its `PermissionRequest` hook. */
function permissionPayload(
  root: string,
  { id, path }: SyntheticSession,
  { cwd, tool, suggestions, agent }: Asked & { cwd: string },
): object {
  return {
    session_id: id,
    transcript_path: join(root, path),
    cwd,
    permission_mode: tool.name === 'ExitPlanMode' ? 'plan' : 'default',
    ...(agent && { agent_id: agent.id, agent_type: agent.type }),
    hook_event_name: 'PermissionRequest',
    tool_name: tool.name,
    tool_input: tool.input,
    ...(suggestions.length > 0 && { permission_suggestions: suggestions }),
  };
}

/** `/home/ana/work/ledger`, `C:\Users\mei\work\ledger` */
function folderOf(machine: DemoMachine, project: string): string {
  const separator = machine.home.includes('\\') ? '\\' : '/';
  return [machine.home, 'work', project].join(separator);
}
