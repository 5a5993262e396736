import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useRef } from 'react';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/pane.tsx';
import { useKeptFocus } from '../../ui/use-kept-focus.ts';

/** Head and body of one section. */
export function SettingsPage({
  title,
  remark,
  action,
  isWide = false,
  children,
}: {
  title: string;
  remark: ReactNode;
  action?: ReactNode;
  isWide?: boolean;
  children: ReactNode;
}) {
  const box = useRef<HTMLDivElement>(null);
  useKeptFocus(box);
  return (
    <div ref={box} className={`px-6 py-5 max-md:px-4 ${isWide ? 'max-w-[72rem]' : 'max-w-[46rem]'}`}>
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <h1 data-focus-home tabIndex={-1} className="text-20 font-semibold tracking-[-.015em]">
            {title}
          </h1>
          <p className="mt-0.5 text-fg-2">{remark}</p>
        </div>
        {action}
      </div>
      <div className="mt-3">{children}</div>
    </div>
  );
}

/** A part of a section, with a heading of its own. */
export function SettingsPart({
  title,
  remark,
  action,
  children,
}: {
  title: string;
  remark?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section aria-label={title} className="mt-6 first:mt-0">
      <div className="flex items-end gap-3 border-b border-line pb-2">
        <div className="min-w-0 flex-1">
          <h2 className="text-14 font-semibold">{title}</h2>
          {remark !== undefined && <p className="text-12 text-fg-3">{remark}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}

/** One line of settings: its name, what it means, and the control. */
export function SettingsRow({
  name,
  remark,
  children,
}: {
  name: ReactNode;
  remark: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="flex min-h-14 items-center gap-4 border-b border-line py-2 max-md:flex-wrap">
      <div className="min-w-0 flex-1 max-md:min-w-[60%]">
        <span className="block font-semibold">{name}</span>
        <span className="block text-12 text-fg-3">{remark}</span>
      </div>
      <div className="flex flex-none items-center gap-2">{children}</div>
    </div>
  );
}

/** What the hub answered, or in words that it has not yet, or why it did not. */
export function Loaded<T>({
  query,
  what,
  children,
}: {
  query: UseQueryResult<T>;
  what: string;
  children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) {
    return (
      <EmptyState
        title={`${what} could not be read`}
        action={<Button onClick={() => void query.refetch()}>Try again</Button>}
      >
        {query.error.message}
      </EmptyState>
    );
  }
  return (
    <p role="status" className="appear-late py-3 text-fg-3">
      Loading {what.toLowerCase()}…
    </p>
  );
}
