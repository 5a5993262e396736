import * as z from '../bounded.ts';

/** Body of `POST /api/auth/sign-in/email`. */
export const signInSchema = z.object({
  email: z.email(256),
  password: z.text(256).min(1),
  rememberMe: z.boolean().optional(),
  /** From an earlier sign-in of this browser. What it does not fit is as good as none. */
  browserToken: z.text(256).optional(),
});

export type SignInRequest = z.infer<typeof signInSchema>;
