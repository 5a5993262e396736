import * as z from 'zod';

/** Body of `POST /api/join-tokens` (admin). */
export const joinTokenRequestSchema = z.object({
  uses: z.number().int().min(1).max(1000).default(1),
  expiresMs: z
    .number()
    .int()
    .min(60_000)
    .max(30 * 86_400_000)
    .default(3_600_000),
  name: z.string().max(128).optional(),
});

/** A token as lists show it: never its secret. */
export const joinTokenSchema = z.object({
  id: z.string(),
  name: z.string().nullable(),
  usesLeft: z.number().int(),
  expiresAt: z.number(),
  createdAt: z.number(),
  isRevoked: z.boolean(),
});

/** Answer to the creation: the only time that the token is shown. */
export const joinTokenCreatedSchema = joinTokenSchema.extend({ token: z.string() });
