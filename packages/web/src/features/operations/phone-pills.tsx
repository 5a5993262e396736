import { ChevronDown } from 'lucide-react';
import { countIdle, countNeedsYou } from '../../state/fleet-counts.ts';
import type { LiveState } from '../../state/live-state.ts';
import { groupOf } from '../../state/session-status.ts';
import { shownSessions } from '../../state/shown-sessions.ts';
import { useLive } from '../../state/use-live.tsx';
import { Icon } from '../../ui/icons.tsx';
import {
  filterOf,
  isFiltering,
  type Need,
  noFilter,
  type OperationsSearch,
} from '../sessions/session-filter.ts';
import { ViewMenu } from '../sessions/view-menu.tsx';

const pillClass =
  'num inline-flex h-8 flex-none items-center gap-1.5 rounded-full px-3 text-13 font-medium whitespace-nowrap text-fg-2 ring-1 ring-inset ring-line-strong aria-pressed:bg-accent aria-pressed:text-on-accent aria-pressed:ring-0 relative before:absolute before:-inset-y-1.5 before:inset-x-0';

const countWorking = (state: LiveState) => {
  let count = 0;
  for (const session of shownSessions(state).values()) if (groupOf(session) === 'working') count += 1;
  return count;
};

interface PhonePillsProps {
  search: OperationsSearch;
  onSearch: (change: Partial<OperationsSearch>) => void;
  onFleet: () => void;
}

/** The filters of the phone, one row of them. */
export function PhonePills({ search, onSearch, onFleet }: PhonePillsProps) {
  const pills: [need: Need, name: string, count: number][] = [
    ['needsYou', 'Needs you', useLive(countNeedsYou)],
    ['working', 'Working', useLive(countWorking)],
    ['idle', 'Idle', useLive(countIdle)],
  ];
  const machines = search.host?.length ?? 0;
  return (
    <div className="flex flex-none gap-2 overflow-x-auto border-b border-line bg-canvas px-4 pt-1 pb-2.5 [scrollbar-width:none]">
      {pills.map(([need, name, count]) => (
        <button
          key={need}
          type="button"
          aria-pressed={search.need === need}
          onClick={() => onSearch({ need: search.need === need ? undefined : need })}
          className={pillClass}
        >
          {name} {count}
        </button>
      ))}
      <button type="button" aria-pressed={machines > 0} onClick={onFleet} className={pillClass}>
        Machine
        <Icon of={ChevronDown} size={14} />
      </button>
      <ViewMenu search={search} onSearch={onSearch} isWhole pillClass={pillClass} />
      {isFiltering(filterOf(search)) && (
        <button type="button" onClick={() => onSearch(noFilter)} className={pillClass}>
          Clear filters
        </button>
      )}
    </div>
  );
}
