import { Link } from '@tanstack/react-router';
import { memo, useCallback, useEffect, useRef } from 'react';
import { formatAgo } from '../../format/duration.ts';
import type { LiveState, SessionTopic } from '../../state/live-state.ts';
import { topicOf, useLive } from '../../state/use-live.tsx';
import type { EntryView as Entry } from '../../state/wire-types.ts';
import { Avatar } from '../../ui/bits.tsx';
import { Ticking } from '../../ui/ticking.tsx';
import { isContinued } from '../conversation/is-continued.ts';
import { EntryView } from '../conversation/lazy-views.tsx';
import { SessionFolder } from '../conversation/session-folder.ts';
import { oneLine } from './latest-turns.ts';
import { useLatestTurns } from './use-latest-turns.ts';

/** Within this distance from the end the pane follows what is added. */
const FOLLOW_PX = 48;

interface ConversationTailProps {
  sessionId: string;
  person: string | null;
}

/** The last thing a person said in one line, and what Claude said since, whole, as it comes. */
export const ConversationTail = memo(function ConversationTail({ sessionId, person }: ConversationTailProps) {
  const topic = useLive(
    useCallback((state: LiveState) => topicOf(state, sessionId), [sessionId]),
    isSameTalk,
  );
  const folder = useLive(
    useCallback((state: LiveState) => state.sessions.get(sessionId)?.cwd ?? null, [sessionId]),
  );
  const { prompt, turn, omitted, isLoading, error } = useLatestTurns(sessionId, topic.entries);
  const scroller = useRef<HTMLElement>(null);
  const isAtEnd = useRef(true);
  const keepAtEnd = useCallback((box: HTMLElement) => {
    scroller.current = box;
    // The readers of messages may come later than the messages, and the bar above may take room from them.
    const observer = new ResizeObserver(() => {
      // What a person opens here grows where it is.
      if (isAtEnd.current && !box.contains(document.activeElement)) box.scrollTop = box.scrollHeight;
    });
    for (const each of [box, ...box.children]) observer.observe(each);
    return () => observer.disconnect();
  }, []);
  const lastSeq = topic.entries.at(-1)?.seq;

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when something is added
  useEffect(() => {
    const box = scroller.current;
    if (box !== null && isAtEnd.current) box.scrollTop = box.scrollHeight;
  }, [lastSeq]);
  const onScroll = () => {
    const box = scroller.current;
    if (box !== null) isAtEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < FOLLOW_PX;
  };

  const isEmpty = prompt === null && turn.length === 0;
  const fault = topic.error ?? (isEmpty ? error : null);
  if (fault !== null) return <p className="px-4 py-2 text-danger">{fault}</p>;
  if (topic.seq === null || (isEmpty && isLoading))
    return <p className="appear-late px-4 py-2 text-fg-3">Loading the conversation…</p>;
  if (isEmpty) return <p className="px-4 py-2 text-fg-3">Nothing was said yet.</p>;
  return (
    <section
      ref={keepAtEnd}
      onScroll={onScroll}
      aria-label="Latest turns"
      className="h-full overflow-y-auto pb-3"
    >
      <div>
        {prompt !== null && <PromptLine entry={prompt} person={person} />}
        {omitted > 0 && (
          <Link
            to="/sessions/$sessionId"
            params={{ sessionId }}
            className="block px-4 py-1 text-12 text-link hover:underline"
          >
            {omitted} earlier messages of this turn
          </Link>
        )}
        <SessionFolder value={folder}>
          {turn.map((entry, index) => (
            <EntryView
              key={entry.seq}
              entry={entry}
              sessionId={sessionId}
              person={person}
              agentName={null}
              isContinued={isContinued(turn[index - 1], entry)}
            />
          ))}
        </SessionFolder>
      </div>
    </section>
  );
});

/** Agents and tool calls change often and are not drawn here. */
function isSameTalk(a: SessionTopic, b: SessionTopic): boolean {
  return a.entries === b.entries && a.error === b.error && (a.seq === null) === (b.seq === null);
}

function PromptLine({ entry, person }: { entry: Entry; person: string | null }) {
  const text = oneLine(entry);
  return (
    <div
      data-testid="conversation-entry"
      data-uuid={entry.uuid}
      data-kind={entry.kind}
      className="flex h-8 items-center gap-2 px-4"
    >
      <Avatar name={person ?? 'Person'} size={20} />
      <span dir="auto" className="min-w-0 flex-1 truncate text-left text-fg-2" title={text}>
        {text}
      </span>
      {entry.at !== null && (
        <Ticking at={entry.at} format={formatAgo} className="flex-none text-12 text-fg-3" />
      )}
    </div>
  );
}
