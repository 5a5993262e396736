import { Orbit, Rows3 } from 'lucide-react';
import { type RefObject, useCallback, useMemo, useState } from 'react';
import type { LiveState } from '../../state/live-state.ts';
import { isLive } from '../../state/session-status.ts';
import { shownSessions } from '../../state/shown-sessions.ts';
import { useLive } from '../../state/use-live.tsx';
import { useLocalSetting } from '../../storage/local-setting.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { CardSkeletons, EmptyState, PaneHead } from '../../ui/pane.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { NoMachine } from '../fleet/no-machine.tsx';
import { densitySetting } from './density-setting.ts';
import { FilterBar } from './filter-bar.tsx';
import { groupings } from './groupings.ts';
import type { Grouping } from './list-order.ts';
import { describeFilter, filterOf, isFiltering, noFilter, type OperationsSearch } from './session-filter.ts';
import { SessionList } from './session-list.tsx';
import { useDueGroups, useSteadyGroups } from './use-session-groups.ts';

/** Compact rows are offered from here on; long quiet groups start closed. */
const OFFER_COMPACT_ABOVE = 40;
const COLLAPSE_ABOVE = 30;

const liveCount = (state: LiveState) => {
  let count = 0;
  for (const session of shownSessions(state).values()) if (isLive(session)) count += 1;
  return count;
};
const hasSnapshot = (state: LiveState) => state.fleetSeq !== null;
const hostsOf = (state: LiveState) => state.hosts;
const leftOutOf = (state: LiveState) => state.sessionsLeftOut;

interface SessionsPaneProps {
  search: OperationsSearch;
  onSearch: (change: Partial<OperationsSearch>) => void;
  onOpen: () => void;
  /** How far the list is scrolled, for when it is drawn again. */
  place: RefObject<number>;
  /** Opens the fleet where it is not beside the list. */
  onFleet: (() => void) | null;
}

/** All sessions as cards, grouped, filtered by the URL. */
export function SessionsPane({ search, onSearch, onOpen, place, onFleet }: SessionsPaneProps) {
  const grouping = search.group ?? 'state';
  const filterKey = JSON.stringify({ ...search, session: undefined });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the parts that are read
  const filter = useMemo(() => filterOf(search), [filterKey]);
  const due = useDueGroups(filter, grouping, search.sort ?? 'urgency');
  const [isHeld, setHeld] = useState(false);
  const list = useSteadyGroups(due, filterKey, isHeld);
  const isReady = useLive(hasSnapshot);
  const live = useLive(liveCount);
  const hosts = useLive(hostsOf);
  const leftOut = useLive(leftOutOf);
  const [density, setDensity] = useLocalSetting(densitySetting);
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const collapsed = useMemo(
    () => collapsedGroups(list.groups, grouping, toggled),
    [list.groups, grouping, toggled],
  );
  // One function for good: each card gets it, and another one would render them all.
  const onSelect = useCallback((session: string) => onSearch({ session }), [onSearch]);
  const count = due.reduce((sum, group) => sum + group.ids.length, 0);
  const isCompact = density === 'compact';
  // Offered where it is of use; whoever chose it can also leave it.
  const canCompact = count > OFFER_COMPACT_ABOVE || isCompact;

  return (
    <>
      <div className="contents max-md:hidden">
        <PaneHead title="Sessions" remark={isReady && <span className="max-xl:hidden">{live} live</span>}>
          {onFleet !== null && (
            <IconButton
              label="Machines"
              aria-pressed={filter.hosts.length > 0}
              onClick={onFleet}
              className="aria-pressed:bg-selected aria-pressed:text-fg"
            >
              <Icon of={Orbit} />
            </IconButton>
          )}
          {canCompact && (
            <IconButton
              label="Compact rows"
              aria-pressed={isCompact}
              onClick={() => setDensity(isCompact ? 'cards' : 'compact')}
              className="aria-pressed:bg-selected aria-pressed:text-fg"
            >
              <Icon of={Rows3} />
            </IconButton>
          )}
          <span className="hidden text-11 font-medium text-fg-3 xl:block" aria-hidden>
            Group
          </span>
          <Segmented
            label="Group sessions by"
            value={grouping}
            options={groupings}
            onChange={(group) => onSearch({ group: group === 'state' ? undefined : group })}
          />
        </PaneHead>
        <FilterBar search={search} onSearch={onSearch} />
      </div>
      {!isReady && <CardSkeletons count={6} />}
      {isReady && count === 0 && (
        <NoSessions
          isFiltered={isFiltering(filter)}
          // Beside the fleet that pane says it.
          isNewHub={hosts.size === 0 && onFleet !== null}
          description={describeFilter(filter, hosts)}
          onClear={() => onSearch(noFilter)}
        />
      )}
      {isReady && count > 0 && (
        <SessionList
          list={list}
          collapsed={collapsed}
          selectedId={search.session ?? null}
          isCompact={isCompact}
          onToggle={(key) => setToggled(withToggled(toggled, key))}
          onSelect={onSelect}
          onOpen={onOpen}
          place={place}
          onHold={setHeld}
        />
      )}
      {leftOut > 0 && (
        <p className="flex-none border-t border-line px-3 py-2 text-12 text-fg-2 max-md:px-4">
          {leftOut === 1 ? '1 more session is' : `${leftOut} more sessions are`} not shown, because of
          machines with very many. Browse has them.
        </p>
      )}
    </>
  );
}

function NoSessions({
  isFiltered,
  isNewHub,
  description,
  onClear,
}: {
  isFiltered: boolean;
  /** No machine has joined it yet. */
  isNewHub: boolean;
  description: string;
  onClear: () => void;
}) {
  if (isFiltered) {
    return (
      <EmptyState
        title={`No sessions match ${description}`}
        action={<Button onClick={onClear}>Clear filters</Button>}
      />
    );
  }
  if (isNewHub) return <NoMachine />;
  return (
    <EmptyState title="No session in the last day">
      Sessions appear here by themselves when Claude Code runs on a machine of this fleet. Older ones are in
      Browse.
    </EmptyState>
  );
}

function collapsedGroups(
  groups: readonly { key: string; ids: readonly string[] }[],
  grouping: Grouping,
  toggled: ReadonlySet<string>,
) {
  const collapsed = new Set<string>();
  for (const { key, ids } of groups) {
    const isQuiet =
      grouping === 'state' &&
      (key === 'ended' || key === 'idle' || key === 'unknown') &&
      ids.length > COLLAPSE_ABOVE;
    if (isQuiet !== toggled.has(key)) collapsed.add(key);
  }
  return collapsed;
}

function withToggled(toggled: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(toggled);
  if (!next.delete(key)) next.add(key);
  return next;
}
