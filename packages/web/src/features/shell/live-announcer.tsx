import { useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { LiveState } from '../../state/live-state.ts';
import { groupOf, markNames, markOf, whatIsAsked } from '../../state/session-status.ts';
import { shownSessions } from '../../state/shown-sessions.ts';
import { isSameList, useLive, useLiveStore } from '../../state/use-live.tsx';
import { announcedTexts, subscribeAnnounced } from '../../ui/announce.ts';

/** No more than one announcement in this time; what happens meanwhile is merged. */
const EVERY_MS = 5_000;

const needing = (state: LiveState) =>
  [...shownSessions(state).values()]
    .filter((session) => groupOf(session) === 'needsYou')
    .map((session) => `${session.id} ${markOf(session)}`);

/** Reads out new waits and alerts, politely, and what actions came to. Streams and counters stay silent. */
export function LiveAnnouncer() {
  const keys = useLive(needing, isSameList);
  const store = useLiveStore();
  const known = useRef<ReadonlySet<string> | null>(null);
  const pending = useRef<string[]>([]);
  const { session: openId } = useSearch({ strict: false }) as { session?: string };
  const open = useRef(openId);
  open.current = openId;
  const [text, setText] = useState('');
  const told = useSyncExternalStore(subscribeAnnounced, announcedTexts);

  useEffect(() => {
    const state = store.state();
    // What was there when the page opened is on the page, not news.
    if (known.current !== null) {
      for (const key of keys) {
        if (known.current.has(key)) continue;
        const session = state.sessions.get(key.split(' ')[0] ?? '');
        // What the open session asks is read out by its own bar, at once.
        const isTold = session?.id === open.current && (session?.requests.length ?? 0) > 0;
        if (session !== undefined && !isTold)
          pending.current.push(`${session.title}: ${whatIsAsked(session) || markNames[markOf(session)]}`);
      }
    }
    if (state.fleetSeq !== null) known.current = new Set(keys);
  }, [keys, store]);

  useEffect(() => {
    const timer = setInterval(() => {
      if (pending.current.length === 0) return;
      const news = pending.current.join('. ');
      // A reader only hears what changes: the same wait may begin again.
      setText((before) => (before === news ? `${news}\u00a0` : news));
      pending.current = [];
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, []);

  return (
    <>
      <div aria-live="polite" className="sr-only">
        {text}
      </div>
      <div aria-live="polite" className="sr-only">
        {told.polite}
      </div>
      <div aria-live="assertive" className="sr-only">
        {told.assertive}
      </div>
    </>
  );
}
