import { TriangleAlert } from 'lucide-react';
import { type KeyboardEvent, memo, useCallback, useMemo } from 'react';
import { formatRate } from '../../format/amount.ts';
import { burnPerMinute } from '../../format/burn.ts';
import { formatDuration } from '../../format/duration.ts';
import type { LiveState } from '../../state/live-state.ts';
import { markNames } from '../../state/session-status.ts';
import { shownSessions } from '../../state/shown-sessions.ts';
import { useSlowNow } from '../../state/slow-now.ts';
import { isSameList, useLive } from '../../state/use-live.tsx';
import { formFactorIcons, Icon } from '../../ui/icons.tsx';
import { Pip } from '../../ui/pip.tsx';
import { Ticking } from '../../ui/ticking.tsx';
import { formatTrip, hostFacts, joined, troubleOf } from './host-facts.ts';
import { useHostLoad } from './use-host-load.ts';

const columns =
  'grid grid-cols-[14px_minmax(70px,92px)_minmax(56px,1fr)_46px_44px] items-center gap-x-1.5 px-3 text-12';
const MOST_PIPS = 8;
/** Rows out of sight are not painted: fifty machines' shapes were half the cost of every frame. */
const unseen = '[content-visibility:auto] [contain-intrinsic-block-size:auto_30px]';

interface MachineListProps {
  selectedHosts: readonly string[];
  /** Where the map leaves room, every row tells all that is known of its machine. */
  isDetailed: boolean;
  onHost: (hostId: string) => void;
}

/** All machines in words: what runs there, how much, and how far away they are. */
export function MachineList({ selectedHosts, isDetailed, onHost }: MachineListProps) {
  const now = useSlowNow();
  const select = useMemo(() => (state: LiveState) => orderedHosts(state, now), [now]);
  const ids = useLive(select, isSameList);
  return (
    <table className="block min-h-0 flex-1 overflow-y-auto" aria-label="Machines">
      <thead className="sticky top-0 z-10 block bg-surface">
        <tr
          className={`${columns} h-[26px] border-b border-line text-11 text-fg-3 *:text-left *:font-normal`}
        >
          <th className="col-span-2 pl-5">Machine</th>
          <th>Sessions</th>
          <th className="text-right!">Tok/min</th>
          <th className="text-right!">Trip</th>
        </tr>
      </thead>
      <tbody className="block">
        {ids.map((id) => (
          <MachineRow
            key={id}
            id={id}
            isSelected={selectedHosts.includes(id)}
            isDetailed={isDetailed}
            onHost={onHost}
          />
        ))}
      </tbody>
    </table>
  );
}

/** Busiest first; lost ones last. Rounded, so that the order does not change with every token. */
function orderedHosts(state: LiveState, now: number): string[] {
  const rates = new Map<string, number>();
  for (const session of shownSessions(state).values()) {
    rates.set(session.hostId, (rates.get(session.hostId) ?? 0) + burnPerMinute(session.burn, now));
  }
  const rank = (id: string) => Math.round(Math.log2(1 + (rates.get(id) ?? 0)));
  return [...state.hosts.values()]
    .sort(
      (a, b) =>
        Number(a.state === 'unreachable') - Number(b.state === 'unreachable') ||
        rank(b.id) - rank(a.id) ||
        a.slot - b.slot,
    )
    .map(({ id }) => id);
}

interface MachineRowProps {
  id: string;
  isSelected: boolean;
  isDetailed: boolean;
  onHost: (hostId: string) => void;
}

const MachineRow = memo(function MachineRow({ id, isSelected, isDetailed, onHost }: MachineRowProps) {
  const host = useLive(useCallback((state: LiveState) => state.hosts.get(id), [id]));
  const { marks, perMinute, isBurning } = useHostLoad(id);
  if (host === undefined) return null;
  const isLost = host.state === 'unreachable';
  const facts = hostFacts(host);
  const trouble = troubleOf(facts);
  const line = isSelected || isDetailed ? joined(facts) : trouble;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    onHost(id);
  };
  return (
    <tr
      data-testid="host-row"
      data-host-id={id}
      data-state={host.state}
      tabIndex={0}
      aria-selected={isSelected}
      title={joinWords([joined(facts), `${host.os} ${host.arch}`, `agent ${host.agentVersion}`])}
      onClick={() => onHost(id)}
      onKeyDown={onKeyDown}
      className={`${columns} ${unseen} ring-inside grid-rows-[30px_auto] max-md:grid-rows-[44px_auto] cursor-pointer text-fg-3 ${isSelected ? 'bg-selected' : 'hover:bg-hover'}`}
    >
      <td className="contents">
        <Icon of={formFactorIcons[host.formFactor]} size={14} />
      </td>
      <td className="flex min-w-0 items-center gap-1 text-13 font-medium text-fg">
        <span className="truncate">{host.name}</span>
        {trouble !== '' && !isLost && <Icon of={TriangleAlert} size={12} className="text-permit" />}
      </td>
      <td className="flex items-center gap-[3px]">
        <span className="sr-only">{marks.map(({ mark }) => markNames[mark]).join(', ') || 'none'}</span>
        {marks.slice(0, MOST_PIPS).map(({ sessionId, mark }) => (
          <Pip key={sessionId} mark={mark} />
        ))}
        {marks.length > MOST_PIPS && <span className="num text-11">+{marks.length - MOST_PIPS}</span>}
      </td>
      <td className={`num text-right ${isBurning ? 'font-semibold text-danger' : ''}`}>
        {isLost ? '–' : formatRate(perMinute)}
      </td>
      <td className="num text-right whitespace-nowrap">
        {isLost ? (
          host.lastSeenAt === null ? (
            'lost'
          ) : (
            <Ticking at={host.lastSeenAt} format={formatDuration} />
          )
        ) : host.roundTripMs === null ? (
          '–'
        ) : (
          formatTrip(host.roundTripMs)
        )}
      </td>
      {line === '' ? (
        <td className="sr-only">{joined(facts)}</td>
      ) : (
        <td
          className={`num col-start-2 col-end-6 -mt-1 mb-1.5 text-11 ${isDetailed || isSelected ? '' : 'truncate'} ${trouble === '' ? '' : 'text-fg-2'}`}
        >
          {line}
          {line !== joined(facts) && <span className="sr-only">, {joined(facts)}</span>}
        </td>
      )}
    </tr>
  );
});

const joinWords = (words: readonly string[]) => words.filter(Boolean).join(', ');
