import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { PaneBoundary } from '../../ui/pane.tsx';
import type { OperationsSearch } from '../sessions/session-filter.ts';
import { SessionsPane } from '../sessions/sessions-pane.tsx';

/** Who does what on which machine, and who waits for a person. */
export function OperationsPage() {
  const search = useSearch({ strict: false }) as OperationsSearch;
  const navigate = useNavigate();
  const onSearch = useCallback(
    (change: Partial<OperationsSearch>) => {
      void navigate({
        to: '/',
        search: (before: OperationsSearch) => ({ ...before, ...change }),
        replace: true,
      });
    },
    [navigate],
  );
  return (
    <main className="flex min-h-0 flex-1 flex-col bg-surface">
      <PaneBoundary name="Sessions">
        <SessionsPane search={search} onSearch={onSearch} onOpen={() => {}} />
      </PaneBoundary>
    </main>
  );
}
