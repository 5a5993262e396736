import { lazy, Suspense, useEffect } from 'react';
import type { PermissionRequestView, SessionSummary } from '../../state/wire-types.ts';
import { PaneBoundary } from '../../ui/pane.tsx';
import { askedBy, askedInShort, commandOf } from '../control/asked.ts';
import { AskedText, BarFrame } from './bar-frame.tsx';
import { toneOfRequest } from './request-words.ts';
import { WaitingNote } from './waiting-note.tsx';

/** Buttons, menus and forms come in their own chunk; what is asked can be read before. */
const load = () => import('./request-bar.tsx').then(({ RequestBar: component }) => ({ default: component }));
const RequestBar = lazy(load);

/** What a session asks, whole: to be answered here, or where else. */
export function PermissionBar({ session, hostName }: { session: SessionSummary; hostName: string }) {
  useEffect(() => {
    // Fetched before somebody asks, so that nobody waits for it then. Should it fail, it is fetched again when it is needed.
    load().catch(() => undefined);
  }, []);
  const [first] = session.requests;
  if (first !== undefined)
    return (
      <PaneBoundary name="The request">
        <Suspense fallback={<UnarmedBar request={first} />}>
          <RequestBar session={session} hostName={hostName} />
        </Suspense>
      </PaneBoundary>
    );
  if (session.state === 'waiting' && session.waiting !== null)
    return <WaitingNote session={session} waiting={session.waiting} hostName={hostName} />;
  return null;
}

function UnarmedBar({ request }: { request: PermissionRequestView }) {
  const command = commandOf(request);
  return (
    <BarFrame
      label={askedBy(request)}
      tone={toneOfRequest(request)}
      sentence={askedBy(request)}
      since={request.at}
    >
      <div className="mt-2 flex">
        <AskedText
          text={command ?? askedInShort(request)}
          isCode={request.kind === 'permission'}
          isCommand={command !== null}
        />
      </div>
    </BarFrame>
  );
}
