import type { AuditEntry } from '@orrery/protocol';
import type { Actor } from '../control/actor.ts';
import type { Schedule } from '../notices/delivery-queue.ts';
import type { Clock } from '../server/clock.ts';
import type { AuditAct, AuditLog } from './audit-log.ts';

/** Something that somebody tried, unproven, and was refused. */
export interface Refusal {
  action: AuditEntry['action'];
  actor: Actor;
  detail: string;
  /** Why. */
  message: string;
}

/** Writes refusals of strangers into the log without letting them fill it. */
export interface RefusalSummary {
  note(refusal: Refusal): void;
  /** Writes what was only counted so far. */
  close(): void;
}

interface RefusalSummaryOptions {
  audit: Pick<AuditLog, 'begin'>;
  clock: Clock;
  schedule: Schedule;
}

/** What was only counted becomes one entry after this time. */
const PERIOD_MS = 3_600_000;

/** Entries that strangers can cause at once; after that one for each pause below, some 500 a day. */
const BURST = 20;
const REFILL_MS = 180_000;

/** Distinct tries that are told apart in one period, and those that its summary names. */
const MAX_TRACKED = 200;
const MAX_NAMED = 10;

interface Tracked {
  refusal: Refusal;
  /** Tries after the one that has its own entry. */
  more: number;
}

/**
 * The first try of its kind (what, as whom, from where) in an hour gets an entry at once; repeats are counted and told
 * in one entry at the end of the hour. Beyond a budget also first tries are only counted.
 */
export function createRefusalSummary({ audit, clock, schedule }: RefusalSummaryOptions): RefusalSummary {
  const tracked = new Map<string, Tracked>();
  const untracked = new Map<AuditEntry['action'], number>();
  let budget = BURST;
  let filledAt = clock.now();
  let cancel: (() => void) | null = null;
  const takeFromBudget = () => {
    const refill = Math.floor((clock.now() - filledAt) / REFILL_MS);
    if (refill > 0) {
      budget = Math.min(BURST, budget + refill);
      filledAt = clock.now();
    }
    if (budget === 0) return false;
    budget -= 1;
    return true;
  };
  const flush = () => {
    cancel?.();
    cancel = null;
    const repeated = [...tracked.values()].filter(({ more }) => more > 0);
    const actions = new Set([...repeated.map(({ refusal }) => refusal.action), ...untracked.keys()]);
    for (const action of actions) {
      const named = repeated.filter(({ refusal }) => refusal.action === action);
      audit.begin(summaryOf(action, named, untracked.get(action) ?? 0))('refused', '');
    }
    tracked.clear();
    untracked.clear();
  };
  return {
    close: flush,
    note: (refusal) => {
      const { action, actor, detail, message } = refusal;
      cancel ??= schedule(flush, PERIOD_MS);
      const key = JSON.stringify([action, actor.name, actor.address]);
      const known = tracked.get(key);
      if (known !== undefined) {
        known.more += 1;
      } else if (tracked.size < MAX_TRACKED && takeFromBudget()) {
        tracked.set(key, { refusal, more: 0 });
        audit.begin({ action, actor, detail, hostId: null, sessionId: null })('refused', message);
      } else {
        untracked.set(action, (untracked.get(action) ?? 0) + 1);
      }
    },
  };
}

function summaryOf(action: AuditEntry['action'], repeated: readonly Tracked[], others: number): AuditAct {
  const most = [...repeated].sort((a, b) => b.more - a.more);
  const unnamed = most.slice(MAX_NAMED).reduce((sum, { more }) => sum + more, others);
  const total = most.slice(0, MAX_NAMED).reduce((sum, { more }) => sum + more, unnamed);
  const lines = most
    .slice(0, MAX_NAMED)
    .map(({ refusal: { actor }, more }) => `${more} as ${actor.name} from ${actor.address ?? 'nowhere'}`);
  if (unnamed > 0) lines.push(`${unnamed} as others or from elsewhere`);
  const detail = [`${total} more refused within an hour`, ...lines].join('\n');
  const actor: Actor = { name: 'Orrery', kind: 'hub', why: '', address: null };
  return { action, actor, detail, hostId: null, sessionId: null };
}
