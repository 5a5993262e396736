import * as z from 'zod';

export const roleSchema = z.enum(['viewer', 'operator', 'admin']);

export type Role = z.infer<typeof roleSchema>;

/** Body of `GET /api/me`: who is signed in. */
export const meSchema = z.object({ name: z.string(), email: z.string(), role: roleSchema });

export type Me = z.infer<typeof meSchema>;

/** Body of `POST /api/setup`: the one-time code from the console makes the owner. */
export const setupSchema = z.object({
  code: z.string().max(128),
  name: z.string().min(1).max(128),
  email: z.email().max(256),
  password: z.string().min(10).max(256),
});

export type Setup = z.infer<typeof setupSchema>;
