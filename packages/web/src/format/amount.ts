import type { TokenUsage } from '@orrery/transcript';

/** Made once: a formatter costs more than all it formats. */
const twoDecimals = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** Three figures: `940`, `9.4k`, `148k`, `1.24M`. */
export function formatTokens(tokens: number): string {
  if (tokens < 1_000) return String(Math.round(tokens));
  if (tokens < 999_500) return `${threeFigures(tokens / 1_000)}k`;
  if (tokens < 999_500_000) return `${threeFigures(tokens / 1_000_000)}M`;
  return `${threeFigures(tokens / 1_000_000_000)}G`;
}

/** Tokens per minute, one decimal from a thousand up: `38.4k`, `940`. */
export function formatRate(perMinute: number): string {
  if (perMinute < 950) return String(Math.round(perMinute));
  if (perMinute < 99_950) return `${(perMinute / 1_000).toFixed(1)}k`;
  return formatTokens(perMinute);
}

/** Two decimals and thousands: `$6.42`, `$1,204.00`; nothing spent is `-`. */
export function formatCost(micros: number): string {
  const cents = Math.round(micros / 10_000);
  if (cents === 0) return '-';
  return `$${twoDecimals.format(cents / 100)}`;
}

/** All tokens of the four classes. */
export function totalTokens(usage: TokenUsage): number {
  return usage.input + usage.output + usage.cacheRead + usage.cacheWrite;
}

function threeFigures(value: number): string {
  const text = value >= 99.95 ? value.toFixed(0) : value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
