import { Outlet } from '@tanstack/react-router';
import type { LiveState } from '../../state/live-state.ts';
import { useLive } from '../../state/use-live.tsx';
import { Button } from '../../ui/button.tsx';
import { lazyExtra } from '../../ui/lazy-part.tsx';
import { EmptyState, PaneBoundary } from '../../ui/pane.tsx';
import { Toasts } from '../../ui/toasts.tsx';
import { Actions } from '../actions/actions.tsx';
import { openPalette } from '../actions/palette-state.ts';
import { ControlProvider } from '../control/use-control.tsx';
import { ConnectionBanner } from './connection.tsx';
import { LiveAnnouncer } from './live-announcer.tsx';
import { PageTitle } from './page-title.tsx';
import { PhoneBar } from './phone-bar.tsx';
import { SignedInLive } from './signed-in-live.tsx';
import { BottomBar, TopBar } from './top-bar.tsx';
import { useMe } from './use-me.ts';

const NoticeWatcher = lazyExtra(() =>
  import('../notices/notice-watcher.tsx').then((found) => found.NoticeWatcher),
);

/** Everything around the pages of a person who is signed in. */
export function AppShell() {
  return (
    <SignedInLive>
      <ShellFrame />
    </SignedInLive>
  );
}

const hasSnapshot = (state: LiveState) => state.fleetSeq !== null;

function ShellFrame() {
  const me = useMe();
  // Nothing can need anybody before the hub has told what there is: the first view does not wait for this code.
  const isReady = useLive(hasSnapshot);
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
        {isReady && <NoticeWatcher />}
        <Actions />
      </div>
    </ControlProvider>
  );
}
