import type { Me } from '@orrery/protocol';
import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { SignalBoard } from '../features/board/signal-board.tsx';
import { ControlProvider } from '../features/control/use-control.tsx';
import { EntryView } from '../features/conversation/entry-view.tsx';
import { AgentsGraph } from '../features/detail/agents-graph.tsx';
import { PermissionBar } from '../features/detail/permission-bar.tsx';
import { ToolsList } from '../features/detail/tools-list.tsx';
import { FleetPane } from '../features/fleet/fleet-pane.tsx';
import { CardAnswers } from '../features/sessions/card-answers.tsx';
import { SessionCard } from '../features/sessions/session-card.tsx';
import { ConnectionBanner } from '../features/shell/connection.tsx';
import type { BrowserLive } from '../state/browser-live.ts';
import type { Connection } from '../state/live-state.ts';
import { createLiveStore } from '../state/live-store.ts';
import { markNames, type StatusMark } from '../state/session-status.ts';
import { LiveProvider } from '../state/use-live.tsx';
import { Button } from '../ui/button.tsx';
import { CardSkeletons, EmptyState } from '../ui/pane.tsx';
import { StateMark } from '../ui/state-mark.tsx';
import { createTail } from './tail.ts';
import { createWorld, shownSessionId } from './world.ts';
import { moreRequests } from './world-requests.ts';

const nothing = () => {};
const visitor: Me = { name: 'Ana Ferreira', email: 'ana@example.com', role: 'operator' };

/** A store that holds the standing world and is connected to nothing. */
function createStandingLive(connection: Connection): BrowserLive {
  const now = Date.now();
  const store = createLiveStore({
    schedule: (task) => {
      task();
      return nothing;
    },
  });
  const world = createWorld(now);
  const tail = createTail(shownSessionId, now);
  const session = world.sessions.find(({ id }) => id === shownSessionId);
  store.dispatch({ type: 'topicOpened', sessionId: shownSessionId });
  store.dispatch({
    type: 'received',
    at: now,
    sessionId: null,
    message: { type: 'fleetSnapshot', id: 1, seq: 1, now, ...world },
  });
  if (session !== undefined) {
    const message = { type: 'sessionSnapshot' as const, id: 2, seq: 1, now, session, ...tail };
    store.dispatch({ type: 'received', at: now, sessionId: session.id, message });
  }
  store.dispatch({ type: 'connectionChanged', connection });
  const client = { watchSession: () => nothing, retryNow: nothing, wentOffline: nothing, close: nothing };
  return { store, client, close: nothing };
}

/** Every part of the page on a world that stands still: for looking at, and for screenshots. */
export function GalleryPage() {
  const [now] = useState(() => Date.now());
  const [live] = useState(() => createStandingLive({ status: 'live' }));
  const [lost] = useState(() =>
    createStandingLive({
      status: 'reconnecting',
      attempt: 3,
      nextAt: Date.now() + 4_000,
      lostAt: Date.now(),
    }),
  );
  useEffect(() => {
    document.title = 'Gallery - Orrery';
  }, []);
  const state = live.store.state();
  const session = state.sessions.get(shownSessionId);
  const ids = [...state.sessions.keys()].slice(0, 6);
  return (
    <main className="h-dvh overflow-y-auto bg-canvas p-4">
      <h1 className="text-20 font-semibold">Gallery</h1>
      <Exhibit name="State marks: colour, shape and word">
        <ul className="grid grid-cols-4 gap-2 p-3 max-md:grid-cols-2">
          {(Object.keys(markNames) as StatusMark[]).map((mark) => (
            <li key={mark} className="flex items-center gap-2">
              <StateMark mark={mark} isHidden />
              {markNames[mark]}
            </li>
          ))}
        </ul>
      </Exhibit>
      <LiveProvider live={live}>
        <ControlProvider me={visitor}>
          <Exhibit name="Board">
            <SignalBoard need={null} onNeed={nothing} />
          </Exhibit>
          <div className="grid grid-cols-[360px_minmax(0,1fr)] gap-4 max-xl:grid-cols-1">
            <Exhibit name="Fleet">
              <div className="flex h-[760px] flex-col">
                <FleetPane selectedHosts={[]} onHost={nothing} />
              </div>
            </Exhibit>
            <div>
              <Exhibit name="Agents">
                <div className="h-56">
                  <AgentsGraph sessionId={shownSessionId} chosenAgent={null} onAgent={nothing} />
                </div>
              </Exhibit>
              {session !== undefined && (
                <>
                  <Exhibit name="Permission">
                    <PermissionBar session={session} hostName="studio-01" />
                  </Exhibit>
                  {moreRequests(session.id, now).map((request) => (
                    <Exhibit key={request.id} name={`Request: ${request.tool}`}>
                      <PermissionBar session={{ ...session, requests: [request] }} hostName="studio-01" />
                    </Exhibit>
                  ))}
                  <Exhibit name="Answered elsewhere">
                    <PermissionBar session={{ ...session, requests: [] }} hostName="studio-01" />
                  </Exhibit>
                </>
              )}
              <Exhibit name="Tools">
                <div className="h-64">
                  <ToolsList sessionId={shownSessionId} filter="all" agentId={null} />
                </div>
              </Exhibit>
              <Exhibit name="Sessions">
                <div className="relative">
                  <div role="listbox" aria-label="Sessions">
                    {ids.map((id) => (
                      <div key={id} role="presentation" className="h-[92px]">
                        <SessionCard
                          id={id}
                          isSelected={false}
                          isCompact={false}
                          isLeaving={false}
                          onSelect={nothing}
                        />
                      </div>
                    ))}
                  </div>
                  {ids.map((id, index) => (
                    <div key={id} className="absolute inset-x-0 h-[92px]" style={{ top: index * 92 }}>
                      <CardAnswers id={id} isTall={false} topPx={0} onRead={() => undefined} />
                    </div>
                  ))}
                </div>
              </Exhibit>
            </div>
          </div>
          <Exhibit name="Conversation">
            {createTail(shownSessionId, Date.now()).entries.map((entry) => (
              <EntryView
                key={entry.seq}
                entry={entry}
                sessionId={shownSessionId}
                person="Ana Ferreira"
                agentName={null}
              />
            ))}
          </Exhibit>
        </ControlProvider>
      </LiveProvider>
      <LiveProvider live={lost}>
        <Exhibit name="Connection">
          <ConnectionBanner />
        </Exhibit>
      </LiveProvider>
      <Exhibit name="Loading and empty">
        <CardSkeletons count={2} />
        <EmptyState title="No sessions match person:mei client:web" action={<Button>Clear filters</Button>} />
      </Exhibit>
    </main>
  );
}

function Exhibit({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section className="mt-4" aria-label={name}>
      <h2 className="mb-1.5 text-12 font-medium text-fg-3">{name}</h2>
      <div className="overflow-hidden rounded-card bg-surface ring-1 ring-line">{children}</div>
    </section>
  );
}
