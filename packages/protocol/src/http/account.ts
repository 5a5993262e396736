import * as z from '../bounded.ts';
import { signedInSchema } from './page-secret.ts';

const newPassword = z.text(256).min(10);

/** Where the browser that asks is told of news: the only one of the person that is told after it. */
const keptEndpoint = z.url(2048).optional();

/** Body of `POST /api/auth/change-password`. */
export const passwordChangeSchema = z.object({
  currentPassword: z.text(256).min(1),
  newPassword,
  keptEndpoint,
});

/** Body of `POST /api/auth/revoke-other-sessions`. */
export const endOthersSchema = z.object({ keptEndpoint });

/** Body of `POST /api/auth/reset-password`: the one-time code from the console sets a new password. */
export const passwordResetSchema = z.object({ code: z.text(128).min(1), newPassword });

/** Answer to what ends sessions: how many others there were. */
export const sessionsEndedSchema = z.object({ ended: z.count() });

/** Answer to what ends all other sessions: this one goes on, with another page secret. */
export const othersEndedSchema = sessionsEndedSchema.extend({
  pageSecret: signedInSchema.shape.pageSecret,
  /** Other browsers that are told no more. */
  untold: z.count(),
});

/** Answer to a changed password: this browser is known with the new one too. */
export const passwordChangedSchema = othersEndedSchema.extend({
  browserToken: signedInSchema.shape.browserToken,
});

/** Answer to a new password by a code: the browser that set it is known. */
export const passwordWasResetSchema = sessionsEndedSchema.extend({
  browserToken: signedInSchema.shape.browserToken,
});
