import { CLIENT_VERSIONS } from '../synthetic/client-version.ts';
import type { FileWriter } from '../synthetic/file-writer.ts';
import type { Manual } from '../synthetic/manual.ts';
import type { Project } from '../synthetic/projects.ts';
import type { Random } from '../synthetic/random.ts';
import { type RegistryState, registryFile } from '../synthetic/registry.ts';
import { createSyntheticSession, type SyntheticSession } from '../synthetic/session.ts';
import type { PhraseBook } from '../synthetic/text/phrase-book.ts';
import type { SessionPlan } from './fleet-plan.ts';
import type { LiveClock } from './live-clock.ts';
import type { DemoMachine } from './machines.ts';

/** What a machine of the demo has: its files, and the processes that seem to run there. */
export interface MachineWorld {
  machine: DemoMachine;
  writer: FileWriter;
  /** Removes a registry file. */
  remove(path: string): void;
  /** Invented pid to its start time. */
  processes: Map<number, string>;
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
  session(): SyntheticSession;
  setStatus(status: RegistryState['status'], waitingFor?: string): void;
  /** The client exits. */
  end(): void;
  /** Another client in the same folder. */
  restart(): void;
  /** Writes the registry as it stands; nothing is written while the past runs by. */
  goLive(): void;
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
  const { plan, world, random, book, manual, clock, bootMs } = options;
  const version = CLIENT_VERSIONS[plan.version];
  const cwd = folderOf(world.machine, plan.kit.project);
  const project: Project = {
    name: plan.kit.project,
    language: plan.kit.language,
    files: plan.kit.files.map((path) => ({
      path,
      content: book.code(random, plan.kit.language, random.around(1_800, 0.5)),
    })),
  };
  let runs = 0;
  const start = (): { session: SyntheticSession; state: RegistryState } => {
    runs += 1;
    const session = createSyntheticSession({
      version,
      entrypoint: plan.entrypoint,
      cwd,
      gitBranch: plan.branch,
      model: plan.model,
      random: random.fork(`run-${runs}`),
      clock,
      files: world.writer,
      manual,
      title: plan.title,
    });
    const pid = world.nextPid();
    const procStart = String(100_000 + pid * 37);
    world.processes.set(pid, procStart);
    const now = clock.now();
    const { entrypoint } = plan;
    const state: RegistryState = {
      pid,
      procStart,
      sessionId: session.id,
      cwd,
      startedAtMs: now,
      entrypoint,
      status: 'idle',
      statusSinceMs: now,
      waitingFor: null,
    };
    return { session, state };
  };
  const writeRegistry = (): void => {
    const file = registryFile(version, current.state);
    if (file !== null && clock.isLive && !hasEnded) world.writer.replace(file.path, file.content);
  };
  let hasEnded = false;
  let current = start();
  return {
    plan,
    random,
    book,
    project,
    clock,
    bootMs,
    cwd,
    session: () => current.session,
    setStatus: (status, waitingFor) => {
      const state = { ...current.state, status, waitingFor: waitingFor ?? null, statusSinceMs: clock.now() };
      current = { ...current, state };
      writeRegistry();
    },
    end: () => {
      current.session.close();
      hasEnded = true;
      world.processes.delete(current.state.pid);
      const file = registryFile(version, current.state);
      if (file !== null && clock.isLive) world.remove(file.path);
    },
    restart: () => {
      hasEnded = false;
      current = start();
      writeRegistry();
    },
    goLive: () => {
      clock.goLive();
      writeRegistry();
    },
  };
}

/** `/home/ana/work/ledger`, `C:\Users\mei\work\ledger` */
function folderOf(machine: DemoMachine, project: string): string {
  const separator = machine.home.includes('\\') ? '\\' : '/';
  return [machine.home, 'work', project].join(separator);
}
