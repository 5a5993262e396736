import { ListTree, Orbit } from 'lucide-react';
import * as z from 'zod';
import { counted } from '../../format/name.ts';
import { isLost } from '../../state/host-words.ts';
import type { LiveState } from '../../state/live-state.ts';
import type { StatusMark } from '../../state/session-status.ts';
import { useLive } from '../../state/use-live.tsx';
import { createLocalSetting, useLocalSetting } from '../../storage/local-setting.ts';
import { Icon } from '../../ui/icons.tsx';
import { PaneHead } from '../../ui/pane.tsx';
import { Pip } from '../../ui/pip.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { FleetMap } from './fleet-map.tsx';
import { MachineList } from './machine-list.tsx';
import { NoMachine } from './no-machine.tsx';

const viewSetting = createLocalSetting('fleetView', z.enum(['map', 'list', 'auto']), 'auto');
/** With more machines than this the list says more than the map. */
const MOST_ON_MAP = 24;

const hostCount = (state: LiveState) => state.hosts.size;
const lostCount = (state: LiveState) => [...state.hosts.values()].filter(isLost).length;
const hasSnapshot = (state: LiveState) => state.fleetSeq !== null;

const legend: [mark: StatusMark, name: string][] = [
  ['working', 'Working'],
  ['permission', 'Permission'],
  ['input', 'Answer'],
  ['looping', 'Alert'],
  ['idle', 'Idle'],
  ['unreachable', 'Lost'],
];

const views = [
  { value: 'map', label: 'Map and list', content: <Icon of={Orbit} size={14} /> },
  { value: 'list', label: 'List only', content: <Icon of={ListTree} size={14} /> },
] as const;

interface FleetPaneProps {
  selectedHosts: readonly string[];
  onHost: (hostId: string) => void;
}

/** Machines: as a map with the hub in the middle, and as a list. */
export function FleetPane({ selectedHosts, onHost }: FleetPaneProps) {
  const count = useLive(hostCount);
  const lost = useLive(lostCount);
  const isReady = useLive(hasSnapshot);
  const [chosen, choose] = useLocalSetting(viewSetting);
  const view = chosen === 'auto' ? (count > MOST_ON_MAP ? 'list' : 'map') : chosen;
  const remark = isReady ? `${counted(count, 'machine')}${lost > 0 ? `, ${lost} unreachable` : ''}` : '';
  return (
    <>
      <PaneHead title="Fleet" remark={remark}>
        <Segmented label="Show machines as" value={view} options={views} onChange={choose} />
      </PaneHead>
      {view === 'map' && <FleetMap selectedHosts={selectedHosts} onHost={onHost} />}
      {isReady && count === 0 ? (
        <div className="flex-1">
          <NoMachine />
        </div>
      ) : (
        <MachineList selectedHosts={selectedHosts} isDetailed={view === 'list'} onHost={onHost} />
      )}
      <ul className="flex min-h-8 flex-none flex-wrap items-center justify-between gap-x-1 gap-y-0.5 border-t border-line px-3 py-1 text-11 whitespace-nowrap text-fg-3">
        {legend.map(([mark, name]) => (
          <li key={mark} className="inline-flex items-center gap-[3px]">
            <Pip mark={mark} />
            {name}
          </li>
        ))}
      </ul>
    </>
  );
}
