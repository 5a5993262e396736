import {
  Flame,
  Hand,
  Hourglass,
  type LucideIcon,
  MessageCircleQuestionMark,
  OctagonAlert,
  Repeat,
} from 'lucide-react';
import { markNames, type StatusMark } from '../state/session-status.ts';

const tiles: Partial<Record<StatusMark, { icon: LucideIcon; className: string }>> = {
  permission: { icon: Hand, className: 'rounded-[24%] bg-permit-solid text-on-permit' },
  input: {
    icon: MessageCircleQuestionMark,
    className: 'rounded-[50%_50%_50%_14%] bg-input-solid text-on-input',
  },
  looping: { icon: Repeat, className: 'octagon bg-danger-solid text-on-danger' },
  burning: { icon: Flame, className: 'octagon bg-danger-solid text-on-danger' },
  stuck: { icon: Hourglass, className: 'octagon bg-danger-solid text-on-danger' },
  erroring: { icon: OctagonAlert, className: 'octagon bg-danger-solid text-on-danger' },
};

const ringColours: Partial<Record<StatusMark, string>> = {
  working: 'text-working',
  idle: 'text-idle',
  ended: 'text-ended',
  crashed: 'text-ended',
  unreachable: 'text-unreach',
  unknown: 'text-unreach',
};

/** `wall`: as large as the box around it says. */
const sizes = { 16: 'size-4', 20: 'size-5', 24: 'size-6', wall: '' } as const;

/** What a session needs or does, as a shape: tiles where a person's turn is, line glyphs elsewhere. */
export function StateMark({
  mark,
  size = 20,
  isHidden = false,
}: {
  mark: StatusMark;
  size?: keyof typeof sizes;
  isHidden?: boolean;
}) {
  const tile = tiles[mark];
  const px = size === 'wall' ? 24 : size;
  const label = isHidden ? { 'aria-hidden': true as const } : { role: 'img', 'aria-label': markNames[mark] };
  if (tile !== undefined) {
    const Icon = tile.icon;
    return (
      <span
        {...label}
        className={`mark-tile inline-flex flex-none items-center justify-center ${sizes[size]} ${tile.className}`}
      >
        <Icon size={Math.round(px * 0.7)} strokeWidth={2.1} aria-hidden />
      </span>
    );
  }
  return (
    <span
      {...label}
      className={`inline-flex flex-none items-center justify-center ${sizes[size]} ${ringColours[mark] ?? ''}`}
    >
      <RingGlyph mark={mark} size={px - (px === 16 ? 0 : 2)} />
    </span>
  );
}

function RingGlyph({ mark, size }: { mark: StatusMark; size: number }) {
  return (
    <svg
      viewBox="0 0 18 18"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      aria-hidden
    >
      {mark === 'working' && (
        <>
          <circle cx="9" cy="9" r="6.6" strokeOpacity=".38" />
          <circle cx="9" cy="9" r="2.3" fill="currentColor" stroke="none" />
          <g className="origin-center animate-orbit">
            <circle cx="13.9" cy="4.6" r="2.3" fill="currentColor" stroke="none" />
          </g>
        </>
      )}
      {mark === 'idle' && (
        <>
          <circle cx="9" cy="9" r="6.6" />
          <circle cx="9" cy="9" r="1.7" fill="currentColor" stroke="none" />
        </>
      )}
      {mark === 'ended' && (
        <>
          <circle cx="9" cy="9" r="6.6" />
          <path d="m6.2 9.2 2 2 3.8-4" strokeLinecap="round" strokeLinejoin="round" />
        </>
      )}
      {mark === 'crashed' && (
        <>
          <circle cx="9" cy="9" r="6.6" />
          <path d="m6.7 6.7 4.6 4.6m0-4.6-4.6 4.6" strokeLinecap="round" />
        </>
      )}
      {mark === 'unreachable' && (
        <>
          <circle cx="9" cy="9" r="6.6" strokeDasharray="3 2.2" />
          <path d="m6.2 11.8 5.6-5.6" strokeLinecap="round" />
        </>
      )}
      {mark === 'unknown' && (
        <>
          <circle cx="9" cy="9" r="6.6" strokeDasharray="1.6 2" />
          <path d="M7.3 7.4a1.8 1.8 0 1 1 2.5 1.7c-.6.3-.8.6-.8 1.2" strokeLinecap="round" />
          <circle cx="9" cy="12" r=".5" fill="currentColor" />
        </>
      )}
    </svg>
  );
}
