import type { apiKeySchema } from '@orrery/protocol';
import type { z } from 'zod';

/** A key as the list shows it: never the key itself. */
export type ApiKeyView = z.infer<typeof apiKeySchema>;

const DAY_MS = 86_400_000;

/** Until when a key is good, in words. */
export function expiryOf(expiresAt: number | null, now: number): { hasRunOut: boolean; words: string } {
  if (expiresAt === null) return { hasRunOut: false, words: 'never expires' };
  if (expiresAt > now)
    return { hasRunOut: false, words: `${inDays(Math.ceil((expiresAt - now) / DAY_MS))} left` };
  const ago = Math.floor((now - expiresAt) / DAY_MS);
  return { hasRunOut: true, words: ago === 0 ? 'ran out within the last day' : `ran out ${inDays(ago)} ago` };
}

function inDays(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}
