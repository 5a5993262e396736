import * as z from '../bounded.ts';

export const roleSchema = z.enum(['viewer', 'operator', 'admin']);

export type Role = z.infer<typeof roleSchema>;

/** Body of `GET /api/me`: who is signed in. */
export const meSchema = z.object({ name: z.text(256), email: z.text(256), role: roleSchema });

export type Me = z.infer<typeof meSchema>;

/** Body of `GET /api/setup`: whether somebody owns this hub. */
export const setupStateSchema = z.object({ hasOwner: z.boolean() });

/** Body of `POST /api/setup/code`: whether the code counts, before anything else is filled in. */
export const setupCodeSchema = z.object({ code: z.text(128) });

/** Body of `POST /api/setup`: the one-time code from the console makes the owner. */
export const setupSchema = z.object({
  code: z.text(128),
  name: z.text(128).min(1),
  email: z.email(256),
  password: z.text(256).min(10),
});

export type Setup = z.infer<typeof setupSchema>;
