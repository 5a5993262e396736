import type { CloseTarget } from '../live/close-target.ts';
import { looksLikeClaude } from '../live/looks-like-claude.ts';
import type { ProcessFacts } from '../live/process-facts.ts';

/** The agent itself, which is never ended by a command. */
export interface OwnProcess {
  uid: number | null;
  pidNamespace: string | null;
  /** Its own pid and those of all processes above it. */
  lineage: ReadonlySet<number>;
}

/** Whether a process may be signalled; the other answers are words for people. */
export type Verdict = { kind: 'verified' } | { kind: 'gone' | 'refused'; message: string };

/** A registry entry is written once the client has started up, which takes longer on a busy machine. */
const STARTED_BEFORE_MS = 2_000;
const STARTED_WITHIN_MS = 10_000;

/** Text of `ps -o lstart` tells whole seconds. */
const SAME_SECOND_MS = 1_000;

/** Decides about one process from what is known of the session and what the machine tells of the process right now. */
export function judgeTarget(target: CloseTarget, facts: ProcessFacts | null, own: OwnProcess): Verdict {
  const { pid } = target;
  if (!Number.isSafeInteger(pid) || pid <= 1) return refuse(`Process ${pid} is never a session.`);
  if (isOther(target.pidNamespace, own.pidNamespace)) {
    return refuse(
      'The session runs in a container, where its process number means another process. Close it there.',
    );
  }
  if (facts === null) return { kind: 'gone', message: `Was gone already: process ${pid} has ended.` };
  if (!hasSameStart(target, facts)) {
    const message = `Was gone already: process ${pid} is another one by now, and was left alone.`;
    return { kind: 'gone', message };
  }
  if (isOther(facts.pidNamespace, own.pidNamespace)) {
    return refuse('The session runs in a container. Close it there.');
  }
  if (own.lineage.has(pid)) return refuse('The agent of this machine runs inside this session.');
  if (facts.uid === null || facts.uid !== own.uid) {
    return refuse(`Process ${pid} belongs to another user of the machine.`);
  }
  if (!looksLikeClaude(facts)) {
    return refuse(`Process ${pid} is not Claude Code, although a registry file names it.`);
  }
  return { kind: 'verified' };
}

function refuse(message: string): Verdict {
  return { kind: 'refused', message: `${message} Nothing was stopped.` };
}

function isOther(namespace: string | null, own: string | null): boolean {
  return namespace !== null && own !== null && namespace !== own;
}

/** Pids are given again: only with the start time they name a process. */
function hasSameStart(target: CloseTarget, facts: ProcessFacts): boolean {
  if (target.startTime !== null) {
    if (target.startTime === facts.startTime) return true;
    // Ticks are compared as they are; only dates have several spellings.
    if (/^\d+$/.test(target.startTime) || /^\d+$/.test(facts.startTime)) return false;
    return Math.abs(Date.parse(target.startTime) - Date.parse(facts.startTime)) < SAME_SECOND_MS;
  }
  if (target.startedAtMs === null || facts.startedAtMs === null) return false;
  const afterMs = target.startedAtMs - facts.startedAtMs;
  return afterMs >= -STARTED_BEFORE_MS && afterMs <= STARTED_WITHIN_MS;
}
