import { OrreryError } from '@orrery/protocol';
import { type AttemptPace, createAttemptPace } from './attempt-pace.ts';

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
 * Lets sign-ins through to the costly look at the password. Failures make those that follow wait, and refuse nobody:
 * the right password comes through in its turn. Turns go round by address, and within one the newest attempt is first,
 * so that what strangers left waiting delays nobody who comes after them. A browser known to the account waits only
 * for its own failures. Guessing stays hopeless: an account under attack is looked at once in ten seconds.
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
}

/** Passwords looked at at the same time: each costs a core for a tenth of a second. */
const MAX_RUNNING = 2;
const MAX_WAITING = 64;
/** Longer waits no browser and no proxy. */
const MAX_WAIT_MS = 25_000;
/** Longest wait between two looks at one account. */
const MAX_PACE_MS = 10_000;

interface Waiting extends SignInAttempt {
  key: string;
  since: number;
  start: () => void;
  giveUp: (error: OrreryError) => void;
}

const EVERYONE = 'everyone';

/** Nobody waits yet. */
export function createSignInGate({ now, after, free }: GateOptions): SignInGate {
  const byAccount = createAttemptPace({ now, free, stepMs: 200, maxMs: MAX_PACE_MS, forgetMs: 60_000 });
  // Made-up accounts cost as much as real ones: together strangers get a quarter of a core at most.
  const byAll = createAttemptPace({ now, free: 50, stepMs: 20, maxMs: 400, forgetMs: 1000 });
  const paces = { byAccount, byAll };
  const waiting = new Set<Waiting>();
  /** Addresses in the order in which they had a turn, latest last. */
  const served = new Set<string>();
  let running = 0;
  let stopTimer = () => {};

  const pump = () => {
    stopTimer();
    for (const late of [...waiting].filter(({ since }) => now() - since >= MAX_WAIT_MS)) drop(late);
    while (running < MAX_RUNNING) {
      const next = nextOf(waiting, [...served], (each) => readyAt(each, paces) <= now());
      if (next === null) break;
      begin(next);
    }
    const ends = [...waiting].map((each) =>
      Math.min(each.since + MAX_WAIT_MS, running < MAX_RUNNING ? readyAt(each, paces) : Infinity),
    );
    if (ends.length > 0) stopTimer = after(Math.max(1, Math.min(...ends) - now()), pump);
  };
  const begin = (next: Waiting) => {
    waiting.delete(next);
    running += 1;
    byAccount.begin(next.key);
    if (next.browser === null) byAll.begin(EVERYONE);
    served.delete(next.address);
    served.add(next.address);
    const [first] = served;
    if (served.size > MAX_WAITING && first !== undefined) served.delete(first);
    next.start();
  };
  const drop = (one: Waiting) => {
    if (waiting.delete(one)) one.giveUp(tooMany());
  };
  const admit = (attempt: SignInAttempt, key: string) =>
    new Promise<void>((resolve, reject) => {
      const one: Waiting = { ...attempt, key, since: now(), start: resolve, giveUp: reject };
      attempt.signal?.addEventListener('abort', () => drop(one), { once: true });
      waiting.add(one);
      const least = waiting.size > MAX_WAITING ? leastWorthy(waiting) : null;
      if (least) drop(least);
      pump();
    });

  return {
    run: async (attempt, verify) => {
      const { account, browser } = attempt;
      const key = browser === null ? `account ${account.toLowerCase()}` : `browser ${browser}`;
      await admit(attempt, key);
      try {
        const result = await verify();
        byAccount.succeed(key);
        return result;
      } catch (error) {
        // A hub that fails by itself has learned nothing about the password.
        if (!(error instanceof OrreryError && error.kind === 'unauthenticated')) byAccount.succeed(key);
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

function readyAt({ key, browser }: Waiting, paces: { byAccount: AttemptPace; byAll: AttemptPace }): number {
  const own = paces.byAccount.readyAt(key);
  return browser === null ? Math.max(own, paces.byAll.readyAt(EVERYONE)) : own;
}

/** Known browsers first, then the address whose turn is longest ago, then the newest. */
function nextOf(
  waiting: ReadonlySet<Waiting>,
  served: readonly string[],
  isReady: (each: Waiting) => boolean,
): Waiting | null {
  let best: Waiting | null = null;
  for (const each of waiting) {
    if (!isReady(each)) continue;
    if (best === null || rank(each, served) <= rank(best, served)) best = each;
  }
  return best;
}

function rank({ browser, address }: Waiting, served: readonly string[]): number {
  return browser === null ? served.indexOf(address) : -2;
}

/** The oldest of the address that has most waiting; known browsers give way last. */
function leastWorthy(waiting: ReadonlySet<Waiting>): Waiting | null {
  const strangers = [...waiting].filter(({ browser }) => browser === null);
  const all = strangers.length > 0 ? strangers : [...waiting];
  const counts = new Map<string, number>();
  for (const { address } of all) counts.set(address, (counts.get(address) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return all.find(({ address }) => counts.get(address) === most) ?? null;
}

function tooMany(): OrreryError {
  return new OrreryError(
    'rateLimited',
    'Too many people try to sign in at this moment; your password was not looked at. Try again, or use a browser that ' +
      'signed in here before: it does not wait for others.',
    { retryAfterMs: 5000 },
  );
}
