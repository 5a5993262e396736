/** A count in three figures: `940`, `38.4k`, `200k`, `1.24M`. */
export function countText(count: number): string {
  if (count < 999.5) return String(Math.round(count));
  const [value, unit] = count < 999_500 ? [count / 1_000, 'k'] : [count / 1_000_000, 'M'];
  return `${Number(value.toPrecision(3))}${unit}`;
}

/** How many times as much: `3.4x`, `9x`, `48x`. */
export function timesText(factor: number): string {
  return `${factor < 5 ? Number(factor.toFixed(1)) : Math.round(factor)}x`;
}
