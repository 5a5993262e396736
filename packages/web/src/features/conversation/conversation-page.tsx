import { useQuery } from '@tanstack/react-query';
import { useLocation, useParams, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { fetchSession } from '../../api.ts';
import type { LiveState } from '../../state/live-state.ts';
import { topicOf, useLive } from '../../state/use-live.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState, PaneBoundary } from '../../ui/pane.tsx';
import { ConversationHeader } from './conversation-header.tsx';
import { MessageList } from './message-list.tsx';
import { SessionFolder } from './session-folder.ts';
import { useConversation } from './use-conversation.ts';

/** One session's conversation, from its first line to what is written now. */
export function ConversationPage() {
  const { sessionId } = useParams({ strict: false }) as { sessionId: string };
  const { at } = useSearch({ strict: false }) as { at?: string };
  const { hash } = useLocation();
  return (
    <Reader
      key={`${sessionId}#${hash}`}
      sessionId={sessionId}
      uuid={hash === '' ? null : hash}
      at={at ?? null}
    />
  );
}

function Reader({ sessionId, uuid, at }: { sessionId: string; uuid: string | null; at: string | null }) {
  const live = useLive(useCallback((state: LiveState) => state.sessions.get(sessionId), [sessionId]));
  const agents = useLive(useCallback((state: LiveState) => topicOf(state, sessionId).agents, [sessionId]));
  const stored = useQuery({
    queryKey: ['session', sessionId],
    queryFn: ({ signal }) => fetchSession(sessionId, signal),
    enabled: live === undefined,
    retry: false,
  });
  const session = live ?? stored.data;
  const seq = at !== null && /^\d+$/.test(at) ? Number(at) : null;
  const conversation = useConversation(sessionId, { uuid, seq });
  return (
    <main id="main" tabIndex={-1} className="outline-none flex min-h-0 flex-1 flex-col bg-surface">
      {session !== undefined && <ConversationHeader session={session} />}
      {conversation.error !== null && (
        <EmptyState
          title="The conversation could not be read"
          action={<Button onClick={conversation.reload}>Try again</Button>}
        >
          {conversation.error}
        </EmptyState>
      )}
      {conversation.run === null && conversation.error === null && (
        <p className="appear-late p-4 text-fg-3">Loading the conversation…</p>
      )}
      {conversation.run?.entries.length === 0 && <EmptyState title="Nothing was said yet" />}
      {conversation.run !== null && conversation.run.entries.length > 0 && (
        <PaneBoundary name="Conversation">
          <SessionFolder value={session?.cwd ?? null}>
            <MessageList
              sessionId={sessionId}
              run={conversation.run}
              person={session?.person ?? null}
              agents={agents}
              focusUuid={uuid}
              onBefore={conversation.loadBefore}
              onAfter={conversation.loadAfter}
            />
          </SessionFolder>
        </PaneBoundary>
      )}
    </main>
  );
}
