import * as z from '../bounded.ts';

/** Who acts through a shared key, and why. Both go into the audit log; neither is needed from a signed-in person. */
export const onBehalf = {
  who: z.text(128).optional(),
  why: z.text(512).optional(),
};
