import { alertSettingsSchema } from '@orrery/protocol';
import { describe, expect, it } from 'vitest';
import { startControlWorld } from '../test/control-world.ts';

const ALERTS = '/api/settings/alerts';

describe('hooks, thresholds and the audit log', () => {
  it('[CT14] lets operators act on sessions, admins on machines and settings, and viewers read', async () => {
    const { call, keys } = await startControlWorld();
    const operator = [
      'POST /api/permissions/r1/approve',
      'POST /api/permissions/r1/deny',
      'POST /api/sessions/none/close',
      'DELETE /api/sessions/none/close',
      'POST /api/sessions/none/resume',
    ];
    const admin = ['POST /api/hosts/h1/hooks', `PUT ${ALERTS}`, 'GET /api/audit'];
    const statusOf = async (route: string, key: string) => {
      const [method = '', path = ''] = route.split(' ');
      return (await call(method, path, { key })).status;
    };
    for (const route of operator) {
      expect([route, await statusOf(route, keys.viewer)]).toEqual([route, 403]);
      expect([route, await statusOf(route, keys.operator)]).not.toEqual([route, 403]);
    }
    for (const route of admin) {
      for (const key of [keys.viewer, keys.operator]) {
        expect([route, await statusOf(route, key)]).toEqual([route, 403]);
      }
    }
    expect(await statusOf(`GET ${ALERTS}`, keys.viewer)).toBe(200);
  });

  it('[CT13] changes hooks of a machine through its agent, and says what the agent says', async () => {
    const { call, keys, agent, nextCommand, answer } = await startControlWorld();
    const path = `/api/hosts/${agent.hostId}/hooks`;
    const change = (action: string) => call('POST', path, { key: keys.admin, body: { action } });
    const installed = change('install');
    const first = await nextCommand();
    expect(first.command).toEqual({ name: 'changeHooks', action: 'install' });
    answer(first.id, 'done', 'Installed in 2 folders.');
    expect(await (await installed).json()).toEqual({ message: 'Installed in 2 folders.' });
    const broken = change('uninstall');
    answer((await nextCommand()).id, 'refused', 'settings.json is not valid JSON. It was not touched.');
    const refused = await broken;
    expect([refused.status, await refused.json()]).toMatchObject([
      409,
      { message: 'settings.json is not valid JSON. It was not touched.' },
    ]);
    expect((await change('break')).status).toBe(400);
    const none = await call('POST', '/api/hosts/none/hooks', {
      key: keys.admin,
      body: { action: 'install' },
    });
    expect(none.status).toBe(404);
    const audit = await (await call('GET', '/api/audit', { key: keys.admin })).json();
    expect(audit).toMatchObject({
      items: [
        { action: 'changeHooks', detail: 'uninstall', outcome: 'refused', hostId: agent.hostId },
        { action: 'changeHooks', detail: 'install', outcome: 'done', actor: 'admin-key' },
        { action: 'join', actor: 'studio-01', outcome: 'done' },
      ],
    });
  });

  it('[AR19] shows and sets when alerts begin; what is not given is as shipped', async () => {
    const { call, keys } = await startControlWorld();
    const read = async () => (await call('GET', ALERTS, { key: keys.viewer })).json();
    const shipped = alertSettingsSchema.parse({});
    expect(await read()).toEqual(shipped);
    const set = (body: unknown) => call('PUT', ALERTS, { key: keys.admin, body });
    expect((await set({ stuckAfterMs: 5 })).status).toBe(400);
    expect(await (await set({ stuckAfterMS: 120_000 })).json()).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('stuckAfterMS'),
    });
    const stuckAfterMs = 120_000;
    expect(await (await set({ stuckAfterMs })).json()).toEqual({ ...shipped, stuckAfterMs });
    expect(await read()).toEqual({ ...shipped, stuckAfterMs });
    const audit = await (await call('GET', '/api/audit?limit=1', { key: keys.admin })).json();
    expect(audit).toMatchObject({
      items: [{ action: 'changeSettings', detail: 'Alerts: stuckAfterMs 600000 -> 120000', outcome: 'done' }],
    });
  });

  it('[CT12] has in the audit log who gave out and took back keys and join tokens, and neither of them', async () => {
    const { call, keys, hub } = await startControlWorld();
    const make = async (path: string, body: object) =>
      (await (await call('POST', path, { key: keys.admin, body })).json()) as Record<string, string>;
    const made = await make('/api/api-keys', { role: 'operator', name: 'bot' });
    await call('DELETE', `/api/api-keys/${made.id}`, { key: keys.admin });
    const joining = await make('/api/join-tokens', { uses: 2, name: 'lab' });
    await call('DELETE', `/api/join-tokens/${joining.id}`, { key: keys.admin });
    await call('DELETE', '/api/api-keys/none', { key: keys.admin });
    const own = hub.createApiKey({ role: 'admin', name: 'script' });
    await call('DELETE', `/api/api-keys/${own.id}`, { key: own.key });
    expect((await call('GET', '/api/me', { key: own.key })).status).toBe(401);
    const text = await (await call('GET', '/api/audit', { key: keys.admin })).text();
    const entry = { action: 'changeSettings', actor: 'admin-key', outcome: 'done' };
    expect(JSON.parse(text)).toMatchObject({
      items: [
        { ...entry, actor: 'script', detail: 'API key revoked: "script" (admin)' },
        { ...entry, detail: 'API key revoked: none', outcome: 'failed' },
        { ...entry, detail: `Join token revoked: "lab" (${joining.id})` },
        { ...entry, detail: 'Join token added: "lab", 2 uses' },
        { ...entry, detail: 'API key revoked: "bot" (operator)' },
        { ...entry, detail: 'API key added: "bot" (operator)' },
        { action: 'join', actor: 'studio-01', outcome: 'done' },
      ],
    });
    expect(text).not.toContain(made.key);
    expect(text).not.toContain(joining.token?.split('.').at(-1));
  });

  it('describes what can be done in the OpenAPI document, and counts it', async () => {
    const { call, keys } = await startControlWorld();
    const { paths } = (await (await call('GET', '/api/openapi.json', { key: keys.viewer })).json()) as {
      paths: Record<string, Record<string, { requestBody?: unknown }>>;
    };
    expect(paths['/api/permissions/{id}/approve']?.post?.requestBody).toBeDefined();
    for (const path of ['/api/sessions/{id}/close', '/api/hosts/{id}/hooks', ALERTS, '/api/audit']) {
      expect(Object.keys(paths)).toContain(path);
    }
    const metrics = await (await call('GET', '/metrics', { key: keys.admin })).text();
    expect(metrics).toMatch(/^orrery_permission_requests_open 0$/m);
  });
});
