import { useSyncExternalStore } from 'react';
import { type Toast, ToastCard } from './toast-card.tsx';

type ShownToast = Toast & { id: number };

const MOST = 3;

let toasts: readonly ShownToast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function change(next: typeof toasts) {
  toasts = next;
  for (const listener of [...listeners]) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The messages that are shown, oldest first. */
export const shownToasts = (): typeof toasts => toasts;

/** Shows a message. */
export function showToast(toast: Toast): void {
  lastId += 1;
  const shown = { ...toast, id: lastId };
  const at = toast.key === undefined ? -1 : toasts.findIndex(({ key }) => key === toast.key);
  change(at < 0 ? withRoom([...toasts, shown]) : toasts.with(at, shown));
}

/** Takes a message away by its key. */
export function dismissToast(key: string): void {
  if (toasts.some((toast) => toast.key === key)) change(toasts.filter((toast) => toast.key !== key));
}

const dismissById = (id: number) => change(toasts.filter((toast) => toast.id !== id));

/** Three at most: what leaves by itself makes room first, then the oldest. */
function withRoom(list: readonly ShownToast[]): readonly ShownToast[] {
  if (list.length <= MOST) return list;
  const older = list.slice(0, -1);
  const passing = older.findIndex(
    ({ isError, isLasting, until }) => !isError && !isLasting && until === undefined,
  );
  return list.toSpliced(Math.max(0, passing), 1);
}

/** Where the messages appear: bottom right, on phones at the top. */
export function Toasts() {
  const shown = useSyncExternalStore(subscribe, shownToasts);
  return (
    <section
      aria-label="Notices"
      className="pointer-events-none fixed right-4 bottom-4 z-50 flex w-[min(28rem,calc(100vw-2rem))] flex-col gap-2 max-md:top-4 max-md:bottom-auto"
    >
      {shown.map((toast) => (
        <ToastCard key={toast.id} id={toast.id} toast={toast} onDismiss={dismissById} />
      ))}
    </section>
  );
}
