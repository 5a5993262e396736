import { meSchema, setupSchema, signedInSchema } from '@orrery/protocol';
import { personActor, unknownActor } from '../audit/access-journal.ts';
import type { Access } from '../auth/access.ts';
import type { App } from '../server/app.ts';
import { beginSession } from './begin-session.ts';

/**
 * `POST /api/setup`: the one-time code from the console makes the owner and signs in. It has no limit: 144 random bits
 * are not guessed, a wrong code costs one hash, and a limit would let strangers keep the owner out.
 */
export function addSetupRoute(app: App, access: Access): void {
  app.route({
    method: 'POST',
    url: '/api/setup',
    schema: {
      summary: 'Makes the owner with the one-time code from the console',
      body: setupSchema,
      response: { 200: meSchema.extend(signedInSchema.shape) },
    },
    config: { access: 'public' },
    handler: async (request, reply) => {
      const { body, clientAddress } = request;
      try {
        // The code first: the sign-in library is not loaded for strangers.
        await access.setupCode.redeem(body.code, async () => (await access.signIn()).createOwner(body));
      } catch (error) {
        access.journal.noteRefusal('setUp', unknownActor(body.email, clientAddress), '', error);
        throw error;
      }
      access.journal.note('setUp', personActor(body.name, clientAddress), { detail: body.email });
      const { signedIn } = await beginSession({ access, request, reply, credentials: body });
      return { name: body.name, email: body.email.toLowerCase(), role: 'admin' as const, ...signedIn };
    },
  });
}
