import { OrreryError } from '@orrery/protocol';
import { type AttemptPace, createAttemptPace } from './attempt-pace.ts';
import { createFailureMemory, type FailureMemory } from './failure-memory.ts';
import { networksOf } from './networks-of.ts';

/** Somebody who says that they know the password of an account. */
export interface SignInAttempt {
  account: string;
  /** IP address. Behind a tunnel everybody has the same. */
  address: string;
  /** A browser that proved an earlier sign-in to this account; null for all others. */
  browser: string | null;
  /** Ends the wait of whoever goes away. */
  signal?: AbortSignal;
}

/**
 * Lets sign-ins through to the costly look at the password. Failures make those that follow wait, and refuse nobody by
 * themselves. Every second turn, by lot, goes to whoever comes from the networks with the fewest failures, the newest
 * first: a stranger has many addresses but few wide networks. The other turns go to anybody who waits, so that no order
 * can be learned and used to keep somebody back. A browser known to the account comes before all strangers.
 */
export interface SignInGate {
  /** Runs `verify` in its turn. What it throws as `unauthenticated` is a failure. Throws `rateLimited` when no turn comes. */
  run<T>(attempt: SignInAttempt, verify: () => Promise<T>): Promise<T>;
  close(): void;
}

interface GateOptions {
  now: () => number;
  /** Starts a timer and returns the way to stop it. */
  after: (delayMs: number, task: () => void) => () => void;
  /** Failures of an account, or of a known browser, before attempts wait. */
  free: number;
  /** Between 0 and 1. */
  random?: () => number;
}

/** Passwords looked at at the same time: each costs a core for a tenth of a second. */
const MAX_RUNNING = 2;
/** A burst of this many pushes nobody out. */
const MAX_WAITING = 256;
/** Longer waits no browser and no proxy. */
const MAX_WAIT_MS = 25_000;
/** Longest wait between two looks at one account. Longer ones would let few strangers keep its owner out. */
const MAX_PACE_MS = 1_000;
/** Longest wait between two looks at what one known browser sends: it waits for nobody else. */
const MAX_BROWSER_PACE_MS = 10_000;
/** How long a network counts as one that failed: longer than an attacker takes to come round to it again. */
const NETWORK_FORGET_MS = 600_000;
const NETWORK_FAILURES = 100;

interface Waiting extends SignInAttempt {
  /** Paces that it waits for, and that its failure slows. */
  paces: readonly { pace: AttemptPace; key: string }[];
  /** Where its failures are remembered, from the widest network to the narrowest. */
  places: readonly string[];
  since: number;
  start: () => void;
  giveUp: (error: OrreryError) => void;
}

const EVERYONE = 'everyone';

/** Nobody waits yet. */
export function createSignInGate({ now, after, free, random = Math.random }: GateOptions): SignInGate {
  const slow = { now, free, stepMs: 200, forgetMs: 60_000 };
  const byAccount = createAttemptPace({ ...slow, maxMs: MAX_PACE_MS });
  const byBrowser = createAttemptPace({ ...slow, maxMs: MAX_BROWSER_PACE_MS });
  // Made-up accounts cost as much as real ones: together strangers get under half a core.
  const byAll = createAttemptPace({ now, free: 50, stepMs: 20, maxMs: 250, forgetMs: 1000 });
  const memory = createFailureMemory({ now, forgetMs: NETWORK_FORGET_MS, most: NETWORK_FAILURES });
  const waiting = new Set<Waiting>();
  let running = 0;
  let stopTimer = () => {};

  const asWaiting = (attempt: SignInAttempt) => {
    const account = attempt.account.toLowerCase();
    const { browser } = attempt;
    return browser === null
      ? {
          paces: [
            { pace: byAccount, key: `account ${account}` },
            { pace: byAll, key: EVERYONE },
          ],
          places: networksOf(attempt.address),
        }
      : {
          paces: [
            { pace: byBrowser, key: browser },
            { pace: byAccount, key: `browsers of ${account}` },
          ],
          places: [`browser ${browser}`],
        };
  };
  const pump = () => {
    stopTimer();
    for (const late of [...waiting].filter(({ since }) => now() - since >= MAX_WAIT_MS)) drop(late);
    while (running < MAX_RUNNING) {
      const ready = [...waiting].filter((each) => readyAt(each) <= now());
      const next = nextOf(ready, memory, random);
      if (next === null) break;
      begin(next);
    }
    const ends = [...waiting].map((each) =>
      Math.min(each.since + MAX_WAIT_MS, running < MAX_RUNNING ? readyAt(each) : Infinity),
    );
    if (ends.length > 0) stopTimer = after(Math.max(1, Math.min(...ends) - now()), pump);
  };
  const begin = (next: Waiting) => {
    waiting.delete(next);
    running += 1;
    for (const { pace, key } of next.paces) pace.begin(key);
    for (const place of next.places) memory.add(place);
    next.start();
  };
  const drop = (one: Waiting) => {
    if (waiting.delete(one)) one.giveUp(tooMany());
  };
  const forgive = ({ paces, places }: Pick<Waiting, 'paces' | 'places'>) => {
    // What it cost, it cost: the pace of all stays.
    for (const { pace, key } of paces) if (pace !== byAll) pace.succeed(key);
    for (const place of places) memory.takeBack(place);
  };
  const admit = (attempt: SignInAttempt, counted: Pick<Waiting, 'paces' | 'places'>) =>
    new Promise<void>((resolve, reject) => {
      const one: Waiting = { ...attempt, ...counted, since: now(), start: resolve, giveUp: reject };
      attempt.signal?.addEventListener('abort', () => drop(one), { once: true });
      waiting.add(one);
      const least = waiting.size > MAX_WAITING ? leastWorthy([...waiting], memory, random) : null;
      if (least) drop(least);
      pump();
    });

  return {
    run: async (attempt, verify) => {
      const counted = asWaiting(attempt);
      await admit(attempt, counted);
      try {
        const result = await verify();
        forgive(counted);
        return result;
      } catch (error) {
        // A hub that fails by itself has learned nothing about the password.
        if (!(error instanceof OrreryError && error.kind === 'unauthenticated')) forgive(counted);
        throw error;
      } finally {
        running -= 1;
        pump();
      }
    },
    close: () => {
      stopTimer();
      for (const one of [...waiting]) {
        waiting.delete(one);
        one.giveUp(new OrreryError('unavailable', 'The hub stops.', { retryAfterMs: 1000 }));
      }
    },
  };
}

