import { setTimeout as sleep } from 'node:timers/promises';
import type { StartedProcess } from '../live/process-control.ts';
import type { SignalResult } from '../live/process-facts.ts';
import type { CloseResult } from './close-command.ts';
import type { Verdict } from './judge-target.ts';

const POLL_MS = 50;

/** What ends with its client (servers that lose their input) has done so by then. */
const FOLLOW_MS = 300;
const MAX_NAMED = 5;

/** What is left of a killed process is only the kernel's work. */
const KILL_MS = 2_000;

export interface EndProcessOptions {
  pid: number;
  graceMs: number;
  /** Looks at the process anew. */
  judge: () => Verdict;
  /** A cheaper look, for waiting. */
  isGone: () => boolean;
  send: (signal: 'SIGTERM' | 'SIGKILL') => SignalResult;
  /** All that it has started, and whether that runs. A client that is killed ends none of it. */
  listBelow: () => StartedProcess[];
  isRunning: (started: StartedProcess) => boolean;
  monotonicMs: () => number;
  stopping: AbortSignal;
}

/** SIGTERM, a grace, SIGKILL. The process is verified right before each, in the same turn of the event loop. */
export async function endProcess(options: EndProcessOptions): Promise<CloseResult> {
  const { pid, graceMs, monotonicMs } = options;
  const startMs = monotonicMs();
  const asked = signalVerified('SIGTERM', options);
  if (asked.kind === 'gone') return { outcome: 'stale', message: asked.message };
  if (asked.kind === 'refused') return { outcome: 'refused', message: asked.message };
  if (await waitForEnd(startMs + graceMs, options)) {
    const seconds = ((monotonicMs() - startMs) / 1000).toFixed(1);
    return { outcome: 'done', message: `Ended after SIGTERM in ${seconds} s.` };
  }
  const grace = `${graceMs / 1000} s`;
  const below = options.listBelow();
  const killed = signalVerified('SIGKILL', options);
  if (killed.kind === 'gone') return { outcome: 'done', message: `Ended after SIGTERM in ${grace}.` };
  if (killed.kind === 'refused') {
    return {
      outcome: 'failed',
      message: `It did not end within ${grace} and was not killed. ${killed.message}`,
    };
  }
  if (await waitForEnd(monotonicMs() + KILL_MS, options)) {
    const message = graceMs === 0 ? 'Was killed at once.' : `Did not end within ${grace} and was killed.`;
    return { outcome: 'done', message: message + (await describeLeft(below, options)) };
  }
  const message = `Did not end within ${grace} and was killed, but process ${pid} is still there.`;
  return { outcome: 'failed', message };
}

/** What a killed client leaves behind goes on: it is said, and left alone. */
async function describeLeft(below: readonly StartedProcess[], options: EndProcessOptions): Promise<string> {
  const deadlineMs = options.monotonicMs() + FOLLOW_MS;
  const areGone = (): boolean => !below.some(options.isRunning);
  if (await waitForEnd(deadlineMs, { ...options, isGone: areGone })) return '';
  const left = below.filter(options.isRunning);
  const named = left.slice(0, MAX_NAMED).map(({ name, pid }) => `${name} (${pid})`);
  const more = left.length > MAX_NAMED ? ` and ${left.length - MAX_NAMED} more` : '';
  return ` What it had started still runs: ${named.join(', ')}${more}.`;
}

function signalVerified(signal: 'SIGTERM' | 'SIGKILL', options: EndProcessOptions): Verdict {
  const { pid } = options;
  const verdict = options.judge();
  if (verdict.kind !== 'verified') return verdict;
  switch (options.send(signal)) {
    case 'sent':
      return verdict;
    case 'gone':
      return { kind: 'gone', message: `Was gone already: process ${pid} has ended.` };
    case 'forbidden':
      return { kind: 'refused', message: `The agent may not signal process ${pid}. Nothing was stopped.` };
  }
}

/** Whether the process is gone before the deadline. Looks at least once. */
async function waitForEnd(deadlineMs: number, options: EndProcessOptions): Promise<boolean> {
  for (;;) {
    if (options.isGone()) return true;
    const leftMs = deadlineMs - options.monotonicMs();
    if (leftMs <= 0) return false;
    await sleep(Math.min(POLL_MS, leftMs), undefined, { signal: options.stopping });
  }
}
