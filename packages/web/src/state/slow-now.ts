import { useSyncExternalStore } from 'react';
import type { LiveState } from './live-state.ts';
import { useLive } from './use-live.tsx';

/** Often enough for lines whose points are 37.5 s wide; a render a card each time. */
const EVERY_MS = 15_000;

let now = Math.floor(Date.now() / EVERY_MS) * EVERY_MS;
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of [...listeners]) each();
  }, EVERY_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Adding zero makes one zero of two: a skew of -1 ms rounds to -0, which is news to React after 0. */
const skewOf = (state: LiveState) => Math.round(state.skewMs / 1_000) * 1_000 + 0;

/** The hub's time, in steps of 15 s: for lines and rates, never for clocks. */
export function useSlowNow(): number {
  const skewMs = useLive(skewOf);
  return useSyncExternalStore(subscribe, () => now) + skewMs;
}
