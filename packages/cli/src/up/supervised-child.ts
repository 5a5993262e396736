import { type ChildProcess, spawn } from 'node:child_process';
import { type ChildReport, childReportSchema } from './child-messages.ts';

export interface SupervisedChildOptions {
  /** Arguments of this same program. */
  args: readonly string[];
  /** Sent over the channel at each start. `failure`: why the run before ended, where it said so. */
  createSetup(failure: ChildReport | null): object;
  onReport(report: ChildReport): void;
  /** Called before a restart. */
  onExit(exit: { code: number | null; signal: NodeJS.Signals | null; restartInMs: number }): void;
  env?: Readonly<Record<string, string | undefined>>;
  /** More arguments for the runtime itself. */
  runtimeArgs?: readonly string[];
  backoffMinMs?: number;
  backoffMaxMs?: number;
}

/** A part of the product in its own process, started again when it falls. */
export interface SupervisedChild {
  /** Process id; null between two runs. */
  pid(): number | null;
  /** Asks it to end, makes it end after a grace. */
  stop(): Promise<void>;
}

/** Time that a child has to finish what it does. */
const GRACE_MS = 1_500;

/** A run of this length counts as healthy: the next fall starts the backoff anew. */
const HEALTHY_MS = 60_000;

/**
 * Starts this program again with other arguments. Setup goes over the IPC channel, never on the command line. The
 * channel also is the leash: when this process dies, however it dies, the child sees it close and ends.
 */
export function superviseChild(options: SupervisedChildOptions): SupervisedChild {
  const { backoffMinMs = 500, backoffMaxMs = 30_000 } = options;
  let child: ChildProcess | null = null;
  let timer: NodeJS.Timeout | undefined;
  let isStopping = false;
  let delay = backoffMinMs;
  let failure: ChildReport | null = null;

  const start = (): void => {
    const [program = ''] = process.argv.slice(1);
    const startedAt = performance.now();
    const runtimeArgs = [...process.execArgv, ...(options.runtimeArgs ?? [])];
    const running = spawn(process.execPath, [...runtimeArgs, program, ...options.args], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, ...options.env },
      // Its own group: Ctrl+C reaches this process alone, which then ends the child in good order.
      detached: process.platform !== 'win32',
    });
    child = running;
    const setup = options.createSetup(failure);
    failure = null;
    // A child that dies at once closes the channel under the message; `exit` tells about that.
    running.send(setup, () => undefined);
    running.on('message', (message) => {
      const report = childReportSchema.safeParse(message);
      if (!report.success) return;
      if (report.data.type === 'failed') failure = report.data;
      options.onReport(report.data);
    });
    running.once('error', (error) => options.onReport({ type: 'notice', text: error.message }));
    running.once('exit', (code, signal) => {
      child = null;
      if (isStopping) return;
      if (performance.now() - startedAt > HEALTHY_MS) delay = backoffMinMs;
      options.onExit({ code, signal, restartInMs: delay });
      timer = setTimeout(start, delay);
      delay = Math.min(backoffMaxMs, delay * 2);
    });
  };
  start();
  return {
    pid: () => child?.pid ?? null,
    stop: async () => {
      isStopping = true;
      clearTimeout(timer);
      if (child !== null) await endProcess(child);
    },
  };
}

async function endProcess(child: ChildProcess): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  await ended;
  clearTimeout(killer);
}
