import { useVirtualizer, type VirtualItem } from '@tanstack/react-virtual';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { type KeyboardEvent, type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { LiveState } from '../../state/live-state.ts';
import { isSameList, useLive } from '../../state/use-live.tsx';
import { Icon } from '../../ui/icons.tsx';
import { media, useMedia } from '../../ui/use-media.ts';
import { cardRequest } from '../control/asked.ts';
import { CardAnswers } from './card-answers.tsx';
import type { SessionGroup } from './list-order.ts';
import { SessionCard } from './session-card.tsx';
import type { SteadyList } from './steady-groups.ts';
import { useHold } from './use-hold.ts';
import { setVisibleIds } from './visible-ids.ts';

const HEADER_PX = 28;
const CARD_PX = 92;
const COMPACT_PX = 56;
/** On phones the answers are a row of their own below the card's text. */
const TALL_CARD_PX = 146;
const noIds: readonly string[] = [];
const answerableIds = (state: LiveState) =>
  [...state.sessions.values()].flatMap((session) => (cardRequest(session) === null ? [] : [session.id]));
const noAnswers = () => noIds;

type Row = { kind: 'header'; group: SessionGroup } | { kind: 'card'; id: string };

interface SessionListProps {
  list: SteadyList;
  collapsed: ReadonlySet<string>;
  selectedId: string | null;
  isCompact: boolean;
  onToggle: (groupKey: string) => void;
  onSelect: (id: string) => void;
  onOpen: () => void;
  /** How far it is scrolled, for when it is drawn again. */
  place: RefObject<number>;
  onHold: (isHeld: boolean) => void;
}

/** The cards in their groups, drawn only where they are seen. */
export function SessionList(props: SessionListProps) {
  const { list, collapsed, selectedId, onSelect, onOpen, onHold, place } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => rowsOf(list.groups, collapsed), [list.groups, collapsed]);
  const { heightOf, isPhone, isCompact, isTall, heightKey } = useRowHeights(props.isCompact);
  const hold = useHold(onHold);
  const [hoveredId, setHoveredId] = useState<string | null>(null);
  const getItemKey = useCallback((index: number) => keyOf(rows[index]), [rows]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => heightOf(rows[index]),
    getItemKey,
    overscan: 6,
    initialOffset: () => place.current,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured again when a card's height changes
  useEffect(() => virtual.measure(), [virtual, heightKey]);

  useEffect(() => setVisibleIds(cardIds(rows)), [rows]);

  useReveal(selectedId, (id) => {
    const index = rows.findIndex((row) => row.kind === 'card' && row.id === id);
    if (index >= 0) virtual.scrollToIndex(index, { align: 'auto' });
  });

  const onKeyDown = (event: KeyboardEvent) => {
    const ids = cardIds(rows);
    const next = nextIndex(event.key, selectedId === null ? -1 : ids.indexOf(selectedId), ids.length);
    if (event.key === 'Enter' && selectedId !== null) onOpen();
    else if (next === null) return;
    const id = next === null ? undefined : ids[next];
    if (id !== undefined) onSelect(id);
    event.preventDefault();
  };

  const items = virtual.getVirtualItems();
  const seenIds = [selectedId, hoveredId];
  const isDrawn = (id: string | null) => id !== null && items.some(({ key }) => key === id);
  return (
    <div
      ref={scroller}
      className="min-h-0 flex-1 overflow-y-auto overscroll-contain short:min-h-[70dvh] short:flex-none"
      onScroll={({ currentTarget }) => {
        place.current = currentTarget.scrollTop;
      }}
      {...hold}
      onPointerLeave={() => {
        hold.onPointerLeave();
        setHoveredId(null);
      }}
    >
      <div className="relative" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index];
          if (row?.kind !== 'header') return null;
          return (
            <div key={item.key} className="absolute inset-x-0 top-0" style={spot(item)}>
              <GroupHeader {...props} group={row.group} />
            </div>
          );
        })}
        {rows.some(({ kind }) => kind === 'card') && (
          <div
            role="listbox"
            id="session-list"
            tabIndex={0}
            aria-label="Sessions"
            aria-activedescendant={isDrawn(selectedId) ? `session-${selectedId}` : undefined}
            onKeyDown={onKeyDown}
            className="ring-inside pointer-events-none absolute inset-0"
          >
            {items.map((item) => {
              const row = rows[item.index];
              return row?.kind === 'card' ? (
                <div
                  key={item.key}
                  role="presentation"
                  className="pointer-events-auto absolute inset-x-0 top-0"
                  style={spot(item)}
                  onPointerEnter={isCompact ? () => setHoveredId(row.id) : undefined}
                >
                  <SessionCard
                    id={row.id}
                    isSelected={row.id === selectedId}
                    isCompact={isCompact}
                    isPhone={isPhone}
                    isLeaving={list.leaving.has(row.id)}
                    onSelect={onSelect}
                  />
                </div>
              ) : null;
            })}
          </div>
        )}
        <AnswersLayer {...{ items, rows, isTall, onlyIds: isCompact ? seenIds : null, onRead: onSelect }} />
      </div>
    </div>
  );
}

