import { formatCost } from '../../format/amount.ts';
import { formatAgo, formatWait } from '../../format/duration.ts';
import { shortName } from '../../format/name.ts';
import { markOf, urgentAlert } from '../../state/session-status.ts';
import type { SessionSummary } from '../../state/wire-types.ts';
import { Avatar, Separator } from '../../ui/bits.tsx';
import { Ticking } from '../../ui/ticking.tsx';
import { AlertBadge } from './alert-badge.tsx';
import { Elapsed } from './elapsed.tsx';
import { lastLineOf } from './last-line.ts';

/** The card where it is as wide as the screen: three lines, larger, with only what decides. */
export function PhoneCard({ session, hostName }: { session: SessionSummary; hostName: string }) {
  const line = lastLineOf(session);
  const alert = session.alerts[0];
  const isFresh = markOf(session) === 'working';
  return (
    <div className="col-start-2 col-end-4 grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-y-0.5 text-13 text-fg-3">
      <div className="flex items-baseline gap-2">
        <span
          dir="auto"
          className="min-w-0 flex-1 truncate text-left text-14 font-semibold tracking-[-.01em] text-fg"
        >
          {session.title}
        </span>
        <span className="num flex-none">
          <Elapsed session={session} />
        </span>
      </div>
      <div className="flex h-5 items-center gap-1.5">
        <span className="min-w-0 flex-1 truncate">
          <b className="font-medium text-fg-2">{hostName}</b> <Separator />{' '}
          <b className="font-medium text-fg-2">{session.project}</b>
        </span>
        {alert !== undefined ? (
          <AlertBadge alert={alert} />
        ) : (
          session.person !== null && (
            <>
              <Avatar name={session.person} />
              <span>{shortName(session.person)}</span>
            </>
          )
        )}
      </div>
      <div className="flex h-5 items-center gap-2 text-fg-2">
        <span data-last-line className={`min-w-0 flex-1 truncate ${line.isCode ? 'font-mono text-12' : ''}`}>
          {line.text}
        </span>
        <span className={`num flex-none ${isFresh ? 'font-medium text-working' : 'text-fg-3'}`}>
          {urgentAlert(session) !== null && session.state !== 'waiting' ? (
            formatCost(session.usage.costMicros)
          ) : line.at !== null ? (
            <Ticking at={line.at} format={line.isWait ? formatWait : formatAgo} />
          ) : null}
        </span>
      </div>
    </div>
  );
}
