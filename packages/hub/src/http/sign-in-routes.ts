import { wire as z } from '@orrery/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Access } from '../auth/access.ts';
import type { App } from '../server/app.ts';
import { byAddress } from './rate-limits.ts';

const credentialsSchema = z.object({
  email: z.email(256),
  password: z.text(256).min(1),
  rememberMe: z.boolean().optional(),
});

const newPasswordSchema = z.object({
  currentPassword: z.text(256).min(1),
  newPassword: z.text(256).min(10),
  revokeOtherSessions: z.boolean().optional(),
});

const doneSchema = z.object({ done: z.literal(true) });

/** The few library routes that the page uses; no other is reachable. `onRevoked` runs after sessions may have ended. */
export function addSignInRoutes(
  app: App,
  { access, perMinute, onRevoked }: { access: Access; perMinute: number; onRevoked: () => void },
): void {
  const pass = async (path: string, request: FastifyRequest, reply: FastifyReply) => {
    const { cookie, origin, 'user-agent': userAgent } = request.headers;
    const signIn = await access.signIn();
    const answer = await signIn.handle({ path, body: request.body, cookie, origin, userAgent });
    // The library's own answers hold the session token, which belongs in the cookie and nowhere else.
    reply.header('set-cookie', answer.cookies);
    return { done: true as const };
  };
  app.route({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    schema: { summary: 'Signs in', body: credentialsSchema, response: { 200: doneSchema } },
    config: { access: 'public', rateLimit: byAddress(perMinute) },
    handler: (request, reply) => pass('/sign-in/email', request, reply),
  });
  const signedIn = [
    { path: '/sign-out', summary: 'Signs out', body: undefined },
    { path: '/change-password', summary: 'Changes the password', body: newPasswordSchema },
    { path: '/revoke-other-sessions', summary: 'Signs out everywhere else', body: undefined },
  ];
  for (const { path, summary, body } of signedIn) {
    app.route({
      method: 'POST',
      url: `/api/auth${path}`,
      schema: { summary, response: { 200: doneSchema }, ...(body && { body }) },
      config: { rateLimit: byAddress(perMinute) },
      handler: async (request, reply) => {
        const done = await pass(path, request, reply);
        onRevoked();
        return done;
      },
    });
  }
}
