import type { apiKeySchema } from '@orrery/protocol';
import type { z } from 'zod';

/** A key as the list shows it: never the key itself. */
export type ApiKeyView = z.infer<typeof apiKeySchema>;

const DAY_MS = 86_400_000;

/** Until when a key is good, in words. */
export function expiryOf(expiresAt: number | null, now: number): { hasRunOut: boolean; words: string } {
  if (expiresAt === null) return { hasRunOut: false, words: 'never expires' };
  const days = Math.ceil(Math.abs(expiresAt - now) / DAY_MS);
  const told = days === 1 ? '1 day' : `${days} days`;
  if (expiresAt > now) return { hasRunOut: false, words: `${told} left` };
  return { hasRunOut: true, words: `ran out ${told} ago` };
}
