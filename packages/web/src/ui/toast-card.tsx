import { CircleCheck, X } from 'lucide-react';
import { type CSSProperties, useEffect, useRef, useState } from 'react';
import { Button, IconButton } from './button.tsx';
import { Icon } from './icons.tsx';
import { Keys } from './keys.tsx';
import { Pieces } from './long-text.tsx';
import { StateMark } from './state-mark.tsx';

/** A short message at the edge. Errors stay until they are read; the rest leaves after six seconds. */
export interface Toast {
  title: string;
  /** A function is told the time that is left of `until`. */
  text?: string | ((leftMs: number) => string);
  isError?: boolean;
  /** Stays until it is replaced or dismissed by its key. */
  isLasting?: boolean;
  /** `keys`: as in the action table, shown on the button. */
  action?: { label: string; keys?: string; run: () => void };
  /** A toast of the same key takes the place of the one before. */
  key?: string;
  /** A deadline (this browser's clock) with a line that runs out. It leaves by itself only some time after that. */
  until?: { from: number; to: number };
}

const SHOWN_MS = 6_000;
/** A deadline that has passed is told of by somebody else; should that never come, the message leaves. */
const OVERTIME_MS = 8_000;

/** One message. Pointing at it, or the focus in it, keeps it there longer. */
export function ToastCard({
  id,
  toast,
  onDismiss,
}: {
  id: number;
  toast: Toast;
  onDismiss: (id: number) => void;
}) {
  const { action } = toast;
  const [isPaused, setPaused] = useState(false);
  const endsAt = toast.until?.to;
  const isStaying = toast.isError === true || toast.isLasting === true || isPaused;
  useEffect(() => {
    if (isStaying) return;
    const shownMs = endsAt === undefined ? SHOWN_MS : endsAt - Date.now() + OVERTIME_MS;
    const timer = setTimeout(() => onDismiss(id), shownMs);
    return () => clearTimeout(timer);
  }, [isStaying, id, endsAt, onDismiss]);
  const run = () => {
    onDismiss(id);
    action?.run();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointing at it only keeps it there longer
    <div
      data-toast={toast.isError ? 'error' : 'note'}
      role={toast.isError ? 'alert' : 'status'}
      onPointerEnter={() => setPaused(true)}
      onPointerLeave={() => setPaused(false)}
      onFocus={() => setPaused(true)}
      onBlur={() => setPaused(false)}
      className="fade-in pointer-events-auto relative grid grid-cols-[20px_1fr_auto] items-center gap-x-2.5 overflow-hidden rounded-card bg-overlay p-3 shadow-pop"
    >
      {toast.isError ? <StateMark mark="erroring" isHidden /> : <Icon of={CircleCheck} />}
      <b className="min-w-0 font-semibold break-words">
        <Pieces text={toast.title} />
      </b>
      <span className="flex gap-1.5">
        {action !== undefined && (
          <Button onClick={run} className="max-md:h-11 max-md:px-4">
            {action.label}
            {action.keys !== undefined && (
              <span className="max-md:hidden">
                <Keys keys={action.keys} />
              </span>
            )}
          </Button>
        )}
        {(action === undefined || toast.isError) && (
          <IconButton label="Dismiss" className="max-md:size-11" onClick={() => onDismiss(id)}>
            <Icon of={X} size={14} />
          </IconButton>
        )}
      </span>
      {toast.text !== undefined && (
        <p className="num col-span-2 col-start-2 text-12 break-words text-fg-2">
          {typeof toast.text === 'string' ? (
            <Pieces text={toast.text} />
          ) : (
            <TimeLeft text={toast.text} until={toast.until?.to ?? 0} />
          )}
        </p>
      )}
      {toast.until !== undefined && <TimeLine until={toast.until} />}
    </div>
  );
}

/** The sentence with the seconds that are left. Only its text node changes; readers hear it once. */
function TimeLeft({ text, until }: { text: (leftMs: number) => string; until: number }) {
  const element = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const write = () => {
      if (element.current !== null) element.current.textContent = text(Math.max(0, until - Date.now()));
    };
    write();
    const timer = setInterval(write, 250);
    return () => clearInterval(timer);
  }, [text, until]);
  return <span ref={element} aria-live="off" />;
}

/** A line that runs out. The animation is scaled, not resized; with reduced motion it stands, and the words count. */
function TimeLine({ until: { from, to } }: { until: { from: number; to: number } }) {
  const [share] = useState(() => Math.min(1, Math.max(0, (to - Date.now()) / Math.max(1, to - from))));
  const [leftMs] = useState(() => Math.max(0, to - Date.now()));
  return (
    <span
      aria-hidden
      data-time-line
      className="time-line absolute inset-x-0 bottom-0 h-0.5 bg-fg-3"
      style={{ '--share': share, '--left': `${leftMs}ms` } as CSSProperties}
    />
  );
}
