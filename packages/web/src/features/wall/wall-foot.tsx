import type { ReactNode } from 'react';
import { formatCost, formatRate, formatTokens } from '../../format/amount.ts';
import { addLines, burnLine } from '../../format/burn.ts';
import { countIdle, countWorking } from '../../state/fleet-counts.ts';
import { isLost } from '../../state/host-words.ts';
import type { LiveState } from '../../state/live-state.ts';
import { shownSessions } from '../../state/shown-sessions.ts';
import { useSlowNow } from '../../state/slow-now.ts';
import { useLive, useLiveStore } from '../../state/use-live.tsx';
import { Sparkline } from '../../ui/sparkline.tsx';
import { fleetPerMinute } from '../board/board-cells.ts';

const totalsOf = (state: LiveState) => state.totals;
const reachable = (state: LiveState) => {
  const lost = [...state.hosts.values()].filter(isLost).length;
  return lost === 0 ? String(state.hosts.size) : `${state.hosts.size - lost} of ${state.hosts.size}`;
};

/** The fleet in numbers. */
export function WallFoot() {
  const working = useLive(countWorking);
  const idle = useLive(countIdle);
  const machines = useLive(reachable);
  const totals = useLive(totalsOf);
  return (
    <dl className="num wall-foot">
      <Figure name="Working">{working}</Figure>
      <Figure name="Idle">{idle}</Figure>
      <Figure name="Machines">{machines}</Figure>
      <Figure name="Tokens today">{totals === null ? '-' : formatTokens(totals.tokensToday)}</Figure>
      <Figure name="Cost today">{totals === null ? '-' : formatCost(totals.costMicrosToday)}</Figure>
      <Burn />
    </dl>
  );
}

function Figure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="whitespace-nowrap">
      <dt className="text-fg-3">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Follows the slow clock, not each event: it sums every session. */
function Burn() {
  const now = useSlowNow();
  const state = useLiveStore().state();
  const line = addLines([...shownSessions(state).values()].map((session) => burnLine(session.burn, now)));
  return (
    <div className="wall-burn">
      <dt className="text-fg-3">Fleet burn, {formatRate(fleetPerMinute(state, now))}/min</dt>
      <dd className="text-fg-2">
        <Sparkline line={line} width={420} height={46} />
      </dd>
    </div>
  );
}
