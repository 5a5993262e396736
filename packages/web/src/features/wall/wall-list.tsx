import { useMemo } from 'react';
import { formatWait } from '../../format/duration.ts';
import { countIdle, countWorking } from '../../state/fleet-counts.ts';
import type { LiveState } from '../../state/live-state.ts';
import { markNames, type Tone } from '../../state/session-status.ts';
import { useSlowNow } from '../../state/slow-now.ts';
import { useLive } from '../../state/use-live.tsx';
import { StateMark } from '../../ui/state-mark.tsx';
import { Ticking } from '../../ui/ticking.tsx';
import { isSameWallList, type WallRow, wallList } from './wall-rows.ts';

const colours: Partial<Record<Tone, string>> = {
  permit: 'text-permit',
  input: 'text-input',
  danger: 'text-danger',
};
const hasSnapshot = (state: LiveState) => state.fleetSeq !== null;

/** Who needs a person, where, and for how long. */
export function WallList() {
  const now = useSlowNow();
  const select = useMemo(() => (state: LiveState) => wallList(state, now), [now]);
  const { rows, more } = useLive(select, isSameWallList);
  const isReady = useLive(hasSnapshot);
  const working = useLive(countWorking);
  const idle = useLive(countIdle);
  if (!isReady) return <p className="wall-empty appear-late text-fg-3">Connecting to the hub</p>;
  if (rows.length === 0) {
    return (
      <div className="wall-empty">
        <p>Nothing needs you</p>
        <p className="num wall-empty-detail text-fg-3">
          {working} working, {idle} idle
        </p>
      </div>
    );
  }
  return (
    <>
      <ol className="wall-list" aria-label="Sessions that need a person">
        {rows.map((row) => (
          <Row key={row.id} row={row} />
        ))}
      </ol>
      {more > 0 && <p className="num wall-more text-fg-2">and {more} more</p>}
    </>
  );
}

function Row({ row }: { row: WallRow }) {
  return (
    <li className="wall-row">
      <span className="wall-mark">
        <StateMark mark={row.mark} size="wall" isHidden />
      </span>
      <span className="min-w-0">
        <span className="sr-only">{markNames[row.mark]}: </span>
        <b dir="auto" className="wall-title block truncate text-left">
          {row.title}
        </b>
        <span className="wall-detail block truncate text-fg-2">{row.detail}</span>
      </span>
      <span className={`num wall-wait ${colours[row.tone] ?? ''}`}>
        {row.since === null ? row.cost : <Ticking at={row.since} format={formatWait} />}
      </span>
    </li>
  );
}
