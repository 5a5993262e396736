import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { AgentRow } from '../../state/wire-types.ts';
import { Button } from '../../ui/button.tsx';
import type { EntryRun } from './entry-pages.ts';
import { EntryView } from './entry-view.tsx';
import { isContinued } from './is-continued.ts';

/** Within this distance from an end, the next page is asked for; at the end, the list follows. */
const NEAR_PX = 600;
const FOLLOW_PX = 48;

interface MessageListProps {
  sessionId: string;
  run: EntryRun;
  person: string | null;
  agents: ReadonlyMap<string, AgentRow>;
  focusUuid: string | null;
  onBefore: () => void;
  onAfter: () => void;
}

/** The messages of a conversation, drawn only where they are seen. What is prepended moves nothing. */
export function MessageList({
  sessionId,
  run,
  person,
  agents,
  focusUuid,
  onBefore,
  onAfter,
}: MessageListProps) {
  const { entries } = run;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 120,
    getItemKey: (index) => entries[index]?.seq ?? index,
    overscan: 6,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: FOLLOW_PX,
    useFlushSync: false,
  });

  const opened = useRef<string | null>(null);
  useEffect(() => {
    const target = focusUuid ?? 'end';
    if (opened.current === target || entries.length === 0) return;
    const index = focusUuid === null ? -1 : entries.findIndex((entry) => entry.uuid === focusUuid);
    opened.current = target;
    if (index >= 0) virtual.scrollToIndex(index, { align: 'center' });
    else virtual.scrollToIndex(entries.length - 1, { align: 'end' });
  }, [entries, focusUuid, virtual]);

  const ends = useRef({ onBefore, onAfter });
  ends.current = { onBefore, onAfter };
  useEffect(() => {
    const box = scroller.current;
    if (box === null) return;
    const check = () => {
      if (box.scrollTop < NEAR_PX) ends.current.onBefore();
      if (box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX) ends.current.onAfter();
    };
    box.addEventListener('scroll', check, { passive: true });
    return () => box.removeEventListener('scroll', check);
  }, []);

  const isFarFromEnd = run.hasAfter || virtual.getDistanceFromEnd() > FOLLOW_PX * 4;
  return (
    <div className="relative min-h-0 flex-1">
      <section
        ref={scroller}
        aria-label="Messages"
        className="absolute inset-0 overflow-y-auto overscroll-contain"
      >
        <div className="relative mx-auto max-w-[49rem]" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const entry = entries[item.index];
            return entry === undefined ? null : (
              <div
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <EntryView
                  entry={entry}
                  sessionId={sessionId}
                  person={person}
                  agentName={entry.agentId === null ? null : (agents.get(entry.agentId)?.type ?? 'Sub-agent')}
                  isFocused={entry.uuid === focusUuid}
                  isContinued={isContinued(entries[item.index - 1], entry)}
                />
              </div>
            );
          })}
        </div>
      </section>
      {isFarFromEnd && (
        <Button
          className="absolute right-4 bottom-3 shadow-pop"
          onClick={() =>
            run.hasAfter ? onAfter() : virtual.scrollToIndex(entries.length - 1, { align: 'end' })
          }
        >
          {run.hasAfter ? 'Load newer' : 'To the end'}
        </Button>
      )}
    </div>
  );
}
