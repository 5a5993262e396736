import { linePoints } from '../format/burn.ts';

/** The peak that a line is at least scaled to: 5,000 tokens a minute, in tokens a bucket. */
const CALM_PEAK = 5_000 / 1.6;

/** A quarter of an hour of tokens, in the colour of its text. */
export function Sparkline({
  line,
  width,
  height,
  leastPeak = CALM_PEAK,
}: {
  line: readonly number[];
  width: number;
  height: number;
  leastPeak?: number;
}) {
  const points = linePoints(line, width, height, leastPeak).map(([x, y]) => `${x} ${y}`);
  return (
    <svg
      className="block flex-none"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden
    >
      <path
        d={`M0 ${height}L${points.join('L')}L${width} ${height}Z`}
        fill="currentColor"
        fillOpacity=".14"
      />
      <path
        d={`M${points.join('L')}`}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.4"
        strokeLinejoin="round"
      />
    </svg>
  );
}
