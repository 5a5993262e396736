import {
  Flame,
  GitBranch,
  Hourglass,
  MessageCircleQuestionMark,
  MessageSquareText,
  OctagonAlert,
  Orbit,
  Repeat,
  ShieldQuestionMark,
} from 'lucide-react';
import { memo, useCallback } from 'react';
import { formatCost, formatTokens, totalTokens } from '../../format/amount.ts';
import { burnLine } from '../../format/burn.ts';
import { formatAgo, formatWait } from '../../format/duration.ts';
import { formatModel, shortName } from '../../format/name.ts';
import type { LiveState } from '../../state/live-state.ts';
import { markOf, type Tone, toneOf, urgentAlert } from '../../state/session-status.ts';
import { useSlowNow } from '../../state/slow-now.ts';
import { useLive } from '../../state/use-live.tsx';
import type { SessionSummary } from '../../state/wire-types.ts';
import { Avatar, Chip, Separator } from '../../ui/bits.tsx';
import { clients, Icon, toolIcon } from '../../ui/icons.tsx';
import { Sparkline } from '../../ui/sparkline.tsx';
import { StateMark } from '../../ui/state-mark.tsx';
import { Ticking } from '../../ui/ticking.tsx';
import { toneColours } from '../../ui/tone-colours.ts';
import { cardRequest } from '../control/asked.ts';
import { AlertBadge } from './alert-badge.tsx';
import { labelOf } from './card-label.ts';
import { Elapsed } from './elapsed.tsx';
import { lastLineOf } from './last-line.ts';
import { PhoneCard } from './phone-card.tsx';

const toneClasses: Record<Tone, string> = {
  permit: 'bg-permit-tint before:bg-permit-solid',
  input: 'bg-input-tint before:bg-input-solid',
  danger: 'bg-danger-tint before:bg-danger-solid',
  working: '',
  idle: '',
  ended: '',
  unreach: '',
};
interface SessionCardProps {
  id: string;
  isSelected: boolean;
  isCompact: boolean;
  /** As wide as the screen; buttons are a row below its text. */
  isPhone?: boolean;
  isLeaving: boolean;
  onSelect: (id: string) => void;
}

/** One session in the list. Reads itself from the store, so that a change of it renders nothing else. */
export const SessionCard = memo(function SessionCard({
  id,
  isSelected,
  isCompact,
  isPhone = false,
  isLeaving,
  onSelect,
}: SessionCardProps) {
  const session = useLive(useCallback((state: LiveState) => state.sessions.get(id), [id]));
  const hostName = useLive(
    useCallback(
      (state: LiveState) => state.hosts.get(state.sessions.get(id)?.hostId ?? '')?.name ?? '',
      [id],
    ),
  );
  if (session === undefined) return null;
  const mark = markOf(session);
  const tone = toneOf(mark);
  // Who begins to need a person stays bright while the card waits for its new place.
  const isTinted = tone === 'permit' || tone === 'input' || tone === 'danger';
  const selection = isSelected
    ? isTinted
      ? 'ring-[1.5px] ring-inset ring-fg-2'
      : 'bg-selected'
    : 'hover:bg-hover';
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox around it handles the keys
    <div
      role="option"
      id={`session-${id}`}
      tabIndex={-1}
      aria-selected={isSelected}
      aria-label={labelOf(session, hostName)}
      data-testid="session-card"
      data-session-id={id}
      data-state={session.state}
      onClick={() => onSelect(id)}
      className={`relative grid h-full cursor-pointer grid-cols-[20px_minmax(0,1fr)_auto] gap-x-2.5 overflow-hidden border-b border-line pr-3 pl-3.5 text-12 text-fg-3 contain-strict before:absolute before:inset-y-0 before:left-0 before:w-[3px] max-md:grid-cols-[24px_minmax(0,1fr)_auto] max-md:pr-4 ${toneClasses[tone]} ${selection} ${isLeaving && !isTinted ? 'opacity-50' : ''} ${isCompact ? 'content-center py-1' : isPhone ? 'content-start pt-2.5' : 'py-1.5'}`}
    >
      <StateMark mark={mark} size={isPhone ? 24 : 20} />
      {isPhone ? (
        <PhoneCard session={session} hostName={hostName} />
      ) : (
        <>
          <CardBody session={session} hostName={hostName} isCompact={isCompact} />
          <CardMetrics session={session} tone={tone} isCompact={isCompact} />
          <CardLastLine session={session} />
        </>
      )}
    </div>
  );
});

