import { useMemo, useRef } from 'react';
import type { LiveState } from '../../state/live-state.ts';
import { shownSessions } from '../../state/shown-sessions.ts';
import { isSameList, useLive } from '../../state/use-live.tsx';
import { dialPath, MAP, orbitRadius, orbits } from './map-geometry.ts';
import { HostBody, HostLabel, HostSpoke } from './map-host.tsx';
import { type HostPlace, placeHosts, placeOrbitLabels } from './map-places.ts';
import { type Band, steadyBands } from './steady-bands.ts';

const hostsOf = (state: LiveState) => state.hosts;
const hostIds = (state: LiveState) =>
  [...state.hosts.values()].sort((a, b) => a.slot - b.slot).map(({ id }) => id);
const liveSessions = (state: LiveState) => {
  let count = 0;
  for (const { state: of } of shownSessions(state).values())
    if (of === 'working' || of === 'background') count += 1;
  return count;
};
/** Above this many, motion says nothing any more. */
const MOST_MOVING = 60;
const dial = dialPath();

interface FleetMapProps {
  selectedHosts: readonly string[];
  onHost: (hostId: string) => void;
}

/** The machines around the hub: the farther the round trip, the farther out. The machine list says the same in words. */
export function FleetMap(props: FleetMapProps) {
  return (
    <div className="flex-none border-b border-line bg-canvas">
      <FleetDrawing {...props} className="mx-auto block w-full max-w-[400px]" />
    </div>
  );
}

/** The map alone, as large as its class says. */
export function FleetDrawing({ selectedHosts, onHost, className }: FleetMapProps & { className: string }) {
  const ids = useLive(hostIds, isSameList);
  const hosts = useLive(hostsOf);
  const held = useRef<{ asked: string; places: ReadonlyMap<string, HostPlace> }>({
    asked: '',
    places: new Map(),
  });
  const bands = useRef<ReadonlyMap<string, Band>>(new Map());
  const places = useMemo(() => {
    bands.current = steadyBands(bands.current, hosts.values(), Date.now());
    const radiusOf = ({ id, roundTripMs }: { id: string; roundTripMs: number | null }) =>
      bands.current.get(id)?.radius ?? orbitRadius(roundTripMs);
    const asked = [...hosts.values()]
      .map((host) => [host.id, host.slot, host.name, radiusOf(host)].join(' '))
      .join('\n');
    // The same object while nobody moved, so that no machine renders for another's sake.
    if (held.current.asked !== asked) held.current = { asked, places: placeHosts(hosts.values(), radiusOf) };
    return held.current.places;
  }, [hosts]);
  const times = useMemo(() => placeOrbitLabels(places.values()), [places]);
  const placed = ids.flatMap((id) => {
    const place = places.get(id);
    return place === undefined ? [] : [[id, place] as const];
  });
  const isMoving = useLive(liveSessions) <= MOST_MOVING;
  return (
    <svg
      viewBox={`0 0 ${MAP.width} ${MAP.height}`}
      role="img"
      aria-label={`Fleet map of ${ids.length} machines. The machine list has the same in words.`}
      className={className}
    >
      <path d={dial} className="fill-none stroke-line-strong" strokeWidth="1" />
      {orbits.map(({ radius }) => (
        <circle
          key={radius}
          cx={MAP.cx}
          cy={MAP.cy}
          r={radius}
          className="fill-none stroke-line"
          strokeWidth="1"
        />
      ))}
      {placed.map(([id, { x, y }]) => (
        <HostSpoke key={id} id={id} x={x} y={y} />
      ))}
      {orbits.map(({ radius, withinMs }, index) => (
        <text
          key={radius}
          x={times[index]?.x}
          y={(times[index]?.y ?? 0) + 3}
          className="fill-fg-3 stroke-canvas text-[10px]"
          strokeWidth="4"
          paintOrder="stroke"
          textAnchor="middle"
        >
          {withinMs} ms
        </text>
      ))}
      <circle cx={MAP.cx} cy={MAP.cy} r="13" className="fill-surface stroke-fg-3" strokeWidth="1.2" />
      <circle cx={MAP.cx} cy={MAP.cy} r="4" className="fill-fg" />
      {placed.map(([id, { x, y, side }]) => (
        <HostBody
          key={id}
          id={id}
          x={x}
          y={y}
          isNameRight={side === 'right'}
          isSelected={selectedHosts.includes(id)}
          isMoving={isMoving}
          onHost={onHost}
        />
      ))}
      {placed.map(([id, { name }]) => (
        <HostLabel key={id} id={id} box={name} />
      ))}
    </svg>
  );
}
