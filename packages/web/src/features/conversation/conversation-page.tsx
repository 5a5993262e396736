import { useLocation, useParams } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { LiveState } from '../../state/live-state.ts';
import { topicOf, useLive, useWatchSession } from '../../state/use-live.tsx';
import { EntryView } from './entry-view.tsx';

/** One session's conversation. */
export function ConversationPage() {
  const { sessionId } = useParams({ strict: false }) as { sessionId: string };
  const { hash } = useLocation();
  useWatchSession(sessionId);
  const entries = useLive(useCallback((state: LiveState) => topicOf(state, sessionId).entries, [sessionId]));
  return (
    <main className="min-h-0 flex-1 overflow-y-auto bg-surface">
      {entries.map((entry) => (
        <EntryView
          key={entry.seq}
          entry={entry}
          sessionId={sessionId}
          person={null}
          agentName={null}
          isFocused={entry.uuid === hash}
        />
      ))}
    </main>
  );
}
