import * as z from 'zod';
import { signedInSchema } from './page-secret.ts';

const newPassword = z.string().min(10).max(256);

/** Body of `POST /api/auth/change-password`. */
export const passwordChangeSchema = z.object({ currentPassword: z.string().min(1).max(256), newPassword });

/** Body of `POST /api/auth/reset-password`: the one-time code from the console sets a new password. */
export const passwordResetSchema = z.object({ code: z.string().min(1).max(128), newPassword });

/** Answer to what ends sessions: how many others there were. */
export const sessionsEndedSchema = z.object({ ended: z.number().int() });

/** Answer to a changed password: this session goes on, with another page secret. */
export const passwordChangedSchema = sessionsEndedSchema.extend({
  pageSecret: signedInSchema.shape.pageSecret,
});
