import { memo, useCallback } from 'react';
import type { LiveState } from '../../state/live-state.ts';
import { type StatusMark, type Tone, toneOf } from '../../state/session-status.ts';
import { useLive } from '../../state/use-live.tsx';
import { formFactorIcons } from '../../ui/icons.tsx';
import { PipShape } from '../../ui/pip.tsx';
import {
  type Box,
  MAP,
  MOST_MOONS,
  polar,
  RING_RADIUS,
  RING_SLOTS,
  ringAngle,
  shortName,
} from './map-geometry.ts';
import { useHostLoad } from './use-host-load.ts';

function useHost(id: string) {
  return useLive(useCallback((state: LiveState) => state.hosts.get(id), [id]));
}

export function HostSpoke({ id, x, y }: { id: string; x: number; y: number }) {
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

interface HostBodyProps {
  id: string;
  x: number;
  y: number;
  /** Its name stands where the number of further sessions usually does. */
  isNameRight: boolean;
  isSelected: boolean;
  isMoving: boolean;
  onHost: (hostId: string) => void;
}

export const HostBody = memo(function HostBody({
  id,
  x,
  y,
  isNameRight,
  isSelected,
  isMoving,
  onHost,
}: HostBodyProps) {
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
export function HostLabel({ id, box }: { id: string; box: Box }) {
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
