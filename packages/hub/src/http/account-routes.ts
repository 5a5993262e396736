import {
  OrreryError,
  passwordChangedSchema,
  passwordChangeSchema,
  passwordResetSchema,
  sessionsEndedSchema,
} from '@orrery/protocol';
import { personActor, unknownActor } from '../audit/access-journal.ts';
import type { Access } from '../auth/access.ts';
import type { Caller } from '../auth/principal.ts';
import { actorOf } from '../control/actor.ts';
import type { App } from '../server/app.ts';
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
  const { journal, liveTickets, passwords, people } = access;
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
    handler: async ({ body, principal }) => {
      const { userId, sessionId } = personOf(principal);
      const actor = actorOf(principal);
      const change = { userId, sessionId, current: body.currentPassword, next: body.newPassword };
      try {
        const changed = await passwords.change(change);
        liveTickets.drop(sessionId);
        journal.note('changePassword', actor, { detail: endedText(changed.ended) });
        onRevoked();
        return changed;
      } catch (error) {
        journal.noteRefusal('changePassword', actor, '', error);
        throw error;
      }
    },
  });
  app.route({
    method: 'POST',
    url: '/api/auth/revoke-other-sessions',
    schema: { summary: 'Signs you out everywhere else', response: { 200: sessionsEndedSchema } },
    config,
    handler: ({ principal }) => {
      const { userId, sessionId } = personOf(principal);
      const ended = people.endSessions(userId, sessionId);
      journal.note('endSessions', actorOf(principal), { detail: endedText(ended) });
      onRevoked();
      return { ended };
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
      response: { 200: sessionsEndedSchema },
    },
    config: { access: 'public' },
    handler: async ({ body, clientAddress: address }) => {
      try {
        const person = await passwords.redeem({ code: body.code, password: body.newPassword });
        journal.note('changePassword', personActor(person.name, address), { detail: 'With a reset code' });
        onRevoked();
        return { ended: 0 };
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

function endedText(ended: number): string {
  return ended === 1 ? '1 other session ended' : `${ended} other sessions ended`;
}
