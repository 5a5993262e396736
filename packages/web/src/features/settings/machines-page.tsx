import { Copy } from 'lucide-react';
import { useMemo } from 'react';
import { formatDuration } from '../../format/duration.ts';
import { counted } from '../../format/name.ts';
import type { LiveState } from '../../state/live-state.ts';
import { isLive } from '../../state/session-status.ts';
import { shownSessions } from '../../state/shown-sessions.ts';
import { isSameList, useLive } from '../../state/use-live.tsx';
import type { HostView } from '../../state/wire-types.ts';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy-text.ts';
import { formFactorIcons, Icon } from '../../ui/icons.tsx';
import { EmptyState } from '../../ui/pane.tsx';
import { StateMark } from '../../ui/state-mark.tsx';
import { Ticking } from '../../ui/ticking.tsx';
import { formatTrip, hostFacts, rowFacts } from '../fleet/host-facts.ts';
import { useMe } from '../shell/use-me.ts';
import { grantsWords } from './grants-words.ts';
import { HooksControl } from './hooks-control.tsx';
import { MachineDecisions } from './machine-decisions.tsx';
import { MachineMenu } from './machine-menu.tsx';
import { platformOf } from './machine-words.ts';
import { SettingsPage, SettingsPart } from './settings-section.tsx';

const hostsOf = (state: LiveState) => [...state.hosts.values()].sort((a, b) => a.name.localeCompare(b.name));
const hasSnapshot = (state: LiveState) => state.fleetSeq !== null;
const CREATE_TOKEN = 'orrery join-token create';

/** Machines of the fleet: what runs there, how they do, and whether their sessions can be answered from here. */
export function MachinesPage() {
  const hosts = useLive(hostsOf, isSameList);
  const isReady = useLive(hasSnapshot);
  const isAdmin = useMe().data?.role === 'admin';
  const connected = hosts.filter((host) => host.state !== 'unreachable').length;
  const revoked = hosts.filter((host) => host.revoked !== null).length;
  const remark = isReady
    ? `${counted(hosts.length, 'machine')}, ${connected} connected${revoked === 0 ? '' : `, ${revoked} revoked`}`
    : 'Connecting to the hub…';
  return (
    <SettingsPage isWide title="Machines" remark={remark}>
      {isAdmin && <MachineDecisions />}
      {isReady && hosts.length === 0 ? (
        <EmptyState title="No machine yet">
          Run <code className="font-mono text-12">{CREATE_TOKEN}</code> where the hub runs. It prints the line
          to run on a machine.
        </EmptyState>
      ) : (
        <MachinesTable hosts={hosts} isAdmin={isAdmin} />
      )}
      <p className="mt-3 text-12 text-fg-3">
        With hooks installed, permissions are approved and denied from here. Without them Orrery still shows
        who waits.
      </p>
      {isReady && hosts.length > 0 && <AddMachine />}
    </SettingsPage>
  );
}

function AddMachine() {
  return (
    <SettingsPart
      title="Add a machine"
      remark="Run this command on the hub’s machine. It prints the line to run on the other one."
    >
      <div className="flex flex-wrap items-center gap-3 py-3">
        <code className="rounded-control bg-well px-2.5 py-1.5 font-mono text-12">{CREATE_TOKEN}</code>
        <Button
          icon={<Icon of={Copy} size={14} />}
          aria-label="Copy the command"
          onClick={() => void copyText(CREATE_TOKEN, 'Command copied')}
        >
          Copy
        </Button>
      </div>
    </SettingsPart>
  );
}

const columns =
  'grid grid-cols-[20px_minmax(8rem,1.2fr)_minmax(7rem,1fr)_5.5rem_6rem_3rem_4rem_minmax(12rem,1.7fr)_28px] gap-x-3 px-2 max-xl:grid-cols-[20px_minmax(0,1fr)_minmax(0,1fr)_28px]';
const minor = 'max-xl:hidden';

function MachinesTable({ hosts, isAdmin }: { hosts: readonly HostView[]; isAdmin: boolean }) {
  return (
    <table className="block" aria-label="Machines">
      <thead className="block max-xl:sr-only">
        <tr
          className={`${columns} items-center border-b border-line py-2 text-12 text-fg-3 *:text-left *:font-normal`}
        >
          <th className="col-span-2">Machine</th>
          <th>Last seen</th>
          <th className={minor}>Agent</th>
          <th className={minor}>Claude Code</th>
          <th className={`text-right! ${minor}`}>Live</th>
          <th className={`text-right! ${minor}`}>Trip</th>
          <th className="pl-4">Hooks</th>
          <th>
            <span className="sr-only">More</span>
          </th>
        </tr>
      </thead>
      <tbody className="block">
        {hosts.map((host) => (
          <MachineRow key={host.id} host={host} isAdmin={isAdmin} />
        ))}
      </tbody>
    </table>
  );
}

