import type { HookReport, HookReports as HookReportsMessage } from '@orrery/protocol';

export interface HookReportsOptions {
  wallMs: () => number;
  send: (message: HookReportsMessage) => void;
}

/** A change is told at once; those that follow it closely are told together. */
const SEND_EVERY_MS = 50;
const MAX_SESSIONS = 1024;
const QUIET_MS = 86_400_000;

/** The newest report of each session: told on change, several at once, and all of them to a hub that has just been met. */
export class HookReports {
  readonly #options: HookReportsOptions;
  /** By root and session, the one that was quiet for longest first. */
  readonly #known = new Map<string, { report: HookReport; heardAt: number }>();
  readonly #changed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: HookReportsOptions) {
    this.#options = options;
  }

  add(session: Pick<HookReport, 'root' | 'sessionId'>, now: Pick<HookReport, 'status' | 'reason'>): void {
    const key = `${session.root}\0${session.sessionId}`;
    const heardAt = this.#options.wallMs();
    const before = this.#known.get(key);
    this.#known.delete(key);
    if (before !== undefined && !isNews(before.report, now)) {
      this.#known.set(key, { report: before.report, heardAt });
      return;
    }
    this.#forget(heardAt, MAX_SESSIONS - 1);
    this.#known.set(key, { report: { ...session, ...now, at: heardAt }, heardAt });
    this.#changed.add(key);
    if (this.#timer === undefined) this.#send();
  }

  /** Everything, for a hub that has just been met. */
  sendAll(): void {
    this.#forget(this.#options.wallMs(), MAX_SESSIONS);
    for (const key of this.#known.keys()) this.#changed.add(key);
    this.#send();
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const reports = [...this.#changed].flatMap((key) => this.#known.get(key)?.report ?? []);
    this.#changed.clear();
    if (reports.length === 0) return;
    this.#timer = setTimeout(() => this.#send(), SEND_EVERY_MS);
    this.#options.send({ type: 'hookReports', reports });
  }

  #forget(nowMs: number, limit: number): void {
    for (const [key, { heardAt }] of this.#known) {
      if (this.#known.size <= limit && nowMs - heardAt < QUIET_MS) return;
      this.#known.delete(key);
    }
  }
}

/**
 * A running turn calls tools all the time: that it still runs is no news. That it waits always is: a request that was denied
 * at the keyboard before this one left no hook.
 */
function isNews(before: HookReport, now: Pick<HookReport, 'status' | 'reason'>): boolean {
  if (before.status !== now.status || now.status === 'waiting') return true;
  return now.status !== 'busy' && before.reason !== now.reason;
}
