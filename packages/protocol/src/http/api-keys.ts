import * as z from '../bounded.ts';
import { MAX_ID_CHARS, MAX_LABEL_CHARS } from '../wire-limits.ts';
import { roleSchema } from './me.ts';

/** How long a key is good unless something else is said: 90 days. */
export const API_KEY_LIFE_MS = 90 * 86_400_000;

/** Body of `POST /api/api-keys` (admin). */
export const apiKeyRequestSchema = z.object({
  role: roleSchema,
  name: z.text(128).min(1).default('key'),
  /** How long it is good. Null: for ever, which has to be said. */
  expiresMs: z
    .whole(60_000, 3650 * 86_400_000)
    .nullable()
    .default(API_KEY_LIFE_MS),
});

/** A key as lists show it: never the key itself. */
export const apiKeySchema = z.object({
  id: z.text(MAX_ID_CHARS),
  name: z.text(MAX_LABEL_CHARS),
  role: roleSchema,
  createdAt: z.instant(),
  lastUsedAt: z.instant().nullable(),
  /** Null: it never runs out. */
  expiresAt: z.instant().nullable(),
  /** The key of the console of the hub's machine: made anew at every start, and not to be revoked. */
  isConsole: z.boolean().optional(),
});

/** Answer to the creation: the only time that the key is shown. */
export const apiKeyCreatedSchema = apiKeySchema.extend({ key: z.text(MAX_ID_CHARS) });
