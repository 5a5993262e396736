import type { Me } from '@orrery/protocol';
import type { LiveStore } from '../../state/live-store.ts';
import { announce } from '../../ui/announce.ts';
import { showToast } from '../../ui/toasts.tsx';
import type { Answer, Busy } from './answering.ts';
import { type Arming, createArming } from './arming.ts';
import type { ControlEngine } from './engine.ts';

/** Everything with which this page acts on sessions. */
export interface Control {
  arming: Arming;
  /** Answers a request, if its place is armed and nothing is under way for it. */
  answer(answer: Answer): void;
  busyOf(requestId: string): Busy | null;
  closeSession(sessionId: string): void;
  undoClose(sessionId: string): void;
  /** The session that Undo would bring back now. */
  undoable(shownSessionId: string | null): string | null;
  /** The hub was asked to close it and has not said anything yet. */
  isAskingToClose(sessionId: string): boolean;
  me(): Me | null;
  setMe(me: Me | null): void;
  /** Reads a new request of the open session out at once; each only once. */
  announceRequest(requestId: string, text: string): void;
  /** Tells of everything above that can change. */
  subscribe(listener: () => void): () => void;
  close(): void;
}

class PageControl implements Control {
  readonly arming = createArming({ now: () => performance.now() });
  readonly #store: LiveStore;
  readonly #listeners = new Set<() => void>();
  readonly #announced = new Set<string>();
  #me: Me | null = null;
  #engine: ControlEngine | null = null;
  #isClosed = false;

  constructor(store: LiveStore) {
    this.#store = store;
    void this.#load();
  }

  answer = (answer: Answer): void => this.#with((engine) => engine.answering.answer(answer));
  closeSession = (id: string): void => this.#with((engine) => engine.closing.close(id));
  undoClose = (id: string): void => this.#with((engine) => engine.closing.undo(id));
  busyOf = (id: string): Busy | null => this.#engine?.answering.busyOf(id) ?? null;
  isAskingToClose = (id: string): boolean => this.#engine?.closing.isAsking(id) ?? false;
  undoable = (shownId: string | null): string | null => this.#engine?.closing.undoable(shownId) ?? null;
  me = (): Me | null => this.#me;

  setMe = (next: Me | null): void => {
    if (next?.role === this.#me?.role && next?.name === this.#me?.name) return;
    this.#me = next;
    this.#notify();
  };

  announceRequest = (requestId: string, text: string): void => {
    if (this.#announced.has(requestId)) return;
    this.#announced.add(requestId);
    announce(text, 'assertive');
  };

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  close(): void {
    this.#isClosed = true;
    this.#engine?.close();
    this.#listeners.clear();
  }

  /** The engine arrives sooner than a button is armed. Should it not, it is fetched again, and the person told. */
  #with(act: (engine: ControlEngine) => void): void {
    if (this.#engine !== null) {
      act(this.#engine);
      return;
    }
    void this.#load().then((engine) => {
      if (engine !== null) act(engine);
      else if (!this.#isClosed)
        showToast({
          title: 'Nothing was sent',
          text: 'A part of this page did not load: the hub cannot be reached.',
          isError: true,
          key: 'engine',
        });
    });
  }

  async #load(): Promise<ControlEngine | null> {
    const found = await import('./engine.ts').catch(() => null);
    if (found === null || this.#isClosed) return null;
    this.#engine ??= this.#wired(found.createEngine);
    return this.#engine;
  }

  #wired(create: typeof import('./engine.ts')['createEngine']): ControlEngine {
    const engine = create({ store: this.#store, arming: this.arming, role: () => this.#me?.role ?? null });
    engine.answering.subscribe(() => this.#notify());
    engine.closing.subscribe(() => this.#notify());
    return engine;
  }

  #notify(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** Acts for the person of this page. */
export function createControl(store: LiveStore): Control {
  return new PageControl(store);
}
