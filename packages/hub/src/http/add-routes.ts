import type { Archive } from '../archive/archive.ts';
import { createAuditedChange } from '../audit/audited-change.ts';
import type { Access } from '../auth/access.ts';
import type { Control } from '../control/control.ts';
import type { HostDesk } from '../control/host-desk.ts';
import type { LiveLink } from '../live/live-link.ts';
import type { NoticeDispatcher } from '../notices/notice-dispatcher.ts';
import type { App } from '../server/app.ts';
import type { Clock } from '../server/clock.ts';
import type { Counters } from '../server/counters.ts';
import type { HubLogger } from '../server/hub-logger.ts';
import { addStaticWeb } from '../server/static-web.ts';
import type { Tally } from '../server/tally.ts';
import { addAccountRoutes } from './account-routes.ts';
import { addAlertSettingsRoutes } from './alert-settings-routes.ts';
import { addApiKeyRoutes } from './api-key-routes.ts';
import { addAuditRoute } from './audit-route.ts';
import { addDocsRoutes } from './docs-routes.ts';
import { addHealthRoute } from './health-route.ts';
import { addHooksRoute } from './hooks-route.ts';
import { addHostAdminRoutes } from './host-admin-routes.ts';
import { addHostRoutes } from './host-routes.ts';
import { addJoinTokenRoutes } from './join-token-routes.ts';
import { addLiveTicketRoute } from './live-ticket-route.ts';
import { addMeRoute } from './me-route.ts';
import { addMetricsRoute } from './metrics-route.ts';
import { addPermissionRoutes } from './permission-routes.ts';
import { addPushRoutes } from './push-routes.ts';
import type { RateLimits } from './rate-limits.ts';
import { addSearchRoute } from './search-route.ts';
import { addSessionControlRoutes } from './session-control-routes.ts';
import { addSessionRoutes } from './session-routes.ts';
import { addSetupRoutes } from './setup-route.ts';
import { addSignInRoutes } from './sign-in-routes.ts';
import { addWebhookRoutes } from './webhook-routes.ts';

interface RouteOptions {
  archive: Archive;
  access: Access;
  liveLink: LiveLink;
  notices: NoticeDispatcher;
  control: Control;
  hosts: HostDesk;
  clock: Clock;
  counters: Counters;
  logger: HubLogger;
  rateLimits: RateLimits;
  version: string;
  webDir: string | null;
  /** Downloads of whole conversations that a person or key has under way. */
  downloads: Tally;
}

/** Every HTTP route of the hub. */
export async function addRoutes(app: App, options: RouteOptions): Promise<void> {
  const { archive, access, liveLink, counters, logger, rateLimits, version, webDir } = options;
  const startedAt = performance.now();
  const onRevoked = () => {
    liveLink
      .recheck()
      .catch((error: unknown) => logger.error('session check failed', { error: String(error) }));
  };
  addHealthRoute(app, { version, store: archive.store, uptimeMs: () => performance.now() - startedAt });
  addMeRoute(app);
  addHostRoutes(app, archive);
  addSessionRoutes(app, archive, options.downloads);
  addControlRoutes(app, options);
  addSearchRoute(app, archive, rateLimits.search);
  addSetupRoutes(app, access);
  addSignInRoutes(app, { access, clock: options.clock, rateLimits, onRevoked });
  addAccountRoutes(app, { access, perMinute: rateLimits.account, onRevoked });
  addLiveTicketRoute(app, access.liveTickets);
  const audited = createAuditedChange(access.audit);
  addJoinTokenRoutes(app, { tokens: access.joinTokens, audited, perMinute: rateLimits.join });
  addApiKeyRoutes(app, { keys: access.keys, audited, onRevoked });
  addPushRoutes(app, { subscriptions: access.pushSubscriptions, notices: options.notices, audited });
  addWebhookRoutes(app, { webhooks: access.webhooks, notices: options.notices, audited });
  addMetricsRoute(app, { archive, counters });
  addDocsRoutes(app);
  await addStaticWeb(app, webDir);
}

/** Acting on sessions and machines, and the record of it. */
function addControlRoutes(app: App, options: RouteOptions): void {
  const { archive, access, control, hosts, rateLimits } = options;
  const shared = { archive, audit: access.audit, perMinute: rateLimits.control };
  addPermissionRoutes(app, control.permissions, shared.perMinute);
  addSessionControlRoutes(app, { ...shared, closes: control.closes });
  addHooksRoute(app, { ...shared, commands: control.commands });
  addHostAdminRoutes(app, { ...shared, hosts });
  addAlertSettingsRoutes(app, shared);
  addAuditRoute(app, access.audit);
}
