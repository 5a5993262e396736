import { memo, useCallback, useMemo, useRef } from 'react';
import type { LiveState } from '../../state/live-state.ts';
import { type StatusMark, type Tone, toneOf } from '../../state/session-status.ts';
import { shownSessions } from '../../state/shown-sessions.ts';
import { isSameList, useLive } from '../../state/use-live.tsx';
import { formFactorIcons } from '../../ui/icons.tsx';
import { PipShape } from '../../ui/pip.tsx';
import {
  dialPath,
  MAP,
  MOST_MOONS,
  orbitRadius,
  orbits,
  placeHosts,
  polar,
  RING_RADIUS,
  RING_SLOTS,
  ringAngle,
} from './map-geometry.ts';
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
  const held = useRef<ReadonlyMap<string, { x: number; y: number }>>(new Map());
  const bands = useRef<ReadonlyMap<string, Band>>(new Map());
  const places = useMemo(() => {
    bands.current = steadyBands(bands.current, hosts.values(), Date.now());
    const next = placeHosts(
      hosts.values(),
      ({ id, roundTripMs }) => bands.current.get(id)?.radius ?? orbitRadius(roundTripMs),
    );
    // The same object while nobody moved, so that no machine renders for another's sake.
    if (!isSamePlaces(held.current, next)) held.current = next;
    return held.current;
  }, [hosts]);
  const isMoving = useLive(liveSessions) <= MOST_MOVING;
  return (
    <svg
      viewBox={`0 0 ${MAP.width} ${MAP.height}`}
      role="img"
      aria-label={`Fleet map of ${ids.length} machines. The machine list has the same in words.`}
      className={className}
    >
      <path d={dial} className="fill-none stroke-line-strong" strokeWidth="1" />
      {orbits.map(({ radius, withinMs }) => (
        <g key={radius}>
          <circle cx={MAP.cx} cy={MAP.cy} r={radius} className="fill-none stroke-line" strokeWidth="1" />
          <text
            x={MAP.cx + radius * Math.cos(-1.18)}
            y={MAP.cy + radius * Math.sin(-1.18) + 3}
            className="fill-fg-3 stroke-canvas text-[10px]"
            strokeWidth="4"
            paintOrder="stroke"
            textAnchor="middle"
          >
            {withinMs} ms
          </text>
        </g>
      ))}
      {ids.map((id) => (
        <Spoke key={id} id={id} {...(places.get(id) ?? centre)} />
      ))}
      <circle cx={MAP.cx} cy={MAP.cy} r="13" className="fill-surface stroke-fg-3" strokeWidth="1.2" />
      <circle cx={MAP.cx} cy={MAP.cy} r="4" className="fill-fg" />
      {ids.map((id) => (
        <Body
          key={id}
          id={id}
          {...(places.get(id) ?? centre)}
          isSelected={selectedHosts.includes(id)}
          isMoving={isMoving}
          onHost={onHost}
        />
      ))}
      {ids.map((id) => (
        <HostLabel key={id} id={id} {...(places.get(id) ?? centre)} />
      ))}
    </svg>
  );
}

const centre = { x: MAP.cx, y: MAP.cy };

function isSamePlaces(
  a: ReadonlyMap<string, { x: number; y: number }>,
  b: ReadonlyMap<string, { x: number; y: number }>,
): boolean {
  return a.size === b.size && [...b].every(([id, at]) => a.get(id)?.x === at.x && a.get(id)?.y === at.y);
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
  isSelected: boolean;
  isMoving: boolean;
  onHost: (hostId: string) => void;
}

const Body = memo(function Body({ id, x, y, isSelected, isMoving, onHost }: BodyProps) {
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
        <text x={x + 24} y={y + 4} className="fill-fg-2 text-[10px]">
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

/** Width of a name in the label's type, near enough for a pill. */
const labelWidth = (name: string) => name.length * 6 + 10;
const MOST_LETTERS = 14;

/** Names lie over all machines, so that a neighbour never hides one. */
function HostLabel({ id, x, y }: { id: string; x: number; y: number }) {
  const host = useHost(id);
  const { marks } = useHostLoad(id);
  if (host === undefined) return null;
  const { name } = host;
  const tone: Tone = host.state === 'unreachable' ? 'unreach' : toneOf(marks[0]?.mark ?? 'idle');
  const pill = pills[tone];
  const shown = name.length > MOST_LETTERS ? `${name.slice(0, MOST_LETTERS - 1)}…` : name;
  const width = labelWidth(shown);
  const left = Math.max(2, Math.min(MAP.width - width - 2, x - width / 2));
  const top = y + 25;
  return (
    <g className="pointer-events-none">
      {pill !== undefined && (
        <rect x={left} y={top} width={width} height="15" rx="3.5" className={pill.fill} />
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
        {shown}
      </text>
    </g>
  );
}
