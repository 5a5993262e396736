import type { IncomingMessage } from 'node:http';
import {
  type AlertSettings,
  type AuditEntry,
  alertSettingsSchema,
  type HostRemoval,
  hooksRequestSchema,
  type PushSubscriptionView,
  pushKindsSchema,
  pushSubscriptionRequestSchema,
  USUAL_NOTICES,
  type WaitingMachine,
  type Webhook,
  webhookRequestSchema,
} from '@orrery/protocol';
import type { World } from '../gallery/world.ts';

/** Answer of a route; null where the path is not one of the settings. */
export type Answer = [status: number, body: unknown] | null;

/** The settings of a hub, kept in memory. */
export interface FakeSettings {
  answer(request: IncomingMessage, url: URL): Promise<Answer>;
  /** What was asked to change, as `METHOD path`. */
  changes: string[];
  /** What went with them. */
  bodies: unknown[];
  /** What the machines page shows beside the machines. */
  machines: { waiting: WaitingMachine[]; removals: HostRemoval[] };
}

const done = (message: string): Answer => [200, { message }];

const delivered = (isOk: boolean, message: string): Answer => [200, { at: Date.now(), isOk, message }];

/** Alerts, notifications, webhooks, hooks and activity of a hub that exists in a test only. */
export function createFakeSettings(world: World, startedAt: number): FakeSettings {
  let alerts: AlertSettings = alertSettingsSchema.parse({});
  let subscriptions: PushSubscriptionView[] = [
    {
      id: 'p1',
      label: 'Safari on iPhone',
      endpoint: 'https://push.example.com/1',
      kinds: [...USUAL_NOTICES],
      createdAt: startedAt - 9 * 86_400_000,
      problem: '',
    },
  ];
  let webhooks: Webhook[] = webhooksAt(startedAt);
  const audit = [...actorsAt(startedAt), ...auditAt(world, startedAt)];
  let keys = keysAt(startedAt);
  const changes: FakeSettings['changes'] = [];
  const bodies: FakeSettings['bodies'] = [];
  const machines: FakeSettings['machines'] = { waiting: [], removals: [] };

  const route = (key: string, id: string, body: unknown, url: URL): Answer => {
    switch (key) {
      case 'GET /api/settings/alerts':
        return [200, alerts];
      case 'PUT /api/settings/alerts':
        alerts = alertSettingsSchema.parse(body);
        return [204, null];
      case 'GET /api/push':
        return [200, { publicKey: PUBLIC_KEY, subscriptions }];
      case 'POST /api/push/subscriptions': {
        const request = pushSubscriptionRequestSchema.parse(body);
        const created = {
          ...request,
          id: `p${subscriptions.length + 1}`,
          createdAt: Date.now(),
          problem: '',
        };
        subscriptions = [...subscriptions, created];
        return [200, created];
      }
      case 'PUT /api/push/subscriptions/ID': {
        const { kinds } = pushKindsSchema.parse(body);
        subscriptions = subscriptions.map((each) => (each.id === id ? { ...each, kinds } : each));
        return [204, null];
      }
      case 'DELETE /api/push/subscriptions/ID':
        subscriptions = subscriptions.filter((each) => each.id !== id);
        return [204, null];
      case 'POST /api/push/subscriptions/ID/test':
        return delivered(true, 'The push service took it. It shows within some seconds.');
      case 'GET /api/webhooks':
        return [200, webhooks];
      case 'POST /api/webhooks':
      case 'PUT /api/webhooks/ID': {
        const { secret, ...request } = webhookRequestSchema.parse(body);
        const before = webhooks.find((each) => each.id === id);
        const hasSecret = secret === undefined ? (before?.hasSecret ?? false) : secret !== '';
        const saved = { last: null, ...before, ...request, id: id || `w${webhooks.length + 1}`, hasSecret };
        webhooks =
          before === undefined ? [...webhooks, saved] : webhooks.map((w) => (w.id === id ? saved : w));
        return [200, saved];
      }
      case 'DELETE /api/webhooks/ID':
        webhooks = webhooks.filter((each) => each.id !== id);
        return [204, null];
      case 'POST /api/webhooks/ID/test':
        return delivered(id !== 'w2', id === 'w2' ? 'It answered 5xx.' : 'It answered 2xx.');
      case 'POST /api/hosts/ID/hooks': {
        const { action } = hooksRequestSchema.parse(body);
        return done(action === 'install' ? `Hooks installed on ${id}` : `Hooks removed from ${id}`);
      }
      case 'GET /api/hosts/ID':
        return [200, id === 'waiting' ? machines.waiting : machines.removals];
      case 'GET /api/hosts/ID/holdings':
        return [200, { sessions: 12, files: 34, documents: 1, rawBytes: 56_000_000 }];
      case 'POST /api/hosts/ID/revoke':
      case 'POST /api/hosts/ID/rename':
      case 'DELETE /api/hosts/ID':
        return done('Done.');
      case 'POST /api/hosts/ID/refuse':
        machines.waiting = machines.waiting.map((machine) =>
          machine.id === id ? { ...machine, refused: { at: Date.now(), by: 'Ana Ferreira' } } : machine,
        );
        return done('Refused.');
      case 'POST /api/hosts/ID/admit':
        machines.waiting = machines.waiting.filter((machine) => machine.id !== id);
        return done('Decided.');
      case 'GET /api/api-keys':
        return [200, keys];
      case 'POST /api/api-keys': {
        const made = { ...keysAt(startedAt)[0], ...(body as { name: string }), id: `k${keys.length + 1}` };
        keys = [
          { ...made, role: 'viewer', expiresAt: null, lastUsedAt: null, createdAt: startedAt },
          ...keys,
        ];
        return [200, { ...keys[0], key: 'orrery_key_shown_once' }];
      }
      case 'DELETE /api/api-keys/ID':
        keys = keys.filter((key) => key.id !== id);
        return [204, null];
      case 'POST /api/auth/change-password':
        return [
          200,
          {
            ended: 2,
            untold: 0,
            pageSecret: 'secret-after-the-new-password',
            browserToken: 'token-after-the-new-password',
          },
        ];
      case 'POST /api/auth/revoke-other-sessions':
        return [200, { ended: 2, untold: 1, pageSecret: 'secret-after-ending-the-others' }];
      case 'GET /api/audit': {
        const before = Number(url.searchParams.get('before') ?? Number.MAX_SAFE_INTEGER);
        const limit = Number(url.searchParams.get('limit') ?? 50);
        const items = audit.filter((entry) => entry.id < before).slice(0, limit);
        const last = items.at(-1)?.id ?? 0;
        return [200, { items, nextBefore: audit.some((entry) => entry.id < last) ? last : null }];
      }
      default:
        return null;
    }
  };

  return {
    changes,
    bodies,
    machines,
    async answer(request, url) {
      const parts = /^(\/api\/(?:push\/subscriptions|webhooks|hosts|api-keys))\/([^/]+)(\/.*)?$/.exec(
        url.pathname,
      );
      const path = parts === null ? url.pathname : `${parts[1]}/ID${parts[3] ?? ''}`;
      // A ticket for the socket changes nothing.
      const isChange = request.method !== 'GET' && url.pathname !== '/api/live-ticket';
      if (isChange) changes.push(`${request.method} ${url.pathname}`);
      const body = await readBody(request);
      if (isChange) bodies.push(body);
      return route(`${request.method} ${path}`, parts?.[2] ?? '', body, url);
    },
  };
}

