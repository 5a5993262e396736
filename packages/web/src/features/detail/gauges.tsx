import type { ReactNode } from 'react';
import { formatCost, formatRate, formatTokens, totalTokens } from '../../format/amount.ts';
import { burnLine, burnPerMinute } from '../../format/burn.ts';
import { formatDuration, formatWait } from '../../format/duration.ts';
import { markOf, toneOf } from '../../state/session-status.ts';
import { useSlowNow } from '../../state/slow-now.ts';
import type { SessionSummary } from '../../state/wire-types.ts';
import { Sparkline } from '../../ui/sparkline.tsx';
import { Ticking } from '../../ui/ticking.tsx';
import { toneColours } from '../../ui/tone-colours.ts';
import { ContextGauge } from './context-gauge.tsx';

/** How full, how much, how fast and for how long. */
export function Gauges({ session }: { session: SessionSummary }) {
  const now = useSlowNow();
  const share =
    session.contextWindow === 0 ? 0 : Math.round((session.contextTokens / session.contextWindow) * 100);
  const isOver = session.state === 'ended' || session.state === 'crashed';
  return (
    <dl className="num mt-2.5 flex items-end gap-x-5 gap-y-2 overflow-hidden whitespace-nowrap max-xl:flex-wrap max-md:gap-x-4">
      {session.contextWindow > 0 && (
        <div>
          <dt className="text-11 leading-[14px] text-fg-3">
            Context, {share}% of {formatTokens(session.contextWindow)}
          </dt>
          <dd>
            <ContextGauge tokens={session.contextTokens} window={session.contextWindow} />
          </dd>
        </div>
      )}
      <Gauge name="Tokens">
        {session.usageIsLowerBound && <span title="The client wrote only part of the numbers">≥ </span>}
        {formatTokens(totalTokens(session.usage))}
      </Gauge>
      <Gauge name="Cost">{formatCost(session.usage.costMicros)}</Gauge>
      <Gauge name="Burn, 15 min">
        <span className="flex items-center gap-2">
          <span>
            {formatRate(burnPerMinute(session.burn, now))}
            <span className="text-12 font-medium text-fg-3">/min</span>
          </span>
          <span className={toneColours[toneOf(markOf(session))]}>
            <Sparkline line={burnLine(session.burn, now)} width={64} height={16} />
          </span>
        </span>
      </Gauge>
      {session.startedAt !== null && (
        <Gauge name="Elapsed">
          {isOver && session.lastActivityAt !== null ? (
            formatDuration(session.lastActivityAt - session.startedAt)
          ) : (
            <Ticking at={session.startedAt} format={formatWait} />
          )}
        </Gauge>
      )}
    </dl>
  );
}

function Gauge({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-11 leading-[14px] text-fg-3">{name}</dt>
      <dd className="text-14 leading-[18px] font-semibold tracking-[-.01em]">{children}</dd>
    </div>
  );
}
