import { useEffect, useRef, useState } from 'react';
import type { LiveState } from '../../state/live-state.ts';
import { groupOf, markNames, markOf, whatIsAsked } from '../../state/session-status.ts';
import { isSameList, useLive, useLiveStore } from '../../state/use-live.tsx';

/** No more than one announcement in this time; what happens meanwhile is merged. */
const EVERY_MS = 5_000;

const needing = (state: LiveState) =>
  [...state.sessions.values()]
    .filter((session) => groupOf(session) === 'needsYou')
    .map((session) => `${session.id} ${markOf(session)}`);

/** Reads out new waits and alerts, politely. Streams and counters stay silent. */
export function LiveAnnouncer() {
  const keys = useLive(needing, isSameList);
  const store = useLiveStore();
  const known = useRef<ReadonlySet<string> | null>(null);
  const pending = useRef<string[]>([]);
  const [text, setText] = useState('');

  useEffect(() => {
    const state = store.state();
    // What was there when the page opened is on the page, not news.
    if (known.current !== null) {
      for (const key of keys) {
        if (known.current.has(key)) continue;
        const session = state.sessions.get(key.split(' ')[0] ?? '');
        if (session !== undefined)
          pending.current.push(`${session.title}: ${whatIsAsked(session) || markNames[markOf(session)]}`);
      }
    }
    if (state.fleetSeq !== null) known.current = new Set(keys);
  }, [keys, store]);

  useEffect(() => {
    const timer = setInterval(() => {
      if (pending.current.length === 0) return;
      setText(pending.current.join('. '));
      pending.current = [];
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, []);

  return (
    <div aria-live="polite" className="sr-only">
      {text}
    </div>
  );
}
