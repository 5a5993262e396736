import { activeClose } from '../../state/shown-sessions.ts';
import type { CloseView } from '../../state/wire-types.ts';
import type { ControlPort } from './answering.ts';
import { type CloseNews, closeNews, undoable } from './close-news.ts';
import { closeFailure } from './failure-words.ts';
import { closeOffer } from './offer.ts';

/** Closes sessions, and follows what becomes of that. */
export interface Closing {
  close(sessionId: string): void;
  undo(sessionId: string): void;
  /** What Undo would bring back now. */
  undoable(shownSessionId: string | null): string | null;
  /** The hub was asked and has not said anything yet. */
  isAsking(sessionId: string): boolean;
  /** Called with each change of the state: tells the person what became of closes that this page asked for. */
  follow(closes: readonly CloseView[]): void;
  subscribe(listener: () => void): () => void;
  stop(): void;
}

/** The list of closes follows the hub's answer at once; if not, the button must not stay busy. */
const FORGET_MS = 5_000;

const keyOf = (sessionId: string) => `close:${sessionId}`;

/** Text of the toast, with the time that is left. */
export function stopsIn(leftMs: number): string {
  const seconds = Math.ceil(leftMs / 1_000);
  return seconds <= 0 ? 'Stops now. The transcript stays.' : `Stops in ${seconds} s. The transcript stays.`;
}

class Closes implements Closing {
  readonly #port: ControlPort;
  /** Sessions that this page closes, with the titles that they had. */
  readonly #own = new Map<string, string>();
  readonly #asking = new Map<string, () => void>();
  readonly #listeners = new Set<() => void>();
  #seen: readonly CloseView[] = [];

  constructor(port: ControlPort) {
    this.#port = port;
  }

  close(sessionId: string): void {
    const state = this.#port.state();
    const session = state.sessions.get(sessionId);
    if (session === undefined || this.#asking.has(sessionId)) return;
    const facts = {
      role: this.#port.role(),
      connection: state.connection.status,
      host: state.hosts.get(session.hostId),
    };
    const offer = closeOffer(facts, session, activeClose(state, sessionId) !== undefined);
    if (!offer.isOffered) {
      this.#port.toast({
        title: `“${session.title}” was not closed`,
        text: offer.why,
        key: keyOf(sessionId),
      });
      return;
    }
    this.#own.set(sessionId, session.title);
    this.#ask(sessionId, () => {});
    this.#port.dismiss(keyOf(sessionId));
    this.#port.api.close(sessionId).then(
      () => {
        // The list of closes may have come first.
        if (!this.#asking.has(sessionId)) return;
        this.#ask(
          sessionId,
          this.#port.after(FORGET_MS, () => this.#asked(sessionId)),
        );
      },
      (error: unknown) => {
        this.#own.delete(sessionId);
        this.#asked(sessionId);
        this.#tellFailure(sessionId, closeFailure('close', session.title, error), () =>
          this.close(sessionId),
        );
      },
    );
  }

  undo(sessionId: string): void {
    const title = this.#titleOf(sessionId);
    this.#port.api.undoClose(sessionId).then(
      () => undefined,
      (error: unknown) =>
        this.#tellFailure(sessionId, closeFailure('undo', title, error), () => this.undo(sessionId)),
    );
  }

  undoable(shownSessionId: string | null): string | null {
    return undoable(this.#port.state().closes, new Set(this.#own.keys()), shownSessionId);
  }

  isAsking(sessionId: string): boolean {
    return this.#asking.has(sessionId);
  }

  follow(closes: readonly CloseView[]): void {
    if (closes === this.#seen) return;
    const news = closeNews(this.#seen, closes, new Set(this.#own.keys()));
    this.#seen = closes;
    for (const each of news) this.#tell(each);
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  stop(): void {
    for (const stop of this.#asking.values()) stop();
    this.#listeners.clear();
  }

  #tell({ kind, close }: CloseNews): void {
    const { sessionId } = close;
    const title = this.#titleOf(sessionId);
    this.#asked(sessionId);
    switch (kind) {
      case 'pending':
        this.#port.toast({
          key: keyOf(sessionId),
          title: `Closing “${title}”`,
          text: stopsIn,
          until: {
            from: close.at - this.#port.state().skewMs,
            to: close.stopsAt - this.#port.state().skewMs,
          },
          action: { label: 'Undo', keys: 'Z', run: () => this.undo(sessionId) },
        });
        return;
      case 'stopping':
        this.#port.toast({
          key: keyOf(sessionId),
          title: `Stopping “${title}”`,
          text: 'The transcript stays.',
          isLasting: true,
        });
        return;
      case 'failed':
        this.#own.delete(sessionId);
        this.#tellFailure(
          sessionId,
          { title: `“${title}” was not closed`, text: close.message, isError: true, canRetry: true },
          () => this.close(sessionId),
        );
        return;
      case 'done':
      case 'undone':
      case 'gone':
        this.#own.delete(sessionId);
        this.#port.dismiss(keyOf(sessionId));
        if (kind === 'done')
          this.#port.announce(close.message === '' ? `${title} is closed.` : close.message);
        if (kind === 'undone') this.#port.announce(`Undone. ${title} goes on.`);
    }
  }

  #tellFailure(sessionId: string, words: ReturnType<typeof closeFailure>, retry: () => void): void {
    const { canRetry, ...rest } = words;
    this.#port.toast({
      ...rest,
      key: keyOf(sessionId),
      ...(canRetry ? { action: { label: 'Retry', run: retry } } : {}),
    });
  }

  #titleOf(sessionId: string): string {
    return this.#own.get(sessionId) ?? this.#port.state().sessions.get(sessionId)?.title ?? 'The session';
  }

  #ask(sessionId: string, stop: () => void): void {
    this.#asking.set(sessionId, stop);
    this.#notify();
  }

  #asked(sessionId: string): void {
    this.#asking.get(sessionId)?.();
    if (this.#asking.delete(sessionId)) this.#notify();
  }

  #notify(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** Makes what closes sessions. Clock, calls and words come from outside. */
export function createClosing(port: ControlPort): Closing {
  return new Closes(port);
}
