import { RefreshCw, WifiOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { formatClock } from '../../format/duration.ts';
import type { Connection, LiveState } from '../../state/live-state.ts';
import { useLive, useLiveLink } from '../../state/use-live.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { StateMark } from '../../ui/state-mark.tsx';

const connectionOf = (state: LiveState) => state.connection;

const dots: Record<Connection['status'], { text: string; className: string }> = {
  live: { text: 'Live', className: 'text-working' },
  connecting: { text: 'Connecting', className: 'text-idle' },
  reconnecting: { text: 'Reconnecting', className: 'text-permit' },
  offline: { text: 'Offline', className: 'text-unreach' },
  outdated: { text: 'Reload needed', className: 'text-danger' },
};

/** Whether what is seen is live, in one word. */
export function ConnectionDot() {
  const { status } = useLive(connectionOf);
  const { text, className } = dots[status];
  return (
    <span role="status" className="flex items-center gap-1.5 px-2.5 text-12 whitespace-nowrap text-fg-3">
      <span
        className={`size-[7px] rounded-full ${status === 'live' ? 'bg-current' : 'ring-[1.5px] ring-current ring-inset'} ${className}`}
      />
      {text}
    </span>
  );
}

/** Says that the data stands still, since when and what is done about it. Short losses are not worth a line. */
export function ConnectionBanner() {
  const connection = useLive(connectionOf);
  const { client } = useLiveLink();
  switch (connection.status) {
    case 'live':
    case 'connecting':
      return null;
    case 'reconnecting':
      if (connection.attempt < 2) return null;
      return (
        <Banner
          icon={<StateMark mark="working" size={16} isHidden />}
          title="Reconnecting to the hub"
          action={
            <Button onClick={() => client.retryNow()} className="max-md:h-11">
              Now
            </Button>
          }
        >
          <span className="num text-fg-3">
            try {connection.attempt}, <Countdown until={connection.nextAt} />, as of{' '}
            {formatClock(connection.lostAt)}
          </span>
        </Banner>
      );
    case 'offline':
      return (
        <Banner icon={<Icon of={WifiOff} />} title="You are offline">
          <span className="num text-fg-3">as of {formatClock(connection.lostAt)}</span>
        </Banner>
      );
    case 'outdated':
      return (
        <Banner
          icon={<Icon of={RefreshCw} />}
          title="The hub has another version than this page"
          action={
            <Button onClick={() => location.reload()} className="max-md:h-11">
              Reload
            </Button>
          }
        >
          <span className="text-fg-3">Live data stopped.</span>
        </Banner>
      );
  }
}

function Banner({
  icon,
  title,
  action,
  children,
}: {
  icon: React.ReactNode;
  title: string;
  action?: React.ReactNode;
  children: React.ReactNode;
}) {
  return (
    <div className="flex min-h-10 flex-none items-center gap-2.5 border-b border-line-strong bg-raised px-3 py-1">
      {icon}
      <div className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-2.5">
        <span className="font-semibold">{title}</span>
        {children}
      </div>
      {action}
    </div>
  );
}

function Countdown({ until }: { until: number }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.ceil((until - now) / 1_000));
  return <>{seconds === 0 ? 'now' : `next in ${seconds} s`}</>;
}
