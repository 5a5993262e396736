import { memo, useCallback, useMemo, useRef } from 'react';
import type { LiveState } from '../../state/live-state.ts';
import { type StatusMark, type Tone, toneOf } from '../../state/session-status.ts';
import { shownSessions } from '../../state/shown-sessions.ts';
import { isSameList, useLive } from '../../state/use-live.tsx';
import { formFactorIcons } from '../../ui/icons.tsx';
import { PipShape } from '../../ui/pip.tsx';
import {
  type Box,
  dialPath,
  MAP,
  MOST_MOONS,
  orbitRadius,
  orbits,
  polar,
  RING_RADIUS,
  RING_SLOTS,
  ringAngle,
  shortName,
} from './map-geometry.ts';
import { type HostPlace, placeHosts, placeOrbitLabels } from './map-places.ts';
import { type Band, steadyBands } from './steady-bands.ts';
import { useHostLoad } from './use-host-load.ts';

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
        <Spoke key={id} id={id} x={x} y={y} />
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
        <Body
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

function useHost(id: string) {
  return useLive(useCallback((state: LiveState) => state.hosts.get(id), [id]));
}

function Spoke({ id, x, y }: { id: string; x: number; y: number }) {
  const host = useHost(id);
  if (host === undefined) return null;
  const isLost = host.state === 'unreachable';
  return (
    <path
      d={`M${MAP.cx} ${MAP.cy}L${x} ${y}`}
      className={isLost ? 'stroke-unreach' : 'stroke-line-strong'}
      strokeDasharray={isLost ? '2 4' : undefined}
    />
  );
}

const rings: Record<Tone, string> = {
  permit: 'fill-permit-solid/16 stroke-permit-solid',
  input: 'fill-input-solid/16 stroke-input-solid',
  danger: 'fill-danger-solid/16 stroke-danger-solid',
  working: 'fill-none stroke-line-strong',
  idle: 'fill-none stroke-line-strong',
  ended: 'fill-none stroke-line-strong',
  unreach: 'fill-none stroke-unreach',
};
const pills: Partial<Record<Tone, { fill: string; text: string }>> = {
  permit: { fill: 'fill-permit-solid', text: 'fill-on-permit' },
  input: { fill: 'fill-input-solid', text: 'fill-on-input' },
  danger: { fill: 'fill-danger-solid', text: 'fill-on-danger' },
};

interface BodyProps {
  id: string;
  x: number;
  y: number;
  /** Its name stands where the number of further sessions usually does. */
  isNameRight: boolean;
  isSelected: boolean;
  isMoving: boolean;
  onHost: (hostId: string) => void;
}

const Body = memo(function Body({ id, x, y, isNameRight, isSelected, isMoving, onHost }: BodyProps) {
  const host = useHost(id);
  const { marks } = useHostLoad(id);
  if (host === undefined) return null;
  const isLost = host.state === 'unreachable';
  const worst = marks[0]?.mark ?? 'idle';
  const tone: Tone = isLost ? 'unreach' : toneOf(worst);
  const isUrgent = tone === 'permit' || tone === 'input' || tone === 'danger';
  const Glyph = formFactorIcons[host.formFactor];
  const hasWork = marks.some(({ mark }) => toneOf(mark) === 'working');
  return (
    // biome-ignore lint/a11y: the machine list offers the same to keys and readers
    <g className="cursor-pointer" onClick={() => onHost(id)}>
      <circle cx={x} cy={y} r="20" className="fill-canvas" />
      <circle
        cx={x}
        cy={y}
        r={RING_RADIUS}
        className={rings[tone]}
        strokeWidth={isUrgent ? 1.5 : 1}
        strokeDasharray={isLost ? '2.5 3' : undefined}
      />
      {isSelected && <circle cx={x} cy={y} r="22.5" className="fill-none stroke-fg-2" strokeWidth="1.5" />}
      <circle
        cx={x}
        cy={y}
        r="9.5"
        className={isLost ? 'fill-canvas stroke-unreach' : 'fill-selected stroke-fg-3'}
      />
      <Glyph
        x={x - 5.5}
        y={y - 5.5}
        width={11}
        height={11}
        strokeWidth={2}
        className={isLost ? 'text-unreach' : 'text-fg'}
      />
      <g
        className={isMoving && hasWork && !isUrgent ? 'animate-orbit' : ''}
        style={{ transformOrigin: `${x}px ${y}px` }}
      >
        {marks.slice(0, RING_SLOTS).map(({ sessionId, mark, agentsWorking }, index) => (
          <RingSession
            key={sessionId}
            x={x}
            y={y}
            index={index}
            count={marks.length}
            mark={mark}
            moons={Math.min(MOST_MOONS, agentsWorking)}
          />
        ))}
      </g>
      {marks.length > RING_SLOTS && (
        <text
          x={isNameRight ? x - 24 : x + 24}
          y={y + 4}
          textAnchor={isNameRight ? 'end' : 'start'}
          className="fill-fg-2 text-[10px]"
        >
          +{marks.length - RING_SLOTS}
        </text>
      )}
    </g>
  );
});

const RingSession = memo(function RingSession({
  x,
  y,
  index,
  count,
  mark,
  moons,
}: {
  x: number;
  y: number;
  index: number;
  count: number;
  mark: StatusMark;
  moons: number;
}) {
  const angle = ringAngle(index, count);
  const at = polar(RING_RADIUS, angle, x, y);
  return (
    <>
      {Array.from({ length: moons }, (_, moon) => {
        const place = polar(RING_RADIUS + 7.5, angle + (moon - (moons - 1) / 2) * 0.23, x, y);
        // biome-ignore lint/suspicious/noArrayIndexKey: the dots are all alike
        return <circle key={moon} cx={place.x} cy={place.y} r="1.3" className="fill-fg-2" />;
      })}
      <circle cx={at.x} cy={at.y} r="5.6" className="fill-canvas" />
      <PipShape mark={mark} cx={at.x} cy={at.y} />
    </>
  );
});

/** Names lie over all machines, so that a neighbour never hides one. */
function HostLabel({ id, box }: { id: string; box: Box }) {
  const host = useHost(id);
  const { marks } = useHostLoad(id);
  if (host === undefined) return null;
  const { name } = host;
  const tone: Tone = host.state === 'unreachable' ? 'unreach' : toneOf(marks[0]?.mark ?? 'idle');
  const pill = pills[tone];
  const { left, top, width, height } = box;
  return (
    <g className="pointer-events-none">
      {pill !== undefined && (
        <rect x={left} y={top} width={width} height={height} rx="3.5" className={pill.fill} />
      )}
      <text
        x={left + width / 2}
        y={top + 11}
        textAnchor="middle"
        className={
          pill === undefined
            ? 'fill-fg-2 stroke-canvas text-[10.5px] font-medium'
            : `${pill.text} text-[10.5px] font-semibold`
        }
        strokeWidth={pill === undefined ? 3 : 0}
        paintOrder="stroke"
      >
        {shortName(name)}
      </text>
    </g>
  );
}