/** Brings a card into view when it is selected, not when it moves. */
function useReveal(selectedId: string | null, reveal: (id: string) => void) {
  const held = useRef(reveal);
  held.current = reveal;
  useEffect(() => {
    if (selectedId !== null) held.current(selectedId);
  }, [selectedId]);
}

const spot = (item: VirtualItem) => ({ transform: `translateY(${item.start}px)`, height: item.size });

/** Heights of rows; on phones a card with buttons is taller. `heightKey` changes when they must be measured again. */
function useRowHeights(isDense: boolean) {
  const isPhone = !useMedia(media.md);
  const isCompact = isDense && !isPhone;
  const cardPx = isCompact ? COMPACT_PX : CARD_PX;
  const tallIds = useLive(isPhone ? answerableIds : noAnswers, isSameList);
  const isTall = (id: string) => isPhone && tallIds.includes(id);
  const heightOf = (row: Row | undefined) => {
    if (row?.kind === 'header') return HEADER_PX;
    return row !== undefined && isTall(row.id) ? TALL_CARD_PX : cardPx;
  };
  return { heightOf, isPhone, isCompact, isTall, heightKey: `${cardPx} ${tallIds.join(' ')}` };
}

interface AnswersLayerProps {
  items: readonly VirtualItem[];
  rows: readonly Row[];
  isTall: (id: string) => boolean;
  /** Compact rows have room for buttons only where somebody looks. */
  onlyIds: readonly (string | null)[] | null;
  /** Opens a session where all that it asks is shown. */
  onRead: (id: string) => void;
}

/** Buttons of the cards, over the list box: an option must not hold any, and Tab must reach them. */
function AnswersLayer({ items, rows, isTall, onlyIds, onRead }: AnswersLayerProps) {
  return items.map((item) => {
    const row = rows[item.index];
    if (row?.kind !== 'card' || onlyIds?.includes(row.id) === false) return null;
    return (
      <div key={item.key} className="pointer-events-none absolute inset-x-0 top-0" style={spot(item)}>
        <CardAnswers id={row.id} isTall={isTall(row.id)} topPx={item.start} onRead={onRead} />
      </div>
    );
  });
}

function GroupHeader({
  group,
  list,
  collapsed,
  onToggle,
  onHold,
}: SessionListProps & { group: SessionGroup }) {
  const isOpen = !collapsed.has(group.key);
  return (
    <div className="relative z-10 flex h-full items-center border-b border-line bg-canvas text-12 font-semibold text-fg-2">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => onToggle(group.key)}
        className="ring-inside relative flex h-full min-w-0 flex-1 items-center gap-2 px-3 text-left max-md:px-4 max-md:before:absolute max-md:before:inset-x-0 max-md:before:-inset-y-2"
      >
        <Icon of={isOpen ? ChevronDown : ChevronRight} size={12} />
        <span className="truncate">{group.title}</span>
        <span className="num font-medium text-fg-3">{group.ids.length}</span>
      </button>
      {list.isOrderChanged ? (
        <button
          type="button"
          onClick={() => onHold(false)}
          className="flex-none px-3 text-11 font-normal text-fg-2 underline"
        >
          order changed
        </button>
      ) : (
        group.note !== null && (
          <span className="flex-none px-3 text-11 font-normal text-fg-3">{group.note}</span>
        )
      )}
    </div>
  );
}

function rowsOf(groups: readonly SessionGroup[], collapsed: ReadonlySet<string>): Row[] {
  return groups.flatMap((group): Row[] => [
    { kind: 'header', group },
    ...(collapsed.has(group.key) ? [] : group.ids.map((id): Row => ({ kind: 'card', id }))),
  ]);
}

const cardIds = (rows: readonly Row[]) => rows.flatMap((row) => (row.kind === 'card' ? [row.id] : []));

function keyOf(row: Row | undefined): string {
  if (row === undefined) return '';
  return row.kind === 'header' ? `group:${row.group.key}` : row.id;
}

function nextIndex(key: string, current: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return Math.min(count - 1, current + 1);
    case 'ArrowUp':
      return Math.max(0, current - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
