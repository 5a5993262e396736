import { useEffect, useState } from 'react';
import { formatClock } from '../../format/duration.ts';
import type { LiveState } from '../../state/live-state.ts';
import { useLive } from '../../state/use-live.tsx';

const connectionOf = (state: LiveState) => state.connection;
/** A newer hub is met with a reload: nobody stands at the wall to press a button. */
const RELOAD_AFTER_MS = 30_000;

/** Time of day, in hours and minutes. */
export function WallClock() {
  const [text, setText] = useState(hoursAndMinutes);
  useEffect(() => {
    const timer = setInterval(() => setText(hoursAndMinutes()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return <time className="num wall-clock">{text}</time>;
}

function hoursAndMinutes(): string {
  return formatClock(Date.now()).slice(0, 5);
}

/** Says in large type that what is seen stands still, and from when it is. */
export function WallConnection() {
  const connection = useLive(connectionOf);
  const isOutdated = connection.status === 'outdated';
  useEffect(() => {
    if (!isOutdated) return;
    const timer = setTimeout(() => location.reload(), RELOAD_AFTER_MS);
    return () => clearTimeout(timer);
  }, [isOutdated]);
  const text = wordsOf(connection);
  return text === null ? null : (
    <p role="status" className="wall-lost num">
      {text}
    </p>
  );
}

function wordsOf(connection: LiveState['connection']): string | null {
  switch (connection.status) {
    case 'live':
    case 'connecting':
      return null;
    case 'reconnecting':
      return `Reconnecting, as of ${formatClock(connection.lostAt).slice(0, 5)}`;
    case 'offline':
      return `Offline, as of ${formatClock(connection.lostAt).slice(0, 5)}`;
    case 'outdated':
      return 'The hub has another version. Reloading soon';
  }
}
