import { PAGE_SECRET_HEADER } from '@orrery/protocol';
import { expect, it } from 'vitest';
import { openCredentials } from '../auth/credentials.ts';
import { type RawAnswer, rawRequest, UPGRADE } from '../test/raw-request.ts';
import { cookiesOf, OWNER, setUpOwner, socketHeaders, startTestHub, type TestHub } from '../test/test-hub.ts';
import type { RouteAccess } from './route-access.ts';
import { defaultServerTimeouts } from './server-timeouts.ts';
import { createSocketTable, type SocketAccess } from './socket-table.ts';

/** Who may call what. A new route or socket is a new row here, or this file fails. */
const ROUTES: Record<string, RouteAccess> = {
  'GET /*': 'public',
  'HEAD /*': 'public',
  'GET /api/health': 'public',
  'HEAD /api/health': 'public',
  'GET /api/setup': 'public',
  'POST /api/setup': 'public',
  'POST /api/setup/code': 'public',
  'POST /api/auth/sign-in/email': 'public',
  'POST /api/auth/reset-password': 'public',
  'POST /api/auth/sign-out': 'viewer',
  'POST /api/auth/change-password': 'viewer',
  'POST /api/auth/revoke-other-sessions': 'viewer',
  'GET /api/me': 'viewer',
  'GET /api/hosts': 'viewer',
  'GET /api/hosts/waiting': 'admin',
  'GET /api/hosts/removals': 'admin',
  'GET /api/hosts/:id/holdings': 'admin',
  'POST /api/hosts/:id/revoke': 'admin',
  'POST /api/hosts/:id/admit': 'admin',
  'POST /api/hosts/:id/refuse': 'admin',
  'POST /api/hosts/:id/rename': 'admin',
  'DELETE /api/hosts/:id': 'admin',
  'GET /api/sessions': 'viewer',
  'GET /api/sessions/:id': 'viewer',
  'GET /api/sessions/:id/entries': 'viewer',
  'GET /api/sessions/:id/raw': 'viewer',
  'GET /api/search': 'viewer',
  'GET /api/openapi.json': 'viewer',
  'GET /api/docs': 'viewer',
  'POST /api/live-ticket': 'viewer',
  'GET /api/settings/alerts': 'viewer',
  'GET /api/push': 'viewer',
  'POST /api/push/subscriptions': 'viewer',
  'PUT /api/push/subscriptions/:id': 'viewer',
  'DELETE /api/push/subscriptions/:id': 'viewer',
  'POST /api/push/subscriptions/:id/test': 'viewer',
  'POST /api/permissions/:id/approve': 'operator',
  'POST /api/permissions/:id/deny': 'operator',
  'POST /api/sessions/:id/close': 'operator',
  'DELETE /api/sessions/:id/close': 'operator',
  'POST /api/sessions/:id/resume': 'operator',
  'POST /api/hosts/:id/hooks': 'admin',
  'PUT /api/settings/alerts': 'admin',
  'GET /api/audit': 'admin',
  'GET /api/join-tokens': 'admin',
  'POST /api/join-tokens': 'admin',
  'DELETE /api/join-tokens/:id': 'admin',
  'GET /api/api-keys': 'admin',
  'POST /api/api-keys': 'admin',
  'DELETE /api/api-keys/:id': 'admin',
  'GET /api/webhooks': 'admin',
  'POST /api/webhooks': 'admin',
  'PUT /api/webhooks/:id': 'admin',
  'DELETE /api/webhooks/:id': 'admin',
  'POST /api/webhooks/:id/test': 'admin',
  'GET /metrics': 'admin',
};

const SOCKETS: Record<string, SocketAccess> = { '/agent': 'agentKey', '/live': 'viewer' };

/** Paths without a route: below `/api` they say nothing to strangers. */
const WITHOUT_ROUTE: Record<string, RouteAccess> = {
  'GET /api/nothing-here': 'viewer',
  'POST /api/nothing-here': 'viewer',
  'DELETE /api': 'viewer',
  'POST /nothing-here': 'public',
};