/** A real P-256 point, so that browsers accept it. */
const PUBLIC_KEY = 'BEl62iUYgUivxIkv69yViEuiBIa-Ib9-SkvMeAtA3LFgDzkrxZJjSgSnfckjBJuBkr3qBUYIHBQFLXYp5Nksh8U';

/** The JSON that came with a request; null where there is none. */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? null : JSON.parse(text);
}

function webhooksAt(startedAt: number): Webhook[] {
  return [
    {
      id: 'w1',
      name: 'Team channel',
      url: 'https://hooks.slack.com/services/T0/B0/x',
      format: 'slack',
      kinds: [...USUAL_NOTICES],
      isEnabled: true,
      hasSecret: false,
      last: { at: startedAt - 720_000, isOk: true, message: '200' },
    },
    {
      id: 'w2',
      name: 'Ops dashboard',
      url: 'https://ops.example.com/orrery',
      format: 'json',
      kinds: ['burning', 'crashed'],
      isEnabled: true,
      hasSecret: true,
      last: { at: startedAt - 3_600_000, isOk: false, message: 'It answered 5xx.' },
    },
  ];
}

/** Everybody who can be written down, under names that are made to be taken for somebody else's. */
function actorsAt(startedAt: number): AuditEntry[] {
  const known = 'Ana Ferreira, administrator of everything there is';
  const box = 'build-server-with-a-very-long-name.example.internal';
  const rows: Pick<AuditEntry, 'actor' | 'actorKind' | 'action' | 'detail' | 'outcome' | 'hostId'>[] = [
    {
      ...{ actor: known, actorKind: 'apiKey', action: 'changeSettings', outcome: 'done', hostId: null },
      detail: 'API key added: "raycast" (viewer)',
    },
    {
      ...{ actor: known, actorKind: 'unknown', action: 'signIn', outcome: 'refused', hostId: null },
      detail: '',
    },
    {
      ...{ actor: 'root', actorKind: 'console', action: 'resetPassword', outcome: 'failed', hostId: null },
      detail: 'ana@example.com',
    },
    {
      ...{ actor: box, actorKind: 'machine', action: 'join', outcome: 'done', hostId: 'gone-1' },
      detail: 'linux x64, key vMzelHI6je7m',
    },
    {
      ...{
        actor: 'Ana Ferreira',
        actorKind: 'person',
        action: 'removeHost',
        outcome: 'done',
        hostId: 'gone-2',
      },
      detail: 'laptop-joel, with its history: 0 sessions',
    },
    {
      ...{
        actor: 'Ana Ferreira',
        actorKind: 'person',
        action: 'revokeHost',
        outcome: 'done',
        hostId: 'gpu-lab',
      },
      detail: 'gpu-lab',
    },
    {
      ...{
        actor: 'Ana Ferreira',
        actorKind: 'person',
        action: 'changeHooks',
        outcome: 'done',
        hostId: 'gone-2',
      },
      detail: 'install',
    },
  ];
  return rows.map((row, index) => ({
    ...{ id: 80 - index, at: startedAt, address: '127.0.0.1', sessionId: null, why: '', message: '' },
    ...row,
  }));
}

