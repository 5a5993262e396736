import {
  endOthersSchema,
  OrreryError,
  othersEndedSchema,
  passwordChangedSchema,
  passwordChangeSchema,
  passwordResetSchema,
  passwordWasResetSchema,
} from '@orrery/protocol';
import type { FastifyReply } from 'fastify';
import { personActor, unknownActor } from '../audit/access-journal.ts';
import type { Access } from '../auth/access.ts';
import { othersEnded } from '../auth/credential-words.ts';
import type { Caller } from '../auth/principal.ts';
import { actorOf } from '../control/actor.ts';
import type { App } from '../server/app.ts';
import { optionalBody } from './optional-body.ts';
import { byPrincipal } from './rate-limits.ts';

interface AccountRoutesOptions {
  access: Access;
  perMinute: number;
  /** Closes what ended sessions had open. */
  onRevoked: () => void;
}

/** A person's own password and sessions. */
export function addAccountRoutes(app: App, options: AccountRoutesOptions): void {
  const { access, perMinute, onRevoked } = options;
  const { journal, liveTickets, passwords } = access;
  const config = { access: 'viewer' as const, rateLimit: byPrincipal(perMinute) };
  app.route({
    method: 'POST',
    url: '/api/auth/change-password',
    schema: {
      summary: 'Changes your password and ends your other sessions',
      body: passwordChangeSchema,
      response: { 200: passwordChangedSchema },
    },
    config,
    handler: async ({ body, principal }, reply) => {
      const { userId, sessionId, email } = personOf(principal);
      const actor = actorOf(principal);
      const { currentPassword: current, newPassword: next, keptEndpoint = null } = body;
      try {
        const changed = await passwords.change({ userId, sessionId, keptEndpoint, current, next });
        liveTickets.drop(sessionId);
        journal.note('changePassword', actor, { detail: othersEnded(changed) });
        whenAnswered(reply, onRevoked);
        return { ...changed, browserToken: tokenFor(access, email) };
      } catch (error) {
        journal.noteRefusal('changePassword', actor, '', error);
        throw error;
      }
    },
  });
  app.route({
    method: 'POST',
    url: '/api/auth/revoke-other-sessions',
    schema: {
      summary: 'Signs you out everywhere else',
      body: endOthersSchema,
      response: { 200: othersEndedSchema },
    },
    config,
    preValidation: optionalBody,
    handler: ({ body, principal }, reply) => {
      const { userId, sessionId } = personOf(principal);
      const others = passwords.endOthers({ userId, sessionId, keptEndpoint: body.keptEndpoint ?? null });
      liveTickets.drop(sessionId);
      journal.note('endSessions', actorOf(principal), { detail: othersEnded(others) });
      whenAnswered(reply, onRevoked);
      return others;
    },
  });
  addPasswordReset(app, options);
}

/** The other end of `orrery account reset`. Like the setup code, its code is not guessed, and a wrong one costs one hash. */
function addPasswordReset(app: App, { access, onRevoked }: AccountRoutesOptions): void {
  const { journal, passwords } = access;
  app.route({
    method: 'POST',
    url: '/api/auth/reset-password',
    schema: {
      summary: 'Sets a new password with the code that "orrery account reset" printed',
      body: passwordResetSchema,
      response: { 200: passwordWasResetSchema },
    },
    config: { access: 'public' },
    handler: async ({ body, clientAddress: address }) => {
      try {
        const person = await passwords.redeem({ code: body.code, password: body.newPassword });
        journal.note('changePassword', personActor(person.name, address), { detail: 'With a reset code' });
        onRevoked();
        return { ended: 0, browserToken: tokenFor(access, person.email) };
      } catch (error) {
        journal.noteRefusal('changePassword', unknownActor('somebody', address), 'With a reset code', error);
        throw error;
      }
    },
  });
}

function personOf(principal: Caller | null) {
  if (principal?.kind === 'session') return principal;
  throw new OrreryError('forbidden', 'Passwords belong to people: sign in. An API key has none.');
}

/** The page has what its session goes on with before its sockets, which had the old secret, end. */
function whenAnswered(reply: FastifyReply, task: () => void): void {
  reply.raw.once('close', task);
}

/** The new password is proved: the browser that set it is no stranger at the next sign-in. */
function tokenFor({ browserTokens }: Access, email: string): string {
  const token = browserTokens.issue(email);
  if (token === null) throw new OrreryError('internal', 'The account has no password.');
  return token;
}
