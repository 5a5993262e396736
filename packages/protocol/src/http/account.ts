import * as z from '../bounded.ts';
import { signedInSchema } from './page-secret.ts';

const newPassword = z.text(256).min(10);

/** Body of `POST /api/auth/change-password`. */
export const passwordChangeSchema = z.object({ currentPassword: z.text(256).min(1), newPassword });

/** Body of `POST /api/auth/reset-password`: the one-time code from the console sets a new password. */
export const passwordResetSchema = z.object({ code: z.text(128).min(1), newPassword });

/** Answer to what ends sessions: how many others there were. */
export const sessionsEndedSchema = z.object({ ended: z.count() });

/** Answer to a changed password: this session goes on, with another page secret. */
export const passwordChangedSchema = sessionsEndedSchema.extend({
  pageSecret: signedInSchema.shape.pageSecret,
});
