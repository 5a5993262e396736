import * as z from 'zod';
import { roleSchema } from './me.ts';

/** Body of `POST /api/api-keys` (admin). */
export const apiKeyRequestSchema = z.object({
  role: roleSchema,
  name: z.string().min(1).max(128).default('key'),
});

/** A key as lists show it: never the key itself. */
export const apiKeySchema = z.object({
  id: z.string(),
  name: z.string(),
  role: roleSchema,
  createdAt: z.number(),
  lastUsedAt: z.number().nullable(),
});

/** Answer to the creation: the only time that the key is shown. */
export const apiKeyCreatedSchema = apiKeySchema.extend({ key: z.string() });