const RANK: Record<RouteAccess, number> = { public: 0, viewer: 1, operator: 2, admin: 3 };

/** Words of the guard. Any other answer means that the request came through to its route. */
const GUARDED: Record<number, RegExp> = {
  401: /Sign in, or send a valid API key|Sign in again on this page|ran out on/,
  403: /This needs the role|Origin is not allowed here|Origin header is missing|not for browsers/,
};

const guardedBy = ({ status, body }: RawAnswer): number => (GUARDED[status]?.test(body) ? status : 0);

interface Caller {
  headers: Record<string, string>;
  /** 0: nobody. */
  rank: number;
  /** A browser adds it by itself. */
  isAmbient?: boolean;
  /** What comes with the upgrade of a socket instead; a ticket is good once. */
  socketHeaders?: () => Promise<Record<string, string>>;
}

/** Everybody who may knock, each with what they send. */
async function callersOf(test: TestHub): Promise<Record<string, Caller>> {
  const keyOf = (role: 'viewer' | 'operator' | 'admin') => test.hub.createApiKey({ role, name: role });
  const bearer = ({ key }: { key: string }) => ({ authorization: `Bearer ${key}` });
  const revoked = keyOf('admin');
  const expired = test.hub.createApiKey({ role: 'admin', name: 'old', expiresMs: -1 });
  const beside = openCredentials({ dataDir: test.dataDir });
  beside.apiKeys.revoke(revoked.id);
  beside.close();
  return {
    nobody: { headers: {}, rank: 0 },
    viewer: { headers: bearer(keyOf('viewer')), rank: 1 },
    operator: { headers: bearer(keyOf('operator')), rank: 2 },
    admin: { headers: bearer(keyOf('admin')), rank: 3 },
    'revoked key': { headers: bearer(revoked), rank: 0 },
    'expired key': { headers: bearer(expired), rank: 0 },
    'unknown key': { headers: { authorization: 'Bearer orrery_key_none' }, rank: 0 },
  };
}

/** A person in a browser: on the page, and where only the cookie of the same session goes along, as from another port. */
async function freshSession(
  test: TestHub,
): Promise<Record<'page' | 'cookie alone' | 'wrong secret', Caller>> {
  const { email, password } = OWNER;
  const answer = await test.call('POST', '/api/auth/sign-in/email', { body: { email, password } });
  const cookie = cookiesOf(answer);
  const isAmbient = true;
  const proof = { [PAGE_SECRET_HEADER]: test.pageSecretOf(cookie) };
  const offered = async () => {
    const { origin: _origin, ...headers } = await socketHeaders(test, cookie);
    return headers;
  };
  return {
    page: { headers: { cookie, ...proof }, rank: 3, isAmbient, socketHeaders: offered },
    'cookie alone': { headers: { cookie }, rank: 0, isAmbient },
    'wrong secret': { headers: { cookie, [PAGE_SECRET_HEADER]: 'A'.repeat(43) }, rank: 0, isAmbient },
  };
}

/** What the guard must answer; 0 lets it through. */
function expected(needed: RouteAccess, method: string, caller: Caller, origin: string): number {
  const isRead = method === 'GET' || method === 'HEAD';
  if (origin === 'foreign') return 403;
  if (origin === 'none' && caller.isAmbient && !isRead) return 403;
  if (needed === 'public') return 0;
  if (caller.rank === 0) return 401;
  return caller.rank >= RANK[needed] ? 0 : 403;
}

it('[AU16] every route and socket states who may use it, and is listed here', async () => {
  const { hub } = await startTestHub();
  const stated = (rows: [string, string][]) => Object.fromEntries(rows);
  expect(stated(hub.routes.map(({ method, url, access }) => [`${method} ${url}`, access]))).toEqual(ROUTES);
  expect(stated(hub.sockets.map(({ path, access }) => [path, access]))).toEqual(SOCKETS);
});

