import type { ReactNode } from 'react';
import { formatCost, formatRate, formatTokens } from '../../format/amount.ts';
import { addLines, burnLine } from '../../format/burn.ts';
import { countIdle, countWorking } from '../../state/fleet-counts.ts';
import type { LiveState } from '../../state/live-state.ts';
import { shownSessions } from '../../state/shown-sessions.ts';
import { useSlowNow } from '../../state/slow-now.ts';
import { useLive, useLiveStore } from '../../state/use-live.tsx';
import { Sparkline } from '../../ui/sparkline.tsx';
import { fleetPerMinute } from './board-cells.ts';

const tokensToday = (state: LiveState) => state.totals?.tokensToday ?? null;
const costToday = (state: LiveState) => state.totals?.costMicrosToday ?? null;

/** The fleet in numbers. */
export function Telemetry() {
  const working = useLive(countWorking);
  const idle = useLive(countIdle);
  const tokens = useLive(tokensToday);
  const cost = useLive(costToday);
  return (
    <dl className="num grid grid-cols-[auto_auto_auto_auto_1fr] items-center gap-x-4 overflow-hidden pr-1 pl-3 max-xl:hidden">
      <Figure name="Working" width="min-w-[4ch]">
        {working}
      </Figure>
      <Figure name="Idle" width="min-w-[4ch]">
        {idle}
      </Figure>
      <Figure name="Tokens today">{tokens === null ? '-' : formatTokens(tokens)}</Figure>
      <Figure name="Cost today">{cost === null ? '-' : formatCost(cost)}</Figure>
      <FleetBurn />
    </dl>
  );
}

function Figure({ name, width = '', children }: { name: string; width?: string; children: ReactNode }) {
  return (
    <div className={`whitespace-nowrap ${width}`}>
      <dt className="text-11 text-fg-3">{name}</dt>
      <dd className="text-16 leading-[22px] font-semibold tracking-[-.015em]">{children}</dd>
    </div>
  );
}

/** The whole fleet's line. Follows the slow clock, not each event: it sums every session. */
function FleetBurn() {
  const now = useSlowNow();
  const state = useLiveStore().state();
  const line = addLines([...shownSessions(state).values()].map((session) => burnLine(session.burn, now)));
  return (
    <div className="min-w-0">
      <dt className="truncate text-11 text-fg-3">Fleet burn, {formatRate(fleetPerMinute(state, now))}/min</dt>
      <dd className="text-fg-2">
        <Sparkline line={line} width={104} height={22} />
      </dd>
    </div>
  );
}
