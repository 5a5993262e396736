import { setTimeout as sleep } from 'node:timers/promises';
import type { SignalResult } from '../live/process-facts.ts';
import type { CloseResult } from './close-command.ts';
import type { Verdict } from './judge-target.ts';

const POLL_MS = 50;

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
    return { outcome: 'done', message };
  }
  const message = `Did not end within ${grace} and was killed, but process ${pid} is still there.`;
  return { outcome: 'failed', message };
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
