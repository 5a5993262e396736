import { OrreryError } from '@orrery/protocol';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Navigate, Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { fetchMe } from '../../api.ts';
import { type BrowserLive, createBrowserLive } from '../../state/browser-live.ts';
import type { LiveState } from '../../state/live-state.ts';
import { LiveProvider, useLive } from '../../state/use-live.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState, PaneBoundary } from '../../ui/pane.tsx';
import { Toasts } from '../../ui/toasts.tsx';
import { Actions } from '../actions/actions.tsx';
import { openPalette } from '../actions/palette-state.ts';
import { ControlProvider } from '../control/use-control.tsx';
import { ConnectionBanner } from './connection.tsx';
import { LiveAnnouncer } from './live-announcer.tsx';
import { PageTitle } from './page-title.tsx';
import { PhoneBar } from './phone-bar.tsx';
import { BottomBar, TopBar } from './top-bar.tsx';

/** Everything around the pages of a person who is signed in. */
export function AppShell() {
  const [live, setLive] = useState<BrowserLive | null>(null);
  const queries = useQueryClient();
  useEffect(() => {
    const created = createBrowserLive({
      onUnauthenticated: () => void queries.invalidateQueries({ queryKey: ['me'] }),
    });
    setLive(created);
    return () => created.close();
  }, [queries]);
  return live === null ? null : (
    <LiveProvider live={live}>
      <ShellFrame />
    </LiveProvider>
  );
}

const statusOf = (state: LiveState) => state.connection.status;

function ShellFrame() {
  const location = useLocation();
  const me = useQuery({ queryKey: ['me'], queryFn: fetchMe, staleTime: 60_000, retry: false });
  const status = useLive(statusOf);
  const { refetch } = me;
  useEffect(() => {
    // A refused socket does not say why: perhaps the session has ended.
    if (status === 'reconnecting') void refetch();
  }, [status, refetch]);

  if (me.error instanceof OrreryError && me.error.kind === 'unauthenticated') {
    return <Navigate to="/sign-in" search={{ next: location.href }} replace />;
  }
  return (
    <ControlProvider me={me.data ?? null}>
      <div className="flex h-dvh flex-col">
        <a
          href="#main"
          className="absolute -top-12 left-2 z-40 rounded-control bg-accent px-3 py-1.5 text-on-accent focus:top-2"
        >
          Skip to the main part
        </a>
        <PageTitle />
        <TopBar me={me.data ?? null} onSearch={openPalette} />
        <PhoneBar me={me.data ?? null} onSearch={openPalette} />
        <ConnectionBanner />
        <div className="flex min-h-0 flex-1 flex-col">
          {me.isError && me.data === undefined ? (
            <EmptyState
              title="Orrery cannot start"
              action={<Button onClick={() => void me.refetch()}>Try again</Button>}
            >
              {me.error.message}
            </EmptyState>
          ) : (
            <PaneBoundary name="This page">
              <Outlet />
            </PaneBoundary>
          )}
        </div>
        <BottomBar />
        <Toasts />
        <LiveAnnouncer />
        <Actions />
      </div>
    </ControlProvider>
  );
}
