import { memo } from 'react';
import { type StatusMark, toneOf } from '../state/session-status.ts';

/** A session as a small shape: disc, diamond, bubble, octagon, ring, broken ring. `cx`, `cy` place it in a drawing. */
export function PipShape({ mark, cx = 6, cy = 6 }: { mark: StatusMark; cx?: number; cy?: number }) {
  switch (toneOf(mark)) {
    case 'permit':
      return (
        <path
          d={`M${cx} ${cy - 5.2}L${cx + 5.2} ${cy}L${cx} ${cy + 5.2}L${cx - 5.2} ${cy}Z`}
          className="fill-permit-solid stroke-permit"
          strokeWidth=".9"
        />
      );
    case 'input':
      return (
        <path d={`M${cx - 4.4} ${cy + 4.4}V${cy}a4.4 4.4 0 1 1 4.4 4.4Z`} className="fill-input-solid" />
      );
    case 'danger':
      return (
        <path
          d={`M${cx - 2.1} ${cy - 5}h4.2l2.9 2.9v4.2l-2.9 2.9h-4.2l-2.9 -2.9v-4.2Z`}
          className="fill-danger-solid"
        />
      );
    case 'working':
      return <circle cx={cx} cy={cy} r="4" className="fill-working" />;
    case 'idle':
      return <circle cx={cx} cy={cy} r="3.3" className="fill-canvas stroke-idle" strokeWidth="1.3" />;
    case 'ended':
      return <circle cx={cx} cy={cy} r="3.3" className="fill-none stroke-ended" strokeWidth="1.2" />;
    case 'unreach':
      return (
        <circle
          cx={cx}
          cy={cy}
          r="3.4"
          className="fill-none stroke-unreach"
          strokeWidth="1.2"
          strokeDasharray="1.6 1.6"
        />
      );
  }
}

/** The shape in a line of text; its name is given where the line does not say it. Renders when it changes, not with its line. */
export const Pip = memo(function Pip({ mark }: { mark: StatusMark }) {
  return (
    <svg viewBox="0 0 12 12" width="10" height="10" className="flex-none" aria-hidden>
      <PipShape mark={mark} />
    </svg>
  );
});
