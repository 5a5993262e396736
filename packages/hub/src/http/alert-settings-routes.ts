import { type AlertSettings, alertSettingsSchema } from '@orrery/protocol';
import type { Archive } from '../archive/archive.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { actorOf } from '../control/actor.ts';
import type { App } from '../server/app.ts';
import { byPrincipal } from './rate-limits.ts';

const URL = '/api/settings/alerts';

interface AlertSettingsOptions {
  archive: Archive;
  audit: AuditLog;
  perMinute: number;
}

/** When alerts begin. */
export function addAlertSettingsRoutes(app: App, { archive, audit, perMinute }: AlertSettingsOptions): void {
  app.route({
    method: 'GET',
    url: URL,
    schema: { summary: 'When alerts begin', response: { 200: alertSettingsSchema } },
    config: { access: 'viewer' },
    handler: () => archive.alertSettings(),
  });
  app.route({
    method: 'PUT',
    url: URL,
    schema: {
      summary: 'Sets when alerts begin, for all sessions at once; what is not given is as shipped',
      // Strict: with a name misspelt, everything else would quietly go back to what is shipped.
      body: alertSettingsSchema.strict(),
      response: { 200: alertSettingsSchema },
    },
    config: { access: 'admin', rateLimit: byPrincipal(perMinute) },
    handler: async ({ body, principal }) => {
      const detail = changesOf(await archive.alertSettings(), body);
      const act = { actor: actorOf(principal), action: 'changeSettings' as const, detail };
      const finish = audit.begin({ ...act, hostId: null, sessionId: null });
      try {
        await archive.setAlertSettings(body);
        finish('done', '');
        return body;
      } catch (error) {
        finish('failed', error instanceof Error ? error.message : String(error));
        throw error;
      }
    },
  });
}

/** "stuckAfterMs 600000 -> 120000". */
function changesOf(before: AlertSettings, after: AlertSettings): string {
  const keys = Object.keys(after) as (keyof AlertSettings)[];
  const changed = keys.filter((key) => before[key] !== after[key]);
  return changed.length === 0
    ? 'Alerts: nothing changed'
    : `Alerts: ${changed.map((key) => `${key} ${before[key]} -> ${after[key]}`).join(', ')}`;
}
