import { CircleCheck, X } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { Button, IconButton } from './button.tsx';
import { Icon } from './icons.tsx';
import { StateMark } from './state-mark.tsx';

/** A short message at the edge. Errors stay until they are read; the rest leaves after six seconds. */
export interface Toast {
  title: string;
  text?: string;
  isError?: boolean;
  action?: { label: string; run: () => void };
}

const SHOWN_MS = 6_000;
const MOST = 3;

let toasts: readonly (Toast & { id: number })[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function change(next: typeof toasts) {
  toasts = next;
  for (const listener of [...listeners]) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Shows a message. */
export function showToast(toast: Toast): void {
  lastId += 1;
  change([...toasts, { ...toast, id: lastId }].slice(-MOST));
}

const dismiss = (id: number) => change(toasts.filter((toast) => toast.id !== id));

/** Where the messages appear: bottom right, on phones at the top. */
export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <section
      aria-label="Notices"
      className="fixed right-4 bottom-4 z-50 flex w-[min(26rem,calc(100vw-2rem))] flex-col gap-2 max-md:top-4 max-md:bottom-auto"
    >
      {shown.map((toast) => (
        <ToastCard key={toast.id} toast={toast} onDismiss={() => dismiss(toast.id)} />
      ))}
    </section>
  );
}

function ToastCard({ toast, onDismiss }: { toast: Toast; onDismiss: () => void }) {
  const [isPaused, setPaused] = useState(false);
  const isStaying = toast.isError === true || isPaused;
  useEffect(() => {
    if (isStaying) return;
    const timer = setTimeout(onDismiss, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isStaying, onDismiss]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointing at it only keeps it there longer
    <div
      role={toast.isError ? 'alert' : 'status'}
      onPointerEnter={() => setPaused(true)}
      onPointerLeave={() => setPaused(false)}
      onFocus={() => setPaused(true)}
      onBlur={() => setPaused(false)}
      className="fade-in grid grid-cols-[20px_1fr_auto] items-center gap-x-2.5 rounded-card bg-overlay p-3 shadow-pop"
    >
      {toast.isError ? <StateMark mark="erroring" isHidden /> : <Icon of={CircleCheck} />}
      <b className="font-semibold">{toast.title}</b>
      {toast.action === undefined ? (
        <IconButton label="Dismiss" size={22} onClick={onDismiss}>
          <Icon of={X} size={14} />
        </IconButton>
      ) : (
        <Button
          onClick={() => {
            toast.action?.run();
            onDismiss();
          }}
        >
          {toast.action.label}
        </Button>
      )}
      {toast.text !== undefined && <p className="col-span-2 col-start-2 text-12 text-fg-2">{toast.text}</p>}
    </div>
  );
}
