import {
  doneSchema,
  meSchema,
  setupCodeSchema,
  setupSchema,
  setupStateSchema,
  signedInSchema,
} from '@orrery/protocol';
import { personActor, unknownActor } from '../audit/access-journal.ts';
import type { Access } from '../auth/access.ts';
import type { App } from '../server/app.ts';
import { beginSession } from './begin-session.ts';

/**
 * `POST /api/setup`: the one-time code from the console makes the owner and signs in. `GET` says whether one is needed, and
 * `POST /api/setup/code` whether the code counts. They have no limit: 144 random bits are not guessed, a wrong code costs one
 * hash, and a limit would let strangers keep the owner out.
 */
export function addSetupRoutes(app: App, access: Access): void {
  const config = { access: 'public' as const };
  /** Refused tries are written down, summed up where there are many. */
  const watch = async <T>(name: string, address: string, work: () => T | Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      access.journal.noteRefusal('setUp', unknownActor(name, address), '', error);
      throw error;
    }
  };
  app.route({
    method: 'GET',
    url: '/api/setup',
    schema: { summary: 'Whether this hub has an owner', response: { 200: setupStateSchema } },
    config,
    handler: () => ({ hasOwner: access.setupCode.current() === null }),
  });
  app.route({
    method: 'POST',
    url: '/api/setup/code',
    schema: {
      summary: 'Whether a one-time code would make the owner; it is not spent',
      body: setupCodeSchema,
      response: { 200: doneSchema },
    },
    config,
    handler: ({ body, clientAddress }) =>
      watch('somebody', clientAddress, () => {
        access.setupCode.check(body.code);
        return { message: 'The code is right.' };
      }),
  });
  app.route({
    method: 'POST',
    url: '/api/setup',
    schema: {
      summary: 'Makes the owner with the one-time code from the console',
      body: setupSchema,
      response: { 200: meSchema.extend(signedInSchema.shape) },
    },
    config,
    handler: async (request, reply) => {
      const { body, clientAddress } = request;
      // The code first: the sign-in library is not loaded for strangers.
      await watch(body.email, clientAddress, () =>
        access.setupCode.redeem(body.code, async () => (await access.signIn()).createOwner(body)),
      );
      access.journal.note('setUp', personActor(body.name, clientAddress), { detail: body.email });
      const { signedIn } = await beginSession({ access, request, reply, credentials: body });
      return { name: body.name, email: body.email.toLowerCase(), role: 'admin' as const, ...signedIn };
    },
  });
}
