import { setTimeout as sleep } from 'node:timers/promises';
import type { CloseTarget } from '../live/close-target.ts';
import { isNativeClient } from '../live/looks-like-claude.ts';
import type { ProcessControl } from '../live/process-control.ts';
import { chooseTarget } from './choose-target.ts';
import type { CloseCommand, CloseResult } from './close-command.ts';
import { endProcess } from './end-process.ts';
import { judgeTarget, type OwnProcess, type Verdict } from './judge-target.ts';
import { isJobId, stopBackground } from './stop-background.ts';

export interface SessionCloserOptions {
  /** Every process that has or had a session, as the registry says at this moment. */
  targetsOf: (sessionId: string) => CloseTarget[];
  /** Told before a process is ended, and again when it was not. */
  expectEnd?: (target: CloseTarget, isExpected: boolean) => void;
  processes: ProcessControl;
  monotonicMs: () => number;
  /** Runs `claude stop`; tests have their own. */
  stop?: typeof stopBackground;
}

/** Ends sessions: only a process that is verified to be the session's, right before each signal. */
export interface SessionCloser {
  closeSession(command: CloseCommand): Promise<CloseResult>;
  /** Ends all waiting. No further signal is sent. */
  close(): void;
}

const POLL_MS = 50;
/** `claude stop` answers when the end is confirmed; the process may need a moment more. */
const STOPPED_MS = 2_000;

/** Builds what ends sessions. Closes of one process at once share one run. */
export function createSessionCloser(options: SessionCloserOptions): SessionCloser {
  const { processes } = options;
  const running = new Map<string, Promise<CloseResult>>();
  const stopping = new AbortController();

  async function end(target: CloseTarget, graceMs: number, judge: Judge): Promise<CloseResult> {
    options.expectEnd?.(target, true);
    const result = await tryToEnd(target, graceMs, judge);
    if (result.outcome !== 'done') options.expectEnd?.(target, false);
    return result;
  }

  async function tryToEnd(target: CloseTarget, graceMs: number, judge: Judge): Promise<CloseResult> {
    try {
      if (isBackground(target)) return await endBackground(target, options, stopping.signal);
      return await endProcess({
        pid: target.pid,
        graceMs,
        judge: () => judge(target),
        isGone: () => isGone(processes, target),
        send: (signal) => processes.signal(target.pid, signal),
        listBelow: () => processes.listBelow(target.pid),
        isRunning: ({ pid, startTime }) => processes.startTimeOf(pid) === startTime,
        monotonicMs: options.monotonicMs,
        stopping: stopping.signal,
      });
    } catch (error) {
      if (!stopping.signal.aborted) throw error;
      return { outcome: 'failed', message: 'The agent stopped before it could see the session end.' };
    }
  }

  async function closeSession(command: CloseCommand): Promise<CloseResult> {
    if (!processes.canVerify) {
      return refused(
        'On this machine the agent cannot verify processes. Nothing was stopped. Close it there.',
      );
    }
    const own = describeSelf(processes);
    const judge: Judge = (target) => judgeTarget(target, processes.describe(target.pid), own);
    const judged = options.targetsOf(command.sessionId).map((target) => ({ target, verdict: judge(target) }));
    const choice = chooseTarget(command, judged);
    return choice.kind === 'answer' ? choice.result : await end(choice.target, command.graceMs, judge);
  }

  return {
    close: () => stopping.abort(),
    closeSession(command) {
      // Before anything is looked at: to the second one, the process that the first has just ended is gone.
      const key = `${command.sessionId} ${command.pid}`;
      const run = running.get(key) ?? closeSession(command).finally(() => running.delete(key));
      running.set(key, run);
      return run;
    },
  };
}

/** Looks at a process anew. The facts are read last, so that nothing stands between them and a signal. */
type Judge = (target: CloseTarget) => Verdict;

/** Asks the client: a signal would not do, because the background service starts the session anew. */
async function endBackground(
  target: CloseTarget,
  options: SessionCloserOptions,
  stopping: AbortSignal,
): Promise<CloseResult> {
  const { pid, jobId, root } = target;
  const { processes, monotonicMs } = options;
  if (jobId === null || !isJobId(jobId)) {
    return refused(
      'It is work of the background service, which would start it anew, and it has no id to stop it by. Nothing was stopped.',
    );
  }
  const program = programOf(processes, pid);
  if (program === null) {
    return refused(
      `The program of process ${pid} was not found. Nothing was stopped. Run \`claude stop ${jobId}\` there.`,
    );
  }
  const stop = options.stop ?? stopBackground;
  const { isStopped, words } = await stop({ program, jobId, root, signal: stopping });
  if (!isStopped) {
    const message = `\`claude stop ${jobId}\` did not work: ${words || 'it gave no reason'}. The session may still run.`;
    return { outcome: 'failed', message };
  }
  const deadlineMs = monotonicMs() + STOPPED_MS;
  while (!isGone(processes, target)) {
    if (monotonicMs() > deadlineMs) {
      const message = `\`claude stop ${jobId}\` says that it stopped, but process ${pid} still runs.`;
      return { outcome: 'failed', message };
    }
    await sleep(POLL_MS, undefined, { signal: stopping });
  }
  return { outcome: 'done', message: `Stopped by \`claude stop ${jobId}\`. Its conversation is kept.` };
}

/** Where the platform does not tell start times cheaply, a process that is there counts as the same one. */
function isGone(processes: ProcessControl, target: CloseTarget): boolean {
  const startTime = processes.startTimeOf(target.pid);
  if (startTime === null) return true;
  return startTime !== 'unknown' && target.startTime !== null && startTime !== target.startTime;
}

function describeSelf(processes: ProcessControl): OwnProcess {
  const lineage = new Set([process.pid, process.ppid]);
  let above = processes.describe(process.ppid)?.parentPid ?? null;
  while (above !== null && above > 0 && !lineage.has(above)) {
    lineage.add(above);
    above = processes.describe(above)?.parentPid ?? null;
  }
  return { uid: process.getuid?.() ?? null, pidNamespace: processes.pidNamespace, lineage };
}

/** `bg` has a `jobId`; `daemon` and `daemon-worker` belong to the same service. */
function isBackground(target: CloseTarget): boolean {
  return target.jobId !== null || /^(bg|daemon)/.test(target.kind ?? '');
}

/** The very program that runs the session, also where an update has replaced it on disk. */
function programOf(processes: ProcessControl, pid: number): string | null {
  const exe = processes.describe(pid)?.exe ?? null;
  if (!isNativeClient(exe)) return null;
  return exe.endsWith(' (deleted)') ? `/proc/${pid}/exe` : exe;
}

function refused(message: string): CloseResult {
  return { outcome: 'refused', message };
}
