import { initialLiveState, type LiveState } from './live-state.ts';
import { type LiveEvent, reduceLive } from './reduce-live.ts';

/** The one store of server state. Readers see a new state at most once a frame. */
export interface LiveStore {
  /** What readers see. */
  state(): LiveState;
  /** Including events that readers have not been told of yet. */
  latest(): LiveState;
  dispatch(event: LiveEvent): void;
  subscribe(listener: () => void): () => void;
}

/** Runs a task soon, once: in the next frame, or within a second in a hidden tab. Returns the way to cancel it. */
export type Schedule = (task: () => void) => () => void;

/** Makes a store. Events are applied at once and published together. */
export function createLiveStore(options: { schedule: Schedule; initial?: LiveState }): LiveStore {
  let published = options.initial ?? initialLiveState;
  let latest = published;
  let isScheduled = false;
  const listeners = new Set<() => void>();

  const publish = () => {
    isScheduled = false;
    if (published === latest) return;
    published = latest;
    for (const listener of [...listeners]) listener();
  };

  return {
    state: () => published,
    latest: () => latest,
    dispatch(event) {
      latest = reduceLive(latest, event);
      if (isScheduled || latest === published) return;
      isScheduled = true;
      options.schedule(publish);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