function keysAt(startedAt: number) {
  const day = 86_400_000;
  const key = { role: 'viewer', createdAt: startedAt - 61 * day, lastUsedAt: startedAt - 60_000 };
  return [
    { ...key, id: 'k1', name: 'flaky-report', expiresAt: startedAt + 29 * day },
    { ...key, id: 'k2', name: 'raycast', expiresAt: startedAt - 2 * day },
    { ...key, id: 'k4', name: 'local command line', expiresAt: null, role: 'admin', isConsole: true },
    { ...key, id: 'k3', name: 'backup', expiresAt: null, role: 'admin', lastUsedAt: null },
  ];
}

function auditAt(world: World, startedAt: number): AuditEntry[] {
  const rows: [AuditEntry['action'], AuditEntry['outcome'], string, string][] = [
    ['approve', 'done', 'Bash: pnpm prisma migrate deploy', ''],
    ['deny', 'done', 'Bash: rm -rf build', 'not on a Friday'],
    ['close', 'failed', 'Design token audit', ''],
    ['approve', 'stale', 'Edit: src/handler.ts', ''],
    ['changeHooks', 'done', 'install', ''],
    ['changeSettings', 'done', 'stuckAfterMs 600000 to 900000', ''],
    ['signIn', 'refused', '', ''],
  ];
  const messages = { done: '', failed: 'The agent dropped the connection. Nothing was closed.' };
  return Array.from({ length: 72 }, (_, index): AuditEntry => {
    const [action, outcome, detail, why] = rows[index % rows.length] ?? ['approve', 'done', '', ''];
    const session = world.sessions[index % world.sessions.length];
    const isSignIn = action === 'signIn';
    const isAboutSession = action !== 'changeSettings' && action !== 'changeHooks' && !isSignIn;
    return {
      id: 72 - index,
      at: startedAt - index * 1_900_000,
      actor: index % 5 === 3 ? 'deploy bot' : 'Ana Ferreira',
      actorKind: isSignIn ? 'unknown' : index % 5 === 3 ? 'apiKey' : 'person',
      action,
      address: '10.20.4.2',
      hostId: action === 'changeSettings' || isSignIn ? null : (session?.hostId ?? null),
      sessionId: isAboutSession ? (session?.id ?? null) : null,
      detail,
      why,
      outcome,
      message: outcome === 'failed' ? messages.failed : outcome === 'stale' ? 'It was answered already.' : '',
    };
  });
}
