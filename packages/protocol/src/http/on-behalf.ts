import * as z from 'zod';

/** Who acts through a shared key, and why. Both go into the audit log; neither is needed from a signed-in person. */
export const onBehalf = {
  who: z.string().max(128).optional(),
  why: z.string().max(512).optional(),
};
