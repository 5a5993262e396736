import { closeRequestSchema, closeViewSchema, OrreryError, resumeSchema } from '@orrery/protocol';
import * as z from '@orrery/protocol/wire';
import type { Archive } from '../archive/archive.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { actorOf } from '../control/actor.ts';
import type { CloseDesk } from '../control/close-desk.ts';
import { resumeOf } from '../control/resume.ts';
import type { App } from '../server/app.ts';
import { optionalBody } from './optional-body.ts';
import { byPrincipal } from './rate-limits.ts';

const paramsSchema = z.object({ id: z.text(128).min(1) });

/** Who acts through a shared key, and why. */
const onBehalfSchema = closeRequestSchema.pick({ who: true, why: true });

interface SessionControlOptions {
  archive: Archive;
  audit: AuditLog;
  closes: CloseDesk;
  perMinute: number;
}

/** What people do with a session: `/api/sessions/:id/close` and `/resume`. */
export function addSessionControlRoutes(app: App, options: SessionControlOptions): void {
  const { archive, audit, closes, perMinute } = options;
  const config = { access: 'operator' as const, rateLimit: byPrincipal(perMinute) };
  app.route({
    method: 'POST',
    url: '/api/sessions/:id/close',
    schema: {
      summary: 'Ends the session, after a time in which that can be undone',
      params: paramsSchema,
      body: closeRequestSchema,
      response: { 202: closeViewSchema },
    },
    config,
    preValidation: optionalBody,
    handler: async ({ params, body, principal }, reply) => {
      reply.status(202);
      return closes.request(params.id, body.undoMs, actorOf(principal, body));
    },
  });
  app.route({
    method: 'DELETE',
    url: '/api/sessions/:id/close',
    schema: {
      summary: 'Undoes a close while it is pending',
      params: paramsSchema,
      response: { 200: closeViewSchema },
    },
    config,
    handler: ({ params, principal }) => closes.undo(params.id, actorOf(principal)),
  });
  app.route({
    method: 'POST',
    url: '/api/sessions/:id/resume',
    schema: {
      summary: 'How to go on with the session, and where',
      params: paramsSchema,
      body: onBehalfSchema,
      response: { 200: resumeSchema },
    },
    config,
    preValidation: optionalBody,
    handler: async ({ params, body, principal }) => {
      const session = await archive.session(params.id);
      const host = (await archive.hosts()).find(({ id }) => id === session?.hostId);
      if (!session) throw new OrreryError('notFound', 'There is no such session in the archive.');
      if (!host)
        throw new OrreryError('conflict', 'Its machine was removed from the hub: nothing can go on there.');
      const resume = resumeOf(session, host);
      const { hostId } = session;
      const act = {
        actor: actorOf(principal, body),
        action: 'resume' as const,
        hostId,
        sessionId: session.id,
      };
      audit.begin({ ...act, detail: resume.command })('done', '');
      return resume;
    },
  });
}
