const TICKS = 40;

/** How full the context window is: one tick is 2.5 % of it. */
export function ContextGauge({ tokens, window }: { tokens: number; window: number }) {
  const share = window === 0 ? 0 : tokens / window;
  const filled = Math.round(Math.min(1, share) * TICKS);
  const colour = share >= 0.95 ? 'fill-danger' : share >= 0.8 ? 'fill-permit' : 'fill-fg';
  return (
    <svg
      width={TICKS * 4 + 2}
      height="12"
      className="mt-1 block"
      role="img"
      aria-label={`Context ${Math.round(share * 100)} percent full`}
    >
      {Array.from({ length: TICKS + 1 }, (_, index) => {
        const isTall = index % 10 === 0;
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a scale has no other identity
            key={index}
            x={index * 4}
            y={isTall ? 0 : 3}
            width="1.5"
            height={isTall ? 12 : 9}
            className={index <= filled && share > 0 ? colour : 'fill-track'}
          />
        );
      })}
    </svg>
  );
}
