import * as z from '../bounded.ts';
import { MAX_ID_CHARS, MAX_LABEL_CHARS } from '../wire-limits.ts';
import { roleSchema } from './me.ts';

/** Body of `POST /api/api-keys` (admin). */
export const apiKeyRequestSchema = z.object({
  role: roleSchema,
  name: z.text(128).min(1).default('key'),
});

/** A key as lists show it: never the key itself. */
export const apiKeySchema = z.object({
  id: z.text(MAX_ID_CHARS),
  name: z.text(MAX_LABEL_CHARS),
  role: roleSchema,
  createdAt: z.instant(),
  lastUsedAt: z.instant().nullable(),
});

/** Answer to the creation: the only time that the key is shown. */
export const apiKeyCreatedSchema = apiKeySchema.extend({ key: z.text(MAX_ID_CHARS) });
