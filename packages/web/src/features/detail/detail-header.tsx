import { ArrowLeft, Ellipsis, GitBranch, Link2, SquareTerminal, X } from 'lucide-react';
import { formatAbsolute, formatMoment } from '../../format/duration.ts';
import { formatModel } from '../../format/name.ts';
import { markOf } from '../../state/session-status.ts';
import type { SessionSummary } from '../../state/wire-types.ts';
import { Avatar, Chip, Kbd, Separator } from '../../ui/bits.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { clients, Icon } from '../../ui/icons.tsx';
import { MenuButton } from '../../ui/menu-button.tsx';
import { StateMark } from '../../ui/state-mark.tsx';
import { openLayer } from '../actions/palette-state.ts';
import { copySessionLink } from '../actions/session-actions.ts';
import { whyNot } from '../control/offer.ts';
import { useCloseOffer, useControl, useIsAskingToClose } from '../control/use-control.tsx';
import { AlertBadge } from '../sessions/alert-badge.tsx';
import { Gauges } from './gauges.tsx';

interface DetailHeaderProps {
  session: SessionSummary;
  hostName: string;
  onBack: (() => void) | null;
}

/** Which session this is, where, whose, and how much it has used. */
export function DetailHeader({ session, hostName, onBack }: DetailHeaderProps) {
  const client = clients[session.client];
  return (
    <div
      id="session-detail"
      tabIndex={-1}
      className="flex-none border-b border-line px-4 py-2.5 outline-none"
    >
      <div className="flex items-center gap-2">
        {onBack !== null && (
          <IconButton label="Back to the list" size={44} className="-mr-1 -ml-3" onClick={onBack}>
            <Icon of={ArrowLeft} size={20} />
          </IconButton>
        )}
        <StateMark mark={markOf(session)} />
        <h1
          dir="auto"
          className="min-w-0 flex-1 truncate text-left text-16 font-semibold tracking-[-.017em] max-md:line-clamp-2 max-md:text-14 max-md:leading-5 max-md:break-words max-md:whitespace-normal"
          title={session.title}
        >
          {session.title}
        </h1>
        <span className="flex gap-2 max-md:hidden">
          <Button
            icon={<Icon of={SquareTerminal} size={14} />}
            aria-label="Resume"
            title="Resume"
            onClick={() => openLayer('resume')}
          >
            Resume
            <span className="max-xl:hidden">
              <Kbd>R</Kbd>
            </span>
          </Button>
          <IconButton label="Copy link" look="plain" onClick={() => copySessionLink(session.id)}>
            <Icon of={Link2} size={14} />
          </IconButton>
        </span>
        <CloseButton session={session} />
        <span className="-mx-2 md:hidden">
          <PhoneMenu sessionId={session.id} />
        </span>
      </div>
      <div className="mt-1 flex min-w-0 items-center gap-x-1.5 gap-y-0.5 overflow-hidden text-12 whitespace-nowrap text-fg-3 max-xl:flex-wrap">
        <b className="max-w-[40%] flex-none truncate font-medium text-fg-2" title={hostName}>
          {hostName}
        </b>
        <Separator />
        <b className="max-w-[40%] flex-none truncate font-medium text-fg-2" title={session.cwd ?? undefined}>
          {session.project}
        </b>
        {session.gitBranch !== null && session.gitBranch !== '' && (
          <span
            className="flex max-w-48 min-w-12 shrink-[999] items-center gap-1.5"
            title={session.gitBranch}
          >
            <Icon of={GitBranch} size={12} />
            <span className="min-w-0 truncate">{session.gitBranch}</span>
          </span>
        )}
        {session.person !== null && (
          <span className="flex min-w-0 items-center gap-1.5">
            {/* Where lines wrap, one would begin with it. */}
            <span className="max-xl:hidden">
              <Separator>·</Separator>
            </span>
            <Avatar name={session.person} />
            <b className="min-w-0 truncate font-medium text-fg-2">{session.person}</b>
          </span>
        )}
        <Chip icon={<Icon of={client.icon} size={12} />}>{client.name}</Chip>
        {session.model !== null && <span title={session.model}>{formatModel(session.model)}</span>}
        {session.startedAt !== null && (
          // Where there is little room the time since then, below, says enough.
          <span className="flex items-center gap-1.5 max-xl:hidden">
            <Separator>·</Separator>
            <time
              dateTime={new Date(session.startedAt).toISOString()}
              title={formatAbsolute(session.startedAt)}
            >
              started {formatMoment(session.startedAt, Date.now())}
            </time>
          </span>
        )}
      </div>
      <Gauges session={session} />
      <Remarks session={session} />
    </div>
  );
}

/** What has no room beside the title of a phone. */
function PhoneMenu({ sessionId }: { sessionId: string }) {
  return (
    <MenuButton
      trigger={
        <IconButton label="More actions" size={44}>
          <Icon of={Ellipsis} size={20} />
        </IconButton>
      }
      items={[
        {
          kind: 'action',
          key: 'resume',
          name: 'Resume',
          icon: SquareTerminal,
          movesFocus: true,
          run: () => openLayer('resume'),
        },
        {
          kind: 'action',
          key: 'link',
          name: 'Copy link',
          icon: Link2,
          run: () => copySessionLink(sessionId),
        },
      ]}
    />
  );
}

/** Ends the session after the time in which it can be undone. */
function CloseButton({ session }: { session: SessionSummary }) {
  const { closeSession } = useControl();
  const isAsking = useIsAskingToClose(session.id);
  const why = whyNot(useCloseOffer(session));
  return (
    <Button
      icon={<Icon of={X} size={14} />}
      aria-label="Close session"
      title="Close session (X)"
      why={why}
      busy={{ word: 'Closing', isBusy: isAsking }}
      onClick={() => closeSession(session.id)}
      className="max-md:h-11"
    >
      Close
    </Button>
  );
}

/** Alerts with their evidence, and what of the transcript could not be understood. */
function Remarks({ session }: { session: SessionSummary }) {
  const lines = [
    ...(session.malformedLines > 0 ? [`${session.malformedLines} lines could not be read`] : []),
    ...(session.unknownLines > 0 ? [`${session.unknownLines} lines of unknown type`] : []),
  ];
  const hasReason =
    session.state === 'unknown' || session.state === 'unreachable' || session.state === 'crashed';
  if (session.alerts.length === 0 && lines.length === 0 && !hasReason) return null;
  return (
    <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-12 text-fg-2">
      {session.alerts.map((alert) => (
        <li key={alert.kind} className="flex min-w-0 items-center gap-1.5">
          <AlertBadge alert={alert} />
          <span className="truncate">{alert.evidence}</span>
        </li>
      ))}
      {hasReason && session.stateReason !== '' && <li>{session.stateReason}</li>}
      {lines.length > 0 && <li className="text-fg-3">{lines.join(', ')}</li>}
    </ul>
  );
}