function readyAt({ paces }: Waiting): number {
  return Math.max(...paces.map(({ pace, key }) => pace.readyAt(key)));
}

/** Known browsers first; then by lot either the newest of those whose networks failed least, or anybody. */
function nextOf(ready: readonly Waiting[], memory: FailureMemory, random: () => number): Waiting | null {
  const known = ready.filter(({ browser }) => browser !== null);
  const lane = known.length > 0 ? known : ready;
  if (random() < 0.5) return oneOf(lane, random);
  return extreme(lane, memory, (order) => order < 0).at(-1) ?? null;
}

/** Among those whose networks failed most, one of the address that has most waiting; known browsers give way last. */
function leastWorthy(
  waiting: readonly Waiting[],
  memory: FailureMemory,
  random: () => number,
): Waiting | null {
  const strangers = waiting.filter(({ browser }) => browser === null);
  const worst = extreme(strangers.length > 0 ? strangers : waiting, memory, (order) => order > 0);
  const counts = new Map<string, number>();
  const narrowest = ({ places }: Waiting) => places.at(-1) ?? '';
  for (const one of worst) counts.set(narrowest(one), (counts.get(narrowest(one)) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return oneOf(
    worst.filter((one) => counts.get(narrowest(one)) === most),
    random,
  );
}

/** All that rank alike before, or after, all others. The widest network decides, then the next one. */
function extreme(
  all: readonly Waiting[],
  memory: FailureMemory,
  isBetter: (order: number) => boolean,
): Waiting[] {
  let best: { rank: readonly number[]; of: Waiting[] } | null = null;
  for (const one of all) {
    const rank = one.places.map((place) => Math.ceil(memory.count(place)));
    const order = best === null ? 0 : compareRanks(rank, best.rank);
    if (best === null || isBetter(order)) best = { rank, of: [one] };
    else if (order === 0) best.of.push(one);
  }
  return best?.of ?? [];
}

function compareRanks(one: readonly number[], other: readonly number[]): number {
  for (let level = 0; level < Math.max(one.length, other.length); level += 1) {
    const order = (one[level] ?? 0) - (other[level] ?? 0);
    if (order !== 0) return order;
  }
  return 0;
}

function oneOf(all: readonly Waiting[], random: () => number): Waiting | null {
  return all[Math.floor(random() * all.length)] ?? null;
}

function tooMany(): OrreryError {
  return new OrreryError(
    'rateLimited',
    'Too many people try to sign in at this moment; your password was not looked at. Try again. A browser that signed in ' +
      'here since the last new password comes before them, and so does one that sets a new password by the link of ' +
      '"orrery account reset" on the hub\'s machine.',
    { retryAfterMs: 5000 },
  );
}
