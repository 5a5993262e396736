import { OrreryError, signedInSchema, signInSchema } from '@orrery/protocol';
import * as z from '@orrery/protocol/wire';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { personActor, unknownActor } from '../audit/access-journal.ts';
import type { Access } from '../auth/access.ts';
import { createSignInGate, type SignInGate } from '../auth/sign-in-gate.ts';
import { actorOf } from '../control/actor.ts';
import type { App } from '../server/app.ts';
import type { Clock } from '../server/clock.ts';
import { beginSession } from './begin-session.ts';
import { byPrincipal, type RateLimits } from './rate-limits.ts';

const doneSchema = z.object({ done: z.literal(true) });

interface SignInRoutesOptions {
  access: Access;
  clock: Clock;
  rateLimits: Pick<RateLimits, 'signIn' | 'account'>;
  /** Runs after a session has ended. */
  onRevoked: () => void;
}

/** The few library routes that the page uses; no other is reachable. */
export function addSignInRoutes(app: App, options: SignInRoutesOptions): void {
  const { access, clock, rateLimits } = options;
  const gate = createSignInGate({
    now: () => clock.now(),
    after: (delayMs, task) => {
      const timer = setTimeout(task, delayMs);
      return () => clearTimeout(timer);
    },
    free: rateLimits.signIn,
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
      const { clientAddress: address } = request;
      const browser = access.browserTokens.check(email, browserToken);
      const attempt = { account: email, address, browser, signal: goneSignal(reply) };
      const begin = () => beginSession({ access, request, reply, credentials: request.body });
      const signedIn = await runAudited({ gate, access, attempt }, begin);
      return { done: true as const, ...signedIn };
    },
  });
  addSignOutRoute(app, options);
}

interface AuditedRun {
  gate: SignInGate;
  access: Access;
  attempt: Parameters<SignInGate['run']>[0];
}

/** Lets the gate run a sign-in, and writes down who came in or was turned away. */
async function runAudited(
  { gate, access, attempt }: AuditedRun,
  begin: () => ReturnType<typeof beginSession>,
) {
  const { account, address } = attempt;
  try {
    const { signedIn, person } = await gate.run(attempt, begin);
    access.journal.note('signIn', personActor(person.name, address), { detail: person.email });
    return signedIn;
  } catch (error) {
    access.journal.noteRefusal('signIn', unknownActor(account, address), '', error);
    throw error;
  }
}

/** Fires when the client goes away. */
function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return gone.signal;
}

function addSignOutRoute(app: App, { access, rateLimits, onRevoked }: SignInRoutesOptions): void {
  app.route({
    method: 'POST',
    url: '/api/auth/sign-out',
    schema: { summary: 'Signs out', response: { 200: doneSchema } },
    config: { access: 'viewer', rateLimit: byPrincipal(rateLimits.account) },
    handler: async (request, reply) => {
      if (request.principal?.kind !== 'session')
        throw new OrreryError('forbidden', 'An API key is not signed in. Revoke it instead.');
      await signOut(access, request, reply);
      access.journal.note('signOut', actorOf(request.principal));
      onRevoked();
      return { done: true as const };
    },
  });
}

/** The library's own answer holds the session token, which belongs in the cookie and nowhere else. */
async function signOut(access: Access, { headers, principal, visit }: FastifyRequest, reply: FastifyReply) {
  const signIn = await access.signIn();
  const { cookies } = await signIn.handle({
    path: '/sign-out',
    body: {},
    cookies: access.cookies.read(headers.cookie, visit.scheme),
    sessionId: principal?.kind === 'session' ? principal.sessionId : null,
    userAgent: headers['user-agent'],
  });
  reply.header('set-cookie', access.cookies.write(cookies, visit.scheme));
}