function MachineRow({ host, isAdmin }: { host: HostView; isAdmin: boolean }) {
  const live = useLive(
    useMemo(
      () => (state: LiveState) =>
        [...shownSessions(state).values()].filter((session) => session.hostId === host.id && isLive(session))
          .length,
      [host.id],
    ),
  );
  const facts = rowFacts(host);
  const grants = grantsWords(host);
  return (
    <tr
      data-testid="machine-row"
      data-host-id={host.id}
      className={`${columns} items-start border-b border-line py-2.5`}
    >
      <td className="pt-0.5 text-fg-2">
        <Icon of={formFactorIcons[host.formFactor]} size={16} />
      </td>
      <td className="min-w-0">
        <span className="block truncate font-semibold" title={host.name}>
          {host.name}
        </span>
        <span className="block truncate text-12 text-fg-3">{platformOf(host)}</span>
      </td>
      <td className="min-w-0">
        <LastSeen host={host} />
      </td>
      <td className={`num ${minor}`}>{host.agentVersion}</td>
      <td className={`num ${minor}`}>{host.claudeVersion ?? '–'}</td>
      <td className={`num text-right ${minor}`}>{live}</td>
      <td className={`num text-right whitespace-nowrap ${minor}`}>
        {host.roundTripMs === null || host.state === 'unreachable' ? '–' : formatTrip(host.roundTripMs)}
      </td>
      <td className="pl-4 max-xl:col-span-2 max-xl:col-start-2 max-xl:mt-2 max-xl:pl-0">
        <HooksControl host={host} isAdmin={isAdmin} />
      </td>
      <td className="-mt-1 max-xl:col-start-4 max-xl:row-start-1">
        {isAdmin && <MachineMenu host={host} />}
      </td>
      <td className="col-span-full col-start-2 mt-1 text-12 text-fg-3">
        {facts.map(({ key, text, isOff }, index) => (
          <span key={key} className={`${key === 'state' ? '' : 'num'} ${isOff ? 'font-medium text-fg' : ''}`}>
            {index > 0 && ', '}
            {text}
          </span>
        ))}
        <span className={`block ${grants.isUsual ? '' : 'font-medium text-fg'}`}>{grants.text}</span>
        <span className="block xl:hidden">{minorFacts(host, live)}</span>
        <NotRead words={host.notFollowed} />
      </td>
    </tr>
  );
}

/** Files that the agent left out: links that lead elsewhere, files of others, secrets. */
function NotRead({ words }: { words: readonly string[] }) {
  if (words.length === 0) return null;
  return (
    <details className="mt-1">
      <summary className="cursor-pointer font-medium text-fg max-md:py-3">
        {words.length > 20
          ? 'More than 20 files or folders are'
          : `${counted(words.length, 'file or folder', 'files or folders')} ${words.length === 1 ? 'is' : 'are'}`}{' '}
        not read
      </summary>
      <ul className="mt-1 list-disc pl-4">
        {words.map((text) => (
          <li key={text} className="break-words" dir="auto">
            {text}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** What the columns say that a narrow screen has no room for. */
function minorFacts(host: HostView, live: number): string {
  return [
    `agent ${host.agentVersion}`,
    ...hostFacts(host)
      .filter(({ key }) => key === 'claude' || key === 'trip')
      .map(({ text }) => text),
    `${counted(live, 'session')} live`,
  ].join(', ');
}

function LastSeen({ host }: { host: HostView }) {
  const isLost = host.state === 'unreachable';
  return (
    <>
      <span className="flex items-center gap-1.5">
        {isLost ? (
          <StateMark mark="unreachable" size={16} isHidden />
        ) : (
          <span
            className={`size-[7px] flex-none rounded-full ${host.state === 'degraded' ? 'ring-[1.5px] ring-permit ring-inset' : 'bg-working'}`}
            aria-hidden
          />
        )}
        {host.revoked !== null
          ? 'Revoked'
          : isLost
            ? 'Unreachable'
            : host.state === 'degraded'
              ? 'Degraded'
              : 'Connected'}
      </span>
      {host.revoked !== null && (
        <span className="block text-12 break-words text-fg-2">
          by {host.revoked.by}
          {host.revoked.why !== '' && `: ${host.revoked.why}`}
        </span>
      )}
      <span className="block text-12 text-fg-3">
        {!isLost && 'now'}
        {isLost && host.lastSeenAt === null && 'never seen'}
        {isLost && host.lastSeenAt !== null && (
          <>
            <Ticking at={host.lastSeenAt} format={formatDuration} /> ago
          </>
        )}
      </span>
    </>
  );
}
