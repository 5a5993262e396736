import { useCallback } from 'react';
import { formatWait } from '../../format/duration.ts';
import type { LiveState } from '../../state/live-state.ts';
import { whatIsAsked } from '../../state/session-status.ts';
import { topicOf, useLive } from '../../state/use-live.tsx';
import type { SessionSummary } from '../../state/wire-types.ts';
import { Ticking } from '../../ui/ticking.tsx';

/** What a waiting session asks, whole, and where it is answered. */
export function WaitingBar({ session, hostName }: { session: SessionSummary; hostName: string }) {
  const { waiting } = session;
  const asker = useLive(
    useCallback(
      (state: LiveState) => topicOf(state, session.id).agents.get(waiting?.agentId ?? '')?.type,
      [session.id, waiting?.agentId],
    ),
  );
  if (session.state !== 'waiting' || waiting === null) return null;
  const isPermission = waiting.kind === 'permission';
  const name = asker === undefined || asker === 'main' ? 'Claude' : asker;
  return (
    // biome-ignore lint/a11y/useSemanticElements: not fields of a form
    <div
      role="group"
      aria-label={isPermission ? 'Permission request' : 'Question'}
      className={`flex-none border-b border-l-[3px] border-b-line py-2.5 pr-4 pl-[13px] ${isPermission ? 'border-l-permit-solid bg-permit-tint' : 'border-l-input-solid bg-input-tint'}`}
    >
      <p className="flex items-baseline gap-2">
        <b
          role="status"
          className={`min-w-0 truncate font-semibold ${isPermission ? 'text-permit' : 'text-input'}`}
        >
          {whatIsAsked(session, name)}
        </b>
        {session.stateSince !== null && (
          <span className="flex-none whitespace-nowrap text-fg-3">
            waiting{' '}
            <Ticking
              at={session.stateSince}
              format={formatWait}
              className={`font-semibold ${isPermission ? 'text-permit' : 'text-input'}`}
            />
          </span>
        )}
        <span className="ml-auto flex-none text-12 text-fg-3 max-xl:hidden">Answer it on {hostName}</span>
      </p>
      {waiting.text !== '' && (
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
          tabIndex={0}
          className={`mt-2 max-h-[8.5rem] overflow-y-auto rounded-control bg-well px-2.5 py-1 break-words whitespace-pre-wrap ring-1 ring-line-strong ring-inset ${isPermission ? 'font-mono text-12' : 'font-sans text-14'}`}
        >
          {isPermission && waiting.tool === 'Bash' && (
            <span className="text-fg-3" aria-hidden>
              ${' '}
            </span>
          )}
          {waiting.text}
        </pre>
      )}
    </div>
  );
}
