import { useMemo } from 'react';
import type { LiveState } from '../../state/live-state.ts';
import { useSlowNow } from '../../state/slow-now.ts';
import { useLive } from '../../state/use-live.tsx';
import { boardCell, type CellKey, isSameCell } from '../board/board-cells.ts';
import { cellIcon, cellKeys, cellLooks, cellName, OVERDUE_MS } from '../board/cell-looks.ts';

/** The four cells of the signal board, for reading from across a room. */
export function WallCells() {
  return (
    <section aria-label="Signal board" className="wall-cells">
      {cellKeys.map((key) => (
        <WallCell key={key} cellKey={key} />
      ))}
    </section>
  );
}

function WallCell({ cellKey }: { cellKey: CellKey }) {
  const now = useSlowNow();
  const select = useMemo(() => (state: LiveState) => boardCell(state, cellKey, now), [cellKey, now]);
  const cell = useLive(select, isSameCell);
  const Glyph = cellIcon(cellKey, cell);
  const isOverdue = cell.since !== null && now - cell.since > OVERDUE_MS;
  const look =
    cell.count === 0
      ? 'text-fg-3 ring-2 ring-inset ring-line'
      : `signal-solid ${cellLooks[cellKey].solid} ${isOverdue ? 'overdue' : 'fade-in'}`;
  return (
    <div data-signal={cellKey} data-count={cell.count} className={`wall-cell ${look}`}>
      <span className="wall-cell-top">
        <Glyph strokeWidth={1.75} aria-hidden className="wall-cell-icon" />
        <b className="num wall-cell-count">{cell.count}</b>
      </span>
      <span className="truncate">{cellName(cellKey, cell)}</span>
    </div>
  );
}