it('[AU16] a route or socket path without stated access does not start', async () => {
  const { createApp } = await import('./app.ts');
  const { app } = await createApp({
    ...{ access: undefined as never, guard: undefined as never, logger: undefined as never },
    ...{ version: '0', tls: null, requests: undefined as never, timeouts: defaultServerTimeouts },
  });
  const handler = () => 'ok';
  expect(() => app.route({ method: 'GET', url: '/api/new', handler })).toThrow(
    /GET \/api\/new does not state/,
  );
  expect(() =>
    app.route({ method: 'GET', url: '/api/odd', config: { access: 'root' as never }, handler }),
  ).toThrow(/does not state/);
  const socket = { path: '/terminal', maxFrameBytes: 1, admit: () => () => undefined };
  expect(() => createSocketTable([{ ...socket, access: undefined as never }])).toThrow(/does not state/);
  expect(() =>
    createSocketTable([
      { ...socket, access: 'admin' },
      { ...socket, access: 'viewer' },
    ]),
  ).toThrow(/twice/);
});

it('[AU16] answers every role from every origin on every route as the table says', async () => {
  const test = await startTestHub({ rateLimits: { signIn: 10_000, account: 10_000, join: 10_000 } });
  await setUpOwner(test);
  const { host } = new URL(test.hub.url);
  const callers = Object.entries({ ...(await callersOf(test)), ...(await freshSession(test)) });
  const origins = { same: { origin: test.hub.url }, foreign: { origin: 'https://evil.example' }, none: {} };
  for (const [row, needed] of Object.entries({ ...ROUTES, ...WITHOUT_ROUTE })) {
    const [method = '', url = ''] = row.split(' ');
    const path = url.replace(':id', 'some-id').replace('*', '');
    for (const [who, caller] of callers) {
      for (const [from, origin] of Object.entries(origins)) {
        const answer = await rawRequest(test.hub.url, method, path, { ...caller.headers, ...origin, host });
        const wanted = method === 'HEAD' && answer.body === '' ? answer.status : guardedBy(answer);
        const must = expected(needed, method, caller, from);
        // Of a HEAD only the status is seen.
        const isAsStated =
          method === 'HEAD' ? (must === 0 ? wanted < 400 : wanted === must) : wanted === must;
        expect(isAsStated, `${who}, origin ${from}: ${row} -> ${answer.status} ${answer.body}`).toBe(true);
        if (caller.isAmbient && must === 0 && /(sign-out|revoke-other-sessions)$/.test(url)) {
          const session = new Map(Object.entries(await freshSession(test)));
          for (const [name, one] of callers) Object.assign(one, session.get(name));
        }
      }
    }
  }
}, 60_000);

it('[AU16] opens sockets to whom the table says, and to nobody else', async () => {
  const test = await startTestHub();
  await setUpOwner(test);
  const { host } = new URL(test.hub.url);
  const callers = Object.entries({ ...(await callersOf(test)), ...(await freshSession(test)) });
  const origins = { same: { origin: test.hub.url }, foreign: { origin: 'https://evil.example' }, none: {} };
  for (const [path, needed] of Object.entries(SOCKETS)) {
    for (const [who, caller] of callers) {
      for (const [from, origin] of Object.entries(origins)) {
        const shown = (await caller.socketHeaders?.()) ?? caller.headers;
        const headers = { ...UPGRADE, ...shown, ...origin, host };
        const { status } = await rawRequest(test.hub.url, 'GET', path, headers);
        expect(status, `${who}, origin ${from}: ${path}`).toBe(socketStatus(needed, caller, from));
      }
    }
  }
});

/** Agents are no browsers; pages send an Origin unless they show a key. */
function socketStatus(needed: SocketAccess, { rank, headers }: Caller, origin: string): number {
  if (needed === 'agentKey') return origin === 'none' ? 101 : 403;
  if (origin === 'foreign') return 403;
  if (origin === 'none' && headers.authorization === undefined) return 403;
  if (rank === 0) return 401;
  return rank >= RANK[needed] ? 101 : 403;
}
