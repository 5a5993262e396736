import { useEffect, useRef } from 'react';
import { formatAbsolute } from '../format/duration.ts';
import { useLiveStore } from '../state/use-live.tsx';

type Write = (hubNow: number) => number;

/** One clock for all times on the page. Each subscriber says when it wants to be written again. */
const writers = new Map<Write, number>();
let timer: ReturnType<typeof setTimeout> | undefined;

function tick(skewMs: () => number) {
  const now = Date.now();
  for (const [write, due] of writers) if (due <= now) writers.set(write, now + write(now + skewMs()));
  arm(skewMs);
}

function arm(skewMs: () => number) {
  if (timer !== undefined) clearTimeout(timer);
  timer = undefined;
  if (writers.size === 0) return;
  const next = Math.min(...writers.values());
  timer = setTimeout(() => tick(skewMs), Math.max(250, next - Date.now()));
}

/**
 * Time since (or until) a moment, kept current. Writes the text node itself, so that a ticking clock renders nothing.
 * While the hub is out of reach it stands still, like the data.
 */
export function Ticking({
  at,
  format,
  className,
}: {
  at: number;
  format: (ms: number) => string;
  className?: string;
}) {
  const element = useRef<HTMLTimeElement>(null);
  const store = useLiveStore();
  useEffect(() => {
    const skewMs = () => store.state().skewMs;
    const write: Write = (hubNow) => {
      const { connection } = store.state();
      const now = 'lostAt' in connection ? connection.lostAt + skewMs() : hubNow;
      const span = now - at;
      const text = format(span);
      const node = element.current;
      if (node !== null && node.textContent !== text) node.textContent = text;
      return span < 60_000 || text.includes('s') ? 1_000 : 15_000;
    };
    writers.set(write, Date.now() + write(Date.now() + skewMs()));
    arm(skewMs);
    return () => {
      writers.delete(write);
    };
  }, [at, format, store]);
  return (
    <time
      ref={element}
      className={`num ${className ?? ''}`}
      dateTime={new Date(at).toISOString()}
      onPointerEnter={(event) => {
        event.currentTarget.title = formatAbsolute(at);
      }}
    />
  );
}
