import { Component, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { PartError } from './lazy-part.tsx';

/** What a crash in a pane shows there; the rest of the page goes on. */
export class PaneBoundary extends Component<{ name: string; children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    const isUnloaded = error instanceof PartError;
    return (
      <div role="alert" className="m-3 rounded-card p-3 ring-1 ring-line-strong ring-inset">
        <p className="font-semibold">
          {this.props.name} {isUnloaded ? 'did not load' : 'failed'}
        </p>
        <p className={`mt-1 break-words text-fg-2 ${isUnloaded ? '' : 'font-mono text-11'}`}>
          {error.message}
        </p>
        <div className="mt-3 flex gap-2">
          <Button onClick={() => this.setState({ error: null })}>Reload section</Button>
          {isUnloaded ? (
            <Button look="ghost" onClick={() => location.reload()}>
              Reload the page
            </Button>
          ) : (
            <Button
              look="ghost"
              onClick={() => void navigator.clipboard.writeText(`${error.message}\n${error.stack ?? ''}`)}
            >
              Copy details
            </Button>
          )}
        </div>
      </div>
    );
  }
}

/** Head of a pane: its name, a remark, and what can be done. */
export function PaneHead({
  title,
  remark,
  children,
}: {
  title: string;
  remark?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className="flex h-10 flex-none items-center gap-2 border-b border-line px-3">
      <h2 className="text-13 font-semibold">{title}</h2>
      <span className="num min-w-0 flex-1 truncate text-12 text-fg-3">{remark}</span>
      {children}
    </div>
  );
}

/** A pane with nothing in it: what is so, and what can be done about it. */
export function EmptyState({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="m-3 rounded-card bg-raised p-3 ring-1 ring-line-strong ring-inset">
      <p className="font-semibold">{title}</p>
      {children !== undefined && <div className="mt-1 text-fg-2">{children}</div>}
      {action !== undefined && <div className="mt-3">{action}</div>}
    </div>
  );
}

/** Boxes in the places of cards that are not there yet. */
export function CardSkeletons({ count }: { count: number }) {
  return (
    <div className="appear-late" role="status" aria-label="Loading sessions">
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the boxes are all alike
        <div key={index} className="flex h-[92px] gap-3 border-b border-line px-3.5 py-3" aria-hidden>
          <span className="size-4 rounded-full ring-1 ring-track ring-inset" />
          <span className="flex flex-1 flex-col gap-2.5">
            {['w-1/3', 'w-2/5', 'w-1/4', 'w-3/8'].map((width) => (
              <span key={width} className={`h-2 rounded-chip bg-track ${width}`} />
            ))}
          </span>
          <span className="h-2 w-11 rounded-chip bg-track" />
        </div>
      ))}
    </div>
  );
}
