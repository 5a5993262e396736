import type { FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import type { Access } from '../auth/access.ts';
import { actorOf } from '../control/actor.ts';
import type { App } from '../server/app.ts';
import { clientAddressOf } from '../server/client-address.ts';
import { auditedSignIn } from './audited-sign-in.ts';
import { byAddress } from './rate-limits.ts';

const credentialsSchema = z.object({
  email: z.email().max(256),
  password: z.string().min(1).max(256),
  rememberMe: z.boolean().optional(),
});

const doneSchema = z.object({ done: z.literal(true) });

/** The few library routes that the page uses; no other is reachable. `onRevoked` runs after a session has ended. */
export function addSignInRoutes(
  app: App,
  { access, perMinute, onRevoked }: { access: Access; perMinute: number; onRevoked: () => void },
): void {
  const { journal } = access;
  const pass = async (path: string, request: FastifyRequest, reply: FastifyReply) => {
    const { cookie, origin, 'user-agent': userAgent } = request.headers;
    const signIn = await access.signIn();
    const answer = await signIn.handle({ path, body: request.body, cookie, origin, userAgent });
    // The library's own answers hold the session token, which belongs in the cookie and nowhere else.
    reply.header('set-cookie', answer.cookies);
    return answer.cookies;
  };
  app.route({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    schema: { summary: 'Signs in', body: credentialsSchema, response: { 200: doneSchema } },
    config: { access: 'public', rateLimit: byAddress(perMinute) },
    handler: (request, reply) =>
      auditedSignIn(access, { email: request.body.email, address: clientAddressOf(request.raw) }, () =>
        pass('/sign-in/email', request, reply),
      ),
  });
  app.route({
    method: 'POST',
    url: '/api/auth/sign-out',
    schema: { summary: 'Signs out', response: { 200: doneSchema } },
    config: { access: 'viewer', rateLimit: byAddress(perMinute) },
    handler: async (request, reply) => {
      await pass('/sign-out', request, reply);
      journal.note('signOut', actorOf(request.principal));
      onRevoked();
      return { done: true as const };
    },
  });
}
