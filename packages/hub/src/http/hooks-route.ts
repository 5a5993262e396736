import { doneSchema, hooksRequestSchema, OrreryError } from '@orrery/protocol';
import * as z from '@orrery/protocol/wire';
import type { Archive } from '../archive/archive.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { actorOf } from '../control/actor.ts';
import type { AgentCommands } from '../control/agent-commands.ts';
import type { App } from '../server/app.ts';
import { byPrincipal } from './rate-limits.ts';

const paramsSchema = z.object({ id: z.text(64).min(1) });

interface HooksRouteOptions {
  archive: Archive;
  audit: AuditLog;
  commands: AgentCommands;
  perMinute: number;
}

/** `POST /api/hosts/:id/hooks`: Orrery's hooks in the Claude settings of a machine. */
export function addHooksRoute(app: App, { archive, audit, commands, perMinute }: HooksRouteOptions): void {
  app.route({
    method: 'POST',
    url: '/api/hosts/:id/hooks',
    schema: {
      summary: "Adds Orrery's hooks to the Claude settings of a machine, or takes them out again",
      params: paramsSchema,
      body: hooksRequestSchema,
      response: { 200: doneSchema },
    },
    config: { access: 'admin', rateLimit: byPrincipal(perMinute) },
    handler: async ({ params, body, principal }) => {
      const host = (await archive.hosts()).find(({ id }) => id === params.id);
      if (!host) throw new OrreryError('notFound', 'There is no such machine.');
      const act = { actor: actorOf(principal), action: 'changeHooks' as const, hostId: host.id };
      const finish = audit.begin({ ...act, sessionId: null, detail: body.action });
      try {
        const result = await commands.send(host.id, { name: 'changeHooks', action: body.action });
        finish(result.outcome, result.message);
        if (result.outcome !== 'done') throw new OrreryError('conflict', result.message);
        return { message: result.message };
      } catch (error) {
        // The first call counts: this is for what had no result.
        finish('failed', error instanceof Error ? error.message : String(error));
        throw error;
      }
    },
  });
}
