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
  /** Somebody has this account: what is tried there has a budget of its own, that nothing made up uses up. */
  isKnown?: boolean;
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

/** Entries that strangers can cause at once of each kind; after that one for each pause below, some 500 a day. */
const BURST = 20;
const REFILL_MS = 180_000;

/** Distinct tries that are told apart of each kind in one period, and those that its summary names. */
const MAX_TRACKED = 200;
const MAX_NAMED = 10;

interface Tracked {
  refusal: Refusal;
  /** Tries that have no entry of their own. */
  more: number;
}

/** What is counted together: one action, on accounts that there are or on others. */
interface Kind {
  action: AuditEntry['action'];
  tracked: Map<string, Tracked>;
  /** Tries that are not told apart any more. */
  untracked: number;
  budget: number;
  filledAt: number;
}

/**
 * The first try of its kind (what, as whom, from where) in an hour gets an entry at once; repeats are counted and told
 * in one entry at the end of the hour. Beyond a budget also first tries are only counted. Each kind has its own budget:
 * a flood of one hides nothing of another.
 */
export function createRefusalSummary({ audit, clock, schedule }: RefusalSummaryOptions): RefusalSummary {
  const kinds = new Map<string, Kind>();
  let cancel: (() => void) | null = null;
  const kindOf = ({ action, isKnown = false }: Refusal): Kind => {
    const name = `${action} ${isKnown}`;
    const found = kinds.get(name);
    if (found !== undefined) return found;
    const made = { action, tracked: new Map(), untracked: 0, budget: BURST, filledAt: clock.now() };
    kinds.set(name, made);
    return made;
  };
  const takeFromBudget = (kind: Kind) => {
    const refill = Math.floor((clock.now() - kind.filledAt) / REFILL_MS);
    if (refill > 0) {
      kind.budget = Math.min(BURST, kind.budget + refill);
      kind.filledAt = clock.now();
    }
    if (kind.budget === 0) return false;
    kind.budget -= 1;
    return true;
  };
  const flush = () => {
    cancel?.();
    cancel = null;
    for (const kind of kinds.values()) {
      const repeated = [...kind.tracked.values()].filter(({ more }) => more > 0);
      if (repeated.length > 0 || kind.untracked > 0)
        audit.begin(summaryOf(kind.action, repeated, kind.untracked))('refused', '');
      kind.tracked.clear();
      kind.untracked = 0;
    }
  };
  return {
    close: flush,
    note: (refusal) => {
      const { action, actor, detail, message } = refusal;
      cancel ??= schedule(flush, PERIOD_MS);
      const kind = kindOf(refusal);
      const key = JSON.stringify([actor.name, actor.address]);
      const known = kind.tracked.get(key);
      if (known !== undefined) {
        known.more += 1;
        return;
      }
      const hasEntry = takeFromBudget(kind);
      if (kind.tracked.size >= MAX_TRACKED) forgetRarest(kind);
      kind.tracked.set(key, { refusal, more: hasEntry ? 0 : 1 });
      if (hasEntry) audit.begin({ action, actor, detail, hostId: null, sessionId: null })('refused', message);
    },
  };
}

/** Makes room for the next one: whoever tries often stays, however many others try once. */
function forgetRarest(kind: Kind): void {
  let rarest: [string, Tracked] | null = null;
  for (const one of kind.tracked) if (rarest === null || one[1].more < rarest[1].more) rarest = one;
  if (rarest === null) return;
  kind.tracked.delete(rarest[0]);
  kind.untracked += rarest[1].more;
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
