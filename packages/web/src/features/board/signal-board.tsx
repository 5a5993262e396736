import { useMemo } from 'react';
import { formatWait } from '../../format/duration.ts';
import type { LiveState } from '../../state/live-state.ts';
import { useSlowNow } from '../../state/slow-now.ts';
import { useLive } from '../../state/use-live.tsx';
import { Ticking } from '../../ui/ticking.tsx';
import type { Need } from '../sessions/session-filter.ts';
import { type BoardCell, boardCell, type CellKey, isSameCell, shortFaultName } from './board-cells.ts';
import { cellIcon, cellKeys, cellLooks, cellName, OVERDUE_MS } from './cell-looks.ts';
import { Telemetry } from './telemetry.tsx';

interface SignalBoardProps {
  need: Need | null;
  onNeed: (need: Need | null) => void;
}

/** What needs a person, in four places that never move, and the fleet in five numbers. */
export function SignalBoard({ need, onNeed }: SignalBoardProps) {
  return (
    <section
      aria-label="Signal board"
      data-testid="signal-board"
      className="grid h-[68px] flex-none grid-cols-4 gap-2 border-b border-line bg-surface px-3 py-2 max-md:h-[90px] max-md:border-b-0 max-md:bg-canvas max-md:px-4 max-[360px]:px-2 xl:grid-cols-[repeat(4,minmax(0,1fr))_1.9fr]"
    >
      {cellKeys.map((key) => (
        <SignalCell
          key={key}
          cellKey={key}
          isChosen={need === key}
          onChoose={() => onNeed(need === key ? null : key)}
        />
      ))}
      <Telemetry />
    </section>
  );
}

function SignalCell({
  cellKey,
  isChosen,
  onChoose,
}: {
  cellKey: CellKey;
  isChosen: boolean;
  onChoose: () => void;
}) {
  const now = useSlowNow();
  const select = useMemo(() => (state: LiveState) => boardCell(state, cellKey, now), [cellKey, now]);
  const cell = useLive(select, isSameCell);
  const look = cellLooks[cellKey];
  const name = cellName(cellKey, cell);
  const Glyph = cellIcon(cellKey, cell);
  const isOverdue = cell.since !== null && now - cell.since > OVERDUE_MS;
  const fill =
    cell.count === 0
      ? 'text-fg-3 ring-1 ring-inset ring-line'
      : `signal-solid ${look.solid} ${isOverdue ? 'overdue' : 'fade-in'}`;
  return (
    <button
      type="button"
      data-signal={cellKey}
      data-count={cell.count}
      aria-pressed={isChosen}
      onClick={onChoose}
      className={`num grid min-w-0 grid-cols-[auto_auto_1fr] items-center gap-x-2.5 rounded-card px-3 text-left max-xl:gap-x-1.5 max-xl:px-2.5 max-md:grid-cols-[1fr_auto] max-md:px-2 max-md:py-2 max-[360px]:px-1.5 ${fill} ${isChosen ? 'outline-2 outline-offset-1 outline-fg' : ''}`}
    >
      <Glyph size={22} strokeWidth={1.75} aria-hidden className="max-md:size-5" />
      <b className="text-34 font-bold tracking-[-.035em] max-md:text-30">{cell.count}</b>
      <span className="min-w-0 max-md:col-span-2">
        <span className="block truncate text-13 leading-[17px] font-semibold max-[51rem]:text-12 max-md:hidden">
          {name}
        </span>
        <span className="block truncate text-12 font-semibold tracking-tight max-[360px]:text-11 md:hidden">
          {cellKey === 'faulty' ? shortFaultName(cell) : look.shortName}
        </span>
        <span className="block truncate text-11 font-medium max-md:hidden">
          <CellDetail cell={cell} />
        </span>
      </span>
    </button>
  );
}

function CellDetail({ cell }: { cell: BoardCell }) {
  if (cell.since === null) return cell.detail;
  return (
    <>
      {cell.count > 1 && 'oldest '}
      <Ticking at={cell.since} format={formatWait} />
    </>
  );
}
