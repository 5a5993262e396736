import { Link } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { LiveState } from '../../state/live-state.ts';
import { whatIsAsked } from '../../state/session-status.ts';
import { topicOf, useLive } from '../../state/use-live.tsx';
import type { SessionSummary } from '../../state/wire-types.ts';
import { useAnswerOffer } from '../control/use-control.tsx';
import { AskedText, BarFrame } from './bar-frame.tsx';

interface WaitingNoteProps {
  session: SessionSummary;
  waiting: NonNullable<SessionSummary['waiting']>;
  hostName: string;
}

/** What a session asks that cannot be answered from here, why not, and where it can. */
export function WaitingNote({ session, waiting, hostName }: WaitingNoteProps) {
  const asker = useLive(
    useCallback(
      (state: LiveState) => topicOf(state, session.id).agents.get(waiting.agentId ?? '')?.type,
      [session.id, waiting.agentId],
    ),
  );
  const offer = useAnswerOffer(session.hostId, null);
  const isPermission = waiting.kind === 'permission';
  const name = asker === undefined || asker === 'main' ? 'Claude' : asker;
  return (
    <BarFrame
      label={isPermission ? 'Permission request' : 'Question'}
      tone={isPermission ? 'permit' : 'input'}
      sentence={whatIsAsked(session, name)}
      since={session.stateSince}
    >
      {waiting.text !== '' && (
        <div className="mt-2 flex">
          <AskedText
            text={waiting.text}
            isCode={isPermission}
            isCommand={isPermission && waiting.tool === 'Bash'}
          />
        </div>
      )}
      {!offer.isOffered && (
        <p className="mt-1.5 text-12 text-fg-2">
          {offer.why}{' '}
          {offer.isSetup && (
            <Link to="/settings" hash="machines" className="text-link underline underline-offset-2">
              Answer {hostName} from here
            </Link>
          )}
        </p>
      )}
    </BarFrame>
  );
}
