import { useEffect } from 'react';
import type { SessionSummary } from '../../state/wire-types.ts';
import { lazyPart } from '../../ui/lazy-part.tsx';
import { PaneBoundary } from '../../ui/pane.tsx';
import { askedBy, askedInShort, commandOf } from '../control/asked.ts';
import { AskedText, BarFrame } from './bar-frame.tsx';
import { toneOfRequest } from './request-words.ts';
import { WaitingNote } from './waiting-note.tsx';

/** Buttons, menus and forms come in their own chunk; what is asked can be read before. */
const load = () => import('./request-bar.tsx').then((found) => found.RequestBar);
const RequestBar = lazyPart<RequestBarProps>(load, UnarmedBar);

/** Fetches the buttons before somebody looks for them. Should it fail, they are fetched again when they are needed. */
export function fetchRequestBar(): void {
  load().catch(() => undefined);
}

interface RequestBarProps {
  session: SessionSummary;
  hostName: string;
}

/** What a session asks, whole: to be answered here, or where else. */
export function PermissionBar({ session, hostName }: RequestBarProps) {
  useEffect(fetchRequestBar, []);
  if (session.requests.length > 0)
    return (
      <PaneBoundary name="The request">
        <RequestBar session={session} hostName={hostName} />
      </PaneBoundary>
    );
  if (session.state === 'waiting' && session.waiting !== null)
    return <WaitingNote session={session} waiting={session.waiting} hostName={hostName} />;
  return null;
}

function UnarmedBar({ session }: RequestBarProps) {
  const [request] = session.requests;
  if (request === undefined) return null;
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
