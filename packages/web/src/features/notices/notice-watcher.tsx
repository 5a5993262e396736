import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { LiveState } from '../../state/live-state.ts';
import { groupOf, markOf } from '../../state/session-status.ts';
import { shownSessions } from '../../state/shown-sessions.ts';
import { isSameList, useLive, useLiveStore } from '../../state/use-live.tsx';
import { lazyExtra } from '../../ui/lazy-part.tsx';
import { fetchRequestBar } from '../detail/permission-bar.tsx';
import { missedWait, type Notice } from './notice-log.ts';
import { askedSetting, soundSetting } from './notice-settings.ts';
import { currentNotices, updateNotices } from './notice-store.ts';
import { playTone } from './play-tone.ts';
import { watchPresence } from './watch-presence.ts';

/** Shown once in a browser's life. */
const AskCard = lazyExtra(() => import('./ask-card.tsx').then((found) => found.AskCard));

const needing = (state: LiveState) => [
  String(state.fleetSeq !== null),
  ...[...shownSessions(state).values()]
    .filter((session) => groupOf(session) === 'needsYou')
    .map((session) => `${session.id} ${markOf(session)}`),
];

/** Keeps the log of who needed a person, sounds the tone, and asks about notifications after a missed wait. */
export function NoticeWatcher() {
  const keys = useLive(needing, isSameList);
  const store = useLiveStore();
  const [missed, setMissed] = useState<{ notice: Notice; waitedMs: number } | null>(null);
  useOpenSessionMessages();

  // biome-ignore lint/correctness/useExhaustiveDependencies: the keys tell that something began or ended
  useEffect(() => {
    const { before, after } = updateNotices(store.state());
    // Whoever comes to answer finds the buttons there.
    if (after.notices.length > 0) fetchRequestBar();
    const known = new Set(before.notices.map(({ key }) => key));
    const isNews = before.isReady && after.notices.some(({ key, isOld }) => !isOld && !known.has(key));
    // A browser that refuses sound until it is clicked is no fault to tell of.
    if (isNews && soundSetting.read()) playTone().catch(() => undefined);
  }, [keys, store]);

  useEffect(
    () =>
      watchPresence((awaySince, backAt) => {
        const canAsk = 'Notification' in window && 'PushManager' in window && isSecureContext;
        if (!canAsk || Notification.permission !== 'default' || askedSetting.read()) return;
        const { skewMs } = store.state();
        const found = missedWait(currentNotices(), awaySince + skewMs, backAt + skewMs);
        if (found !== null) setMissed((shown) => shown ?? found);
      }),
    [store],
  );

  if (missed === null) return null;
  const close = () => {
    askedSetting.write(true);
    setMissed(null);
  };
  return <AskCard notice={missed.notice} waitedMs={missed.waitedMs} onClose={close} />;
}

/** A pressed notification leads the window that is there to its session. */
function useOpenSessionMessages() {
  const navigate = useNavigate();
  useEffect(() => {
    if (!('serviceWorker' in navigator)) return;
    const onMessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data !== 'object' || data === null) return;
      const { type, sessionId } = data as Record<string, unknown>;
      if (type === 'openSession' && typeof sessionId === 'string')
        void navigate({ to: '/', search: { session: sessionId } });
    };
    navigator.serviceWorker.addEventListener('message', onMessage);
    return () => navigator.serviceWorker.removeEventListener('message', onMessage);
  }, [navigate]);
}
