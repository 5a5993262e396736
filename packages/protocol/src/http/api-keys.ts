import * as z from 'zod';
import { roleSchema } from './me.ts';

/** How long a key is good unless something else is said: 90 days. */
export const API_KEY_LIFE_MS = 90 * 86_400_000;

/** Body of `POST /api/api-keys` (admin). */
export const apiKeyRequestSchema = z.object({
  role: roleSchema,
  name: z.string().min(1).max(128).default('key'),
  /** How long it is good. Null: for ever, which has to be said. */
  expiresMs: z
    .number()
    .int()
    .min(60_000)
    .max(3650 * 86_400_000)
    .nullable()
    .default(API_KEY_LIFE_MS),
});

/** A key as lists show it: never the key itself. */
export const apiKeySchema = z.object({
  id: z.string(),
  name: z.string(),
  role: roleSchema,
  createdAt: z.number(),
  lastUsedAt: z.number().nullable(),
  /** Null: it never runs out. */
  expiresAt: z.number().nullable(),
});

/** Answer to the creation: the only time that the key is shown. */
export const apiKeyCreatedSchema = apiKeySchema.extend({ key: z.string() });
