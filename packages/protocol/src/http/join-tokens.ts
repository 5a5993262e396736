import * as z from '../bounded.ts';
import { MAX_ID_CHARS, MAX_LABEL_CHARS } from '../wire-limits.ts';

/** Body of `POST /api/join-tokens` (admin). */
export const joinTokenRequestSchema = z.object({
  uses: z.whole(1, 1000).default(1),
  expiresMs: z.whole(60_000, 30 * 86_400_000).default(3_600_000),
  name: z.text(128).optional(),
});

/** A token as lists show it: never its secret. */
export const joinTokenSchema = z.object({
  id: z.text(MAX_ID_CHARS),
  name: z.text(MAX_LABEL_CHARS).nullable(),
  usesLeft: z.count(),
  expiresAt: z.instant(),
  createdAt: z.instant(),
  isRevoked: z.boolean(),
});

/** Answer to the creation: the only time that the token is shown. */
export const joinTokenCreatedSchema = joinTokenSchema.extend({ token: z.text(MAX_ID_CHARS) });
