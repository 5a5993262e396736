import { errorBodySchema, PAGE_SECRET_HEADER } from '@orrery/protocol';
import { describe, expect, it } from 'vitest';
import { rawRequest, UPGRADE } from '../test/raw-request.ts';
import { setUpOwner, socketHeaders, startTestHub } from '../test/test-hub.ts';

const PUBLIC = [
  'GET /api/setup',
  'POST /api/setup/code',
  'GET /api/health',
  'POST /api/setup',
  'POST /api/auth/sign-in/email',
  'POST /api/auth/reset-password',
  'GET /*',
  'HEAD /*',
  'HEAD /api/health',
];

/** A path that fits a route's pattern. */
function pathOf(url: string): string {
  return url.replace(':id', 'some-id').replace('*', '');
}

describe('guard of every route', () => {
  it('[AU3] answers 401 on every registered route but health, sign-in, setup, password reset and the page', async () => {
    const { hub, call } = await startTestHub();
    expect(hub.routes.length).toBeGreaterThan(20);
    const open = hub.routes.filter(({ access }) => access === 'public');
    expect(open.map(({ method, url }) => `${method} ${url}`).sort()).toEqual([...PUBLIC].sort());
    for (const { method, url, access } of hub.routes) {
      if (access === 'public') continue;
      const answer = await call(method, pathOf(url));
      expect(answer.status, `${method} ${url}`).toBe(401);
      expect(errorBodySchema.parse(await answer.json()).kind).toBe('unauthenticated');
    }
  });

  it('[AU4] answers 403 on every route and upgrade to a foreign Host', async () => {
    const { hub } = await startTestHub();
    const { port } = new URL(hub.url);
    const hosts = [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1',
      `127.0.0.1:${Number(port) + 1}`,
      `127.0.0.1.nip.io:${port}`,
    ];
    const targets = [
      ...hub.routes.map(({ method, url }) => ({ method, path: pathOf(url), headers: {} })),
      { method: 'GET', path: '/live', headers: UPGRADE },
      { method: 'GET', path: '/agent', headers: UPGRADE },
    ];
    for (const { method, path, headers } of targets) {
      for (const host of hosts) {
        const answer = await rawRequest(hub.url, method, path, { ...headers, host });
        expect(answer.status, `${method} ${path} ${host}`).toBe(403);
      }
    }
  });

  it('[AU4] answers to every loopback name and to names that were allowed, whatever their case', async () => {
    const { hub } = await startTestHub({ allowedHosts: ['orrery.example'] });
    const { port } = new URL(hub.url);
    for (const host of [`127.0.0.1:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`, 'Orrery.Example']) {
      expect((await rawRequest(hub.url, 'GET', '/api/health', { host })).status).toBe(200);
    }
  });

  it('[AU5] answers 403 on every route and upgrade to a foreign Origin', async () => {
    const { hub } = await startTestHub();
    const { host, port } = new URL(hub.url);
    const { key } = hub.createApiKey({ role: 'admin', name: 'test' });
    const targets = [
      ...hub.routes.map(({ method, url }) => ({ method, path: pathOf(url), headers: {} })),
      { method: 'GET', path: '/live', headers: UPGRADE },
      { method: 'GET', path: '/agent', headers: UPGRADE },
    ];
    const origins = [
      'https://evil.example',
      'null',
      `http://127.0.0.1:${Number(port) + 1}`,
      `https://${host}`,
      `http://${host}.evil.example`,
    ];
    for (const { method, path, headers } of targets) {
      for (const origin of origins) {
        const authorization = `Bearer ${key}`;
        const answer = await rawRequest(hub.url, method, path, { ...headers, host, origin, authorization });
        expect(answer.status, `${method} ${path} ${origin}`).toBe(403);
      }
    }
  });

  it('[AU5] refuses reads that a browser marks as coming from another site, but not a person following a link', async () => {
    const { hub } = await startTestHub();
    const { host } = new URL(hub.url);
    const from = (site: string, mode: string) =>
      rawRequest(hub.url, 'GET', '/api/health', { host, 'sec-fetch-site': site, 'sec-fetch-mode': mode });
    expect((await from('cross-site', 'no-cors')).status).toBe(403);
    expect((await from('same-site', 'cors')).status).toBe(403);
    expect((await from('same-origin', 'cors')).status).toBe(200);
    expect((await from('cross-site', 'navigate')).status).toBe(200);
  });

  it('[AU6] takes a cookie for a change or a socket only together with an Origin', async () => {
    const test = await startTestHub();
    const { host } = new URL(test.hub.url);
    const cookie = await setUpOwner(test);
    const request = (method: string, path: string, headers: Record<string, string>) =>
      rawRequest(test.hub.url, method, path, { host, ...headers });
    const page = { [PAGE_SECRET_HEADER]: test.pageSecretOf(cookie) };
    expect((await request('GET', '/api/me', { cookie, ...page })).status).toBe(200);
    expect((await request('POST', '/api/auth/sign-out', { cookie, ...page })).status).toBe(403);
    const { origin, ...withoutOrigin } = await socketHeaders(test, cookie);
    expect((await request('GET', '/live', { ...UPGRADE, ...withoutOrigin })).status).toBe(403);
    expect(
      (await request('GET', '/live', { ...UPGRADE, ...withoutOrigin, origin: origin ?? '' })).status,
    ).toBe(101);
  });

  it('[AU3] opens no live socket without a session or key, and no other socket at all', async () => {
    const { hub } = await startTestHub();
    const { host } = new URL(hub.url);
    const open = (path: string, headers: Record<string, string>) =>
      rawRequest(hub.url, 'GET', path, { ...UPGRADE, host, ...headers });
    expect((await open('/live', { origin: hub.url })).status).toBe(401);
    expect((await open('/live', { authorization: 'Bearer orrery_key_wrong' })).status).toBe(401);
    expect((await open('/terminal', { origin: hub.url })).status).toBe(404);
    const { key } = hub.createApiKey({ role: 'viewer', name: 'test' });
    expect((await open('/live', { authorization: `Bearer ${key}` })).status).toBe(101);
  });

  it('[AG7] refuses browsers at the agent socket', async () => {
    const { hub } = await startTestHub();
    const { host } = new URL(hub.url);
    expect((await rawRequest(hub.url, 'GET', '/agent', { ...UPGRADE, host, origin: hub.url })).status).toBe(
      403,
    );
    expect((await rawRequest(hub.url, 'GET', '/agent', { ...UPGRADE, host })).status).toBe(101);
  });
});