function CardBody({
  session,
  hostName,
  isCompact,
}: {
  session: SessionSummary;
  hostName: string;
  isCompact: boolean;
}) {
  const client = clients[session.client];
  return (
    <div className="min-w-0">
      <div className="flex items-center gap-1.5">
        <div dir="auto" className="truncate text-left text-13 font-semibold tracking-[-.01em] text-fg">
          {session.title}
        </div>
        {session.alerts.slice(0, 2).map((alert) => (
          <AlertBadge key={alert.kind} alert={alert} />
        ))}
      </div>
      {!isCompact && (
        <>
          <div className="flex h-[18px] items-center gap-1 leading-[18px]">
            <b className="max-w-[45%] flex-none truncate font-medium text-fg-2">{hostName}</b>
            <Separator />
            <b
              className="max-w-[50%] min-w-0 truncate font-medium text-fg-2"
              title={session.cwd ?? undefined}
            >
              {session.project}
            </b>
            {session.gitBranch !== null && session.gitBranch !== '' && (
              <>
                <Icon of={GitBranch} size={12} />
                <span className="min-w-0 flex-[0_999_auto] truncate">{session.gitBranch}</span>
              </>
            )}
          </div>
          <div className="flex h-5 items-center gap-1.5 overflow-hidden whitespace-nowrap">
            {session.person !== null && (
              <>
                <Avatar name={session.person} />
                <span className="text-fg-2">{shortName(session.person)}</span>
              </>
            )}
            <Chip icon={<Icon of={client.icon} size={12} />}>{client.name}</Chip>
            {session.model !== null && <span className="truncate">{formatModel(session.model)}</span>}
            {session.agents > 0 && (
              <span
                className="num inline-flex items-center gap-1"
                title={`${session.agents} sub-agents, ${session.agentsWorking} working`}
              >
                <Icon of={Orbit} size={12} />
                {session.agents}
              </span>
            )}
          </div>
        </>
      )}
    </div>
  );
}

function CardMetrics({
  session,
  tone,
  isCompact,
}: {
  session: SessionSummary;
  tone: Tone;
  isCompact: boolean;
}) {
  const now = useSlowNow();
  const tokens = totalTokens(session.usage);
  return (
    <div className="num flex w-24 flex-col items-end text-right leading-[18px] text-fg-3">
      <span className="h-5 font-medium text-fg-2 leading-5">
        <Elapsed session={session} />
      </span>
      {!isCompact && (
        <>
          <span className={`h-[18px] ${toneColours[tone]}`}>
            <Sparkline line={burnLine(session.burn, now)} width={96} height={17} />
          </span>
          <span
            className="h-5 leading-5 whitespace-nowrap"
            title={
              session.usageIsLowerBound ? 'At least: the client wrote only part of the numbers' : undefined
            }
          >
            {session.usageIsLowerBound && tokens > 0 && '≥ '}
            {formatTokens(tokens)} ·{' '}
            <b className="font-medium text-fg-2">{formatCost(session.usage.costMicros)}</b>
          </span>
        </>
      )}
    </div>
  );
}

/** Room for Deny and Approve, which lie over the end of the line. */
const BUTTONS_ROOM = 'pr-[132px]';

function CardLastLine({ session }: { session: SessionSummary }) {
  const hasButtons = cardRequest(session) !== null;
  const line = lastLineOf(session);
  const isFresh = markOf(session) === 'working';
  return (
    <div
      className={`col-start-2 col-end-4 flex h-5 min-w-0 items-center gap-1.5 text-fg-2 ${hasButtons ? BUTTONS_ROOM : ''}`}
    >
      <LastLineIcon session={session} tool={line.tool} />
      <span data-last-line className={`truncate ${line.isCode ? 'font-mono text-11' : ''}`}>
        {line.text}
      </span>
      {line.at !== null && (
        <Ticking
          at={line.at}
          format={line.isWait ? formatWait : formatAgo}
          className={`ml-auto flex-none pl-2 ${isFresh ? 'font-medium text-working' : 'text-fg-3'}`}
        />
      )}
    </div>
  );
}

const alertIcons = { burning: Flame, looping: Repeat, stuck: Hourglass, erroring: OctagonAlert };

function LastLineIcon({ session, tool }: { session: SessionSummary; tool: string | null }) {
  const alert = urgentAlert(session);
  if (alert !== null && session.state !== 'waiting') return <Icon of={alertIcons[alert.kind]} size={12} />;
  if (session.state === 'waiting') {
    const isPermission = session.waiting?.kind === 'permission';
    return <Icon of={isPermission ? ShieldQuestionMark : MessageCircleQuestionMark} size={12} />;
  }
  if (tool !== null) return <Icon of={toolIcon(tool)} size={12} />;
  return session.lastAction?.kind === 'text' && session.state === 'working' ? (
    <Icon of={MessageSquareText} size={12} />
  ) : null;
}
