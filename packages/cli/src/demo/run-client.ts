import { CLIENT_VERSIONS } from '../synthetic/client-version.ts';
import type { RegistryState } from '../synthetic/registry.ts';
import { createSyntheticSession, type SyntheticSession } from '../synthetic/session.ts';
import type { DemoProcess } from './demo-process.ts';
import type { LifeOptions } from './life.ts';

/** A client that has just been started: its session and what its registry says. */
export interface ClientRun {
  session: SyntheticSession;
  state: RegistryState;
}

/** Starts a client: a process in the machine's table, and a session without a line yet. */
export function runClient(
  options: LifeOptions,
  given: {
    label: string;
    cwd: string;
    signal: (pid: number, ...signal: Parameters<DemoProcess['signal']>) => void;
  },
): ClientRun {
  const { plan, world, random, manual, clock } = options;
  const { entrypoint, branch, model, title } = plan;
  const { label, cwd } = given;
  const version = CLIENT_VERSIONS[plan.version];
  const session = createSyntheticSession({
    version,
    entrypoint,
    cwd,
    gitBranch: branch,
    model,
    random: random.fork(label),
    clock,
    files: world.writer,
    manual,
    title,
  });
  const pid = world.nextPid();
  const procStart = String(100_000 + pid * 37);
  const now = clock.now();
  world.processes.set(pid, {
    startTime: procStart,
    startedAtMs: now,
    version: version.version,
    signal: (signal) => given.signal(pid, signal),
  });
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
}
