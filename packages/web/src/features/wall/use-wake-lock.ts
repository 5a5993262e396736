import { useEffect, useState } from 'react';

/** `unsupported`: the browser has none, or gives it to https pages only. */
export type WakeLockState = 'held' | 'pending' | 'unsupported';

/** Keeps the screen on while the page is seen. Browsers take the lock away with the tab, so it is asked for again. */
export function useWakeLock(): WakeLockState {
  const [state, setState] = useState<WakeLockState>('pending');
  useEffect(() => {
    if (!('wakeLock' in navigator)) {
      setState('unsupported');
      return;
    }
    let lock: WakeLockSentinel | null = null;
    let isOver = false;
    const ask = () => {
      if (isOver || document.hidden || (lock !== null && !lock.released)) return;
      navigator.wakeLock.request('screen').then(
        (given) => {
          if (isOver) return void given.release();
          lock = given;
          setState('held');
          given.addEventListener('release', () => setState('pending'), { once: true });
        },
        // A low battery refuses it: the display goes on without.
        () => setState('unsupported'),
      );
    };
    ask();
    document.addEventListener('visibilitychange', ask);
    return () => {
      isOver = true;
      document.removeEventListener('visibilitychange', ask);
      void lock?.release();
    };
  }, []);
  return state;
}
