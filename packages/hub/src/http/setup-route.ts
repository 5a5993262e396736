import { meSchema, setupSchema } from '@orrery/protocol';
import { personActor, unknownActor } from '../audit/access-journal.ts';
import type { Access } from '../auth/access.ts';
import type { App } from '../server/app.ts';
import { clientAddressOf } from '../server/client-address.ts';
import { byAddress } from './rate-limits.ts';

/** `POST /api/setup`: the one-time code from the console makes the owner and signs in. */
export function addSetupRoute(app: App, access: Access, perMinute: number): void {
  app.route({
    method: 'POST',
    url: '/api/setup',
    schema: {
      summary: 'Makes the owner with the one-time code from the console',
      body: setupSchema,
      response: { 200: meSchema },
    },
    config: { access: 'public', rateLimit: byAddress(perMinute) },
    handler: async ({ body, headers, raw }, reply) => {
      const address = clientAddressOf(raw);
      const signIn = await access.signIn();
      try {
        await access.setupCode.redeem(body.code, () => signIn.createOwner(body));
      } catch (error) {
        access.journal.noteRefusal('setUp', unknownActor(body.email, address), '', error);
        throw error;
      }
      access.journal.note('setUp', personActor(body.name, address), { detail: body.email });
      const answer = await signIn.handle({
        path: '/sign-in/email',
        body: { email: body.email, password: body.password },
        cookie: undefined,
        origin: headers.origin,
        userAgent: headers['user-agent'],
      });
      reply.header('set-cookie', answer.cookies);
      return { name: body.name, email: body.email.toLowerCase(), role: 'admin' as const };
    },
  });
}
