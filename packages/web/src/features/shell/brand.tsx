/** The mark of the product: three bodies on two orbits. */
export function BrandMark({ size = 22 }: { size?: number }) {
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} fill="none" aria-hidden className="flex-none">
      <g stroke="currentColor" strokeWidth="1.3">
        <circle cx="12" cy="12" r="10" strokeOpacity=".45" />
        <circle cx="12" cy="12" r="5.6" strokeOpacity=".7" />
      </g>
      <g fill="currentColor">
        <circle cx="12" cy="12" r="2" />
        <circle cx="19.6" cy="5.5" r="2.1" />
        <circle cx="7.6" cy="15.6" r="1.6" />
      </g>
    </svg>
  );
}
