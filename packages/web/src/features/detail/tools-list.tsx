import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useCallback, useMemo, useRef, useState } from 'react';
import type { LiveState } from '../../state/live-state.ts';
import { isSameList, topicOf, useLive } from '../../state/use-live.tsx';
import { media, useMedia } from '../../ui/use-media.ts';
import { useAskedTone } from '../control/use-asked-tone.ts';
import { ToolRow } from './tool-row.tsx';
import { heldCalls, isSameHeld, listToolCalls, type ToolFilter } from './tool-rows.ts';

const ROW_PX = 26;
const TOUCH_ROW_PX = 44;

interface ToolsListProps {
  sessionId: string;
  filter: ToolFilter;
  agentId: string | null;
}

/** What was run, newest first. A row opens to what went in and what came out. */
export const ToolsList = memo(function ToolsList({ sessionId, filter, agentId }: ToolsListProps) {
  const calls = useLive(useCallback((state: LiveState) => topicOf(state, sessionId).toolCalls, [sessionId]));
  const rows = useMemo(() => listToolCalls(calls.values(), { filter, agentId }), [calls, filter, agentId]);
  const ids = useStable(rows.map(({ id }) => id));
  const held = useLive(
    useCallback(
      (state: LiveState) =>
        heldCalls(state.sessions.get(sessionId), topicOf(state, sessionId).toolCalls.values()),
      [sessionId],
    ),
    isSameHeld,
  );
  const asked = useAskedTone(sessionId);
  const [openIds, setOpenIds] = useState<ReadonlySet<string>>(new Set());
  const scroller = useRef<HTMLDivElement>(null);
  const rowPx = useMedia(media.md) ? ROW_PX : TOUCH_ROW_PX;
  const getItemKey = useCallback((index: number) => ids[index] ?? index, [ids]);
  const virtual = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    getItemKey,
    overscan: 8,
  });
  const closed = useRef({ ids, rowPx, virtual });
  closed.current = { ids, rowPx, virtual };
  const toggle = useCallback((id: string) => {
    setOpenIds((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
    const { ids: rowIds, rowPx: px, virtual: list } = closed.current;
    list.resizeItem(rowIds.indexOf(id), px);
  }, []);
  return (
    <div ref={scroller} data-asked={asked} className="h-full overflow-y-auto pb-1">
      {ids.length === 0 && (
        <p className="px-4 py-1.5 text-fg-3">
          {filter === 'errors' ? 'No tool call failed.' : 'No tool was called yet.'}
        </p>
      )}
      <div className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const id = ids[item.index];
          return id === undefined ? null : (
            <div
              key={item.key}
              // Closed rows are all alike; only what is open is measured.
              ref={openIds.has(id) ? virtual.measureElement : undefined}
              data-index={item.index}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <ToolRow
                sessionId={sessionId}
                callId={id}
                isHeld={held.has(id)}
                heldSince={held.get(id) ?? null}
                isOpen={openIds.has(id)}
                onToggle={toggle}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
});

/** The same list object while the items are the same. */
function useStable<T>(list: readonly T[]): readonly T[] {
  const [held, setHeld] = useState(list);
  if (isSameList(held, list)) return held;
  setHeld(list);
  return list;
}
