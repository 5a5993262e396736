import { signedInSchema, signInSchema } from '@orrery/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import type { Access } from '../auth/access.ts';
import { createSignInGate } from '../auth/sign-in-gate.ts';
import type { App } from '../server/app.ts';
import type { Clock } from '../server/clock.ts';
import { beginSession } from './begin-session.ts';
import { byPrincipal } from './rate-limits.ts';

const newPasswordSchema = z.object({
  currentPassword: z.string().min(1).max(256),
  newPassword: z.string().min(10).max(256),
  revokeOtherSessions: z.boolean().optional(),
});

const doneSchema = z.object({ done: z.literal(true) });

/** The new secret of the page, where the call began the session anew. */
const changedSchema = doneSchema.extend({ pageSecret: signedInSchema.shape.pageSecret.optional() });

/** Changes of one's own account: enough for people, useless for guessing the current password. */
const CHANGES_PER_MINUTE = 10;

interface SignInRoutesOptions {
  access: Access;
  clock: Clock;
  /** Failed sign-ins to an account before the next ones wait. */
  freeFailures: number;
  /** Runs after sessions may have ended. */
  onRevoked: () => void;
}

/** The few library routes that the page uses; no other is reachable. */
export function addSignInRoutes(app: App, options: SignInRoutesOptions): void {
  addSignInRoute(app, options);
  const signedIn = [
    { path: '/sign-out', summary: 'Signs out', body: undefined },
    { path: '/change-password', summary: 'Changes the password', body: newPasswordSchema },
    { path: '/revoke-other-sessions', summary: 'Signs out everywhere else', body: undefined },
  ];
  for (const { path, summary, body } of signedIn) {
    app.route({
      method: 'POST',
      url: `/api/auth${path}`,
      schema: { summary, response: { 200: changedSchema }, ...(body && { body }) },
      config: { access: 'viewer', rateLimit: byPrincipal(CHANGES_PER_MINUTE) },
      handler: async (request, reply) => {
        const done = await pass(path, options.access, request, reply);
        options.onRevoked();
        return done;
      },
    });
  }
}

function addSignInRoute(app: App, { access, clock, freeFailures }: SignInRoutesOptions): void {
  const gate = createSignInGate({
    now: () => clock.now(),
    after: (delayMs, task) => {
      const timer = setTimeout(task, delayMs);
      return () => clearTimeout(timer);
    },
    free: freeFailures,
  });
  app.addHook('preClose', async () => gate.close());
  app.route({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    schema: {
      summary: 'Signs in; the answer is for the page, the cookie alone opens nothing',
      body: signInSchema,
      response: { 200: doneSchema.extend(signedInSchema.shape) },
    },
    config: { access: 'public' },
    handler: async (request, reply) => {
      const { email, browserToken } = request.body;
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      const attempt = {
        account: email,
        address: request.clientAddress,
        browser: access.browserTokens.check(email, browserToken),
        signal: gone.signal,
      };
      const begin = () => beginSession({ access, request, reply, credentials: request.body });
      return { done: true as const, ...(await gate.run(attempt, begin)) };
    },
  });
}

/** Hands the call on to the library. Its own answers hold the session token, which belongs in the cookie and nowhere else. */
async function pass(path: string, access: Access, request: FastifyRequest, reply: FastifyReply) {
  const { headers, principal, visit } = request;
  const signIn = await access.signIn();
  const { cookies, pageSecret } = await signIn.handle({
    path,
    body: request.body,
    cookies: access.cookies.read(headers.cookie, visit.scheme),
    sessionId: principal?.kind === 'session' ? principal.sessionId : null,
    userAgent: headers['user-agent'],
  });
  reply.header('set-cookie', access.cookies.write(cookies, visit.scheme));
  return { done: true as const, ...(pageSecret !== null && { pageSecret }) };
}
