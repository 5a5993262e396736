import { type KeyboardEvent, type ReactNode, useCallback, useRef, useState } from 'react';
import { useLocalSetting } from '../../storage/local-setting.ts';
import { Divider } from '../../ui/divider.tsx';
import { lazyExtra } from '../../ui/lazy-part.tsx';
import { EmptyState, PaneBoundary } from '../../ui/pane.tsx';
import { media, useMedia } from '../../ui/use-media.ts';
import { isField } from '../actions/key-match.ts';
import { SignalBoard } from '../board/signal-board.tsx';
import { DetailPane } from '../detail/detail-pane.tsx';
import { FleetPane } from '../fleet/fleet-pane.tsx';
import { SessionsPane } from '../sessions/sessions-pane.tsx';
import { MIN_PX, paneWidths, widthsSetting } from './pane-widths.ts';
import { PhonePills } from './phone-pills.tsx';
import { useOperationsSearch } from './use-operations-search.ts';
import { useScreenFocus } from './use-screen-focus.ts';
import { useWindowWidth } from './use-window-width.ts';

const FleetDrawer = lazyExtra(() => import('./fleet-drawer.tsx').then((found) => found.FleetDrawer));

/** Who does what on which machine, and who waits for a person. */
export function OperationsPage() {
  const { search, change: onSearch, leaveSession } = useOperationsSearch();
  const isWide = useMedia(media.md);
  const hasFleet = useMedia(media.xl);
  const [isDrawerOpen, setDrawerOpen] = useState(false);
  // A phone's list goes while a session is open; it comes back where it was.
  const listPlace = useRef(0);
  const hosts = search.host ?? [];
  const onHost = useCallback(
    (id: string) => onSearch({ host: hosts.length === 1 && hosts[0] === id ? undefined : [id] }),
    [onSearch, hosts],
  );
  const sessionId = search.session ?? null;
  useScreenFocus(!isWide && sessionId !== null);
  const board = (
    <SignalBoard need={search.need ?? null} onNeed={(need) => onSearch({ need: need ?? undefined })} />
  );
  const list = (
    <PaneBoundary name="Sessions">
      <SessionsPane
        search={search}
        onSearch={onSearch}
        onOpen={focusDetail}
        place={listPlace}
        onFleet={hasFleet ? null : () => setDrawerOpen(true)}
      />
    </PaneBoundary>
  );
  const drawer = isDrawerOpen && (
    <FleetDrawer onClose={() => setDrawerOpen(false)} selectedHosts={hosts} onHost={onHost} />
  );

  if (!isWide) {
    if (sessionId !== null) {
      return (
        <main
          id="main"
          tabIndex={-1}
          aria-label="Session detail"
          className="flex min-h-0 flex-1 flex-col bg-surface outline-none short:overflow-y-auto"
          onKeyDown={(event) => isPlainEscape(event) && leaveSession()}
        >
          <PaneBoundary name="Session detail">
            <DetailPane sessionId={sessionId} onBack={leaveSession} />
          </PaneBoundary>
        </main>
      );
    }
    return (
      <main
        id="main"
        tabIndex={-1}
        className="flex min-h-0 flex-1 flex-col bg-surface outline-none short:overflow-y-auto"
      >
        <h1 className="sr-only">Operations</h1>
        {board}
        <PhonePills search={search} onSearch={onSearch} onFleet={() => setDrawerOpen(true)} />
        {list}
        {drawer}
      </main>
    );
  }
  return (
    <>
      {board}
      <Panes
        fleet={
          hasFleet && (
            <PaneBoundary name="Fleet">
              <FleetPane selectedHosts={hosts} onHost={onHost} />
            </PaneBoundary>
          )
        }
        list={list}
        detail={
          sessionId === null ? (
            <EmptyState title="No session selected">
              Choose one in the list, with the mouse or with J and K.
            </EmptyState>
          ) : (
            <PaneBoundary name="Session detail" key={sessionId}>
              <DetailPane sessionId={sessionId} onBack={null} />
            </PaneBoundary>
          )
        }
      />
      {drawer}
    </>
  );
}

/** Escape that nothing inside has used: a menu, a field or a dialog keeps its own. */
function isPlainEscape(event: KeyboardEvent): boolean {
  return event.key === 'Escape' && !event.defaultPrevented && !isField(event.target as Element);
}

function focusList() {
  document.getElementById('session-list')?.focus({ preventScroll: true });
}

function focusDetail() {
  document.getElementById('pane-detail')?.focus();
}

function Panes({ fleet, list, detail }: { fleet: ReactNode; list: ReactNode; detail: ReactNode }) {
  const width = useWindowWidth();
  const [chosen, choose] = useLocalSetting(widthsSetting);
  const { fleetPx, listPx } = paneWidths(width, chosen);
  const room = width - MIN_PX.detail;
  return (
    <div className="flex min-h-0 flex-1">
      {fleet !== false && (
        <aside
          id="pane-fleet"
          aria-label="Fleet"
          tabIndex={-1}
          className="relative flex min-h-0 flex-none flex-col bg-surface pr-px outline-none"
          style={{ width: fleetPx }}
        >
          {fleet}
          <Divider
            label="Width of the fleet"
            direction="column"
            controls="pane-fleet"
            valuePx={fleetPx}
            minPx={MIN_PX.fleet}
            maxPx={Math.max(MIN_PX.fleet, room - listPx)}
            onChange={(px) => choose({ ...chosen, fleetPx: px })}
            onReset={() => choose({ ...chosen, fleetPx: null })}
          />
        </aside>
      )}
      <main
        id="main"
        aria-label="Sessions"
        tabIndex={-1}
        className="relative flex min-h-0 flex-none flex-col bg-surface pr-px outline-none"
        style={{ width: listPx }}
      >
        <h1 className="sr-only">Operations</h1>
        {list}
        <Divider
          label="Width of the list"
          direction="column"
          controls="main"
          valuePx={listPx}
          minPx={MIN_PX.list}
          maxPx={Math.max(MIN_PX.list, room - fleetPx)}
          onChange={(px) => choose({ ...chosen, listPx: px })}
          onReset={() => choose({ ...chosen, listPx: null })}
        />
      </main>
      <section
        id="pane-detail"
        aria-label="Session detail"
        tabIndex={-1}
        onKeyDown={(event) => isPlainEscape(event) && focusList()}
        className="flex min-h-0 min-w-0 flex-1 flex-col overflow-x-hidden overflow-y-auto bg-surface outline-none"
      >
        {detail}
      </section>
    </div>
  );
}
