import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { OrreryError } from '@orrery/protocol';
import { describe, expect, it } from 'vitest';
import { openCredentials } from '../auth/credentials.ts';
import { openSocket } from '../test/test-agent.ts';
import { startTestHub, temporaryFolder } from '../test/test-hub.ts';

describe('API', () => {
  it('health says that the hub runs and nothing more', async () => {
    const { call } = await startTestHub();
    const health = (await (await call('GET', '/api/health')).json()) as object;
    expect(health).toEqual({
      status: 'ok',
      version: '0.0.0-test',
      store: 'memory',
      uptimeMs: expect.any(Number),
    });
  });

  it('lists and shows sessions, their entries and machines', async () => {
    const { hub, archive, call } = await startTestHub();
    const { key } = hub.createApiKey({ role: 'viewer', name: 'test' });
    archive.putSession({ id: 's1' }, 3);
    const get = async (path: string) => (await call('GET', path, { key })).json();
    expect(await get('/api/sessions?state=working&state=idle&limit=5')).toMatchObject({
      items: [{ id: 's1' }],
    });
    expect(await get('/api/sessions/s1')).toMatchObject({ id: 's1', agentList: [], clients: [] });
    expect(await get('/api/sessions/s1/entries?after=0')).toMatchObject({ items: [{ seq: 1 }, {}, {}] });
    expect(await get('/api/hosts')).toEqual([]);
    expect(await get('/api/search?q=x')).toMatchObject({ items: [], isComplete: true });
  });

  it('[AU15] answers 404 for unknown sessions and 400 for queries that do not fit', async () => {
    const { hub, archive, call } = await startTestHub();
    const { key } = hub.createApiKey({ role: 'viewer', name: 'test' });
    archive.putSession({ id: 's1' });
    const cases: [string, number, string][] = [
      ['/api/sessions/none', 404, 'notFound'],
      ['/api/sessions/none/entries', 404, 'notFound'],
      ['/api/sessions/none/raw', 404, 'notFound'],
      ['/api/nothing', 404, 'notFound'],
      ['/api/sessions?limit=0', 400, 'invalid'],
      ['/api/sessions?state=sleeping', 400, 'invalid'],
      ['/api/sessions/s1/entries?before=1&after=2', 400, 'invalid'],
      ['/api/search', 400, 'invalid'],
      [`/api/search?q=${'x'.repeat(600)}`, 400, 'invalid'],
    ];
    for (const [path, status, kind] of cases) {
      const answer = await call('GET', path, { key });
      expect([path, answer.status, ((await answer.json()) as { kind: string }).kind]).toEqual([
        path,
        status,
        kind,
      ]);
    }
  });

  it('[AU15] keeps the words of unexpected errors in the log, and those of known ones for people', async () => {
    const logged: string[] = [];
    const write = (_message: string, facts?: Record<string, unknown>) =>
      void logged.push(JSON.stringify(facts));
    const logger = { debug: write, info: write, warn: write, error: write };
    const { hub, archive, call } = await startTestHub({ logger });
    const { key } = hub.createApiKey({ role: 'viewer', name: 'test' });
    archive.listSessions = () => Promise.reject(new Error('secret path /home/ada'));
    const unexpected = await call('GET', '/api/sessions?q=private-query', { key });
    expect(unexpected.status).toBe(500);
    expect(await unexpected.text()).not.toMatch(/secret path/);
    expect(logged.join()).toMatch(/secret path/);
    expect(logged.join()).not.toMatch(/private-query|orrery_key_/);
    archive.listSessions = () => Promise.reject(new OrreryError('storage', 'The disk is full.'));
    const known = await call('GET', '/api/sessions', { key });
    expect([known.status, await known.json()]).toEqual([
      503,
      { kind: 'storage', message: 'The disk is full.' },
    ]);
  });

  it('[AU15] refuses bodies that are no JSON, too large or of another kind', async () => {
    const { hub, call } = await startTestHub();
    const { key } = hub.createApiKey({ role: 'admin', name: 'test' });
    const post = (body: string, type: string) =>
      fetch(`${hub.url}/api/join-tokens`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': type },
        body,
      });
    expect((await post('{', 'application/json')).status).toBe(400);
    expect((await post('<a/>', 'application/xml')).status).toBe(400);
    expect((await post(JSON.stringify({ name: 'x'.repeat(70_000) }), 'application/json')).status).toBe(413);
    expect((await call('POST', '/api/join-tokens', { key, body: { uses: 0 } })).status).toBe(400);
  });

  it('streams stored lines byte for byte and stops reading when the reader goes away', async () => {
    const { hub, archive, call } = await startTestHub();
    const { key } = hub.createApiKey({ role: 'viewer', name: 'test' });
    archive.putSession({ id: 's1' });
    archive.rawPieces = [Buffer.from('{"a":1}\n'), Buffer.from([0x7b, 0xff, 0x0a])];
    const answer = await call('GET', '/api/sessions/s1/raw', { key });
    expect(answer.headers.get('content-type')).toMatch(/^application\/x-ndjson/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(Buffer.concat(archive.rawPieces));

    let pulled = 0;
    const stopped = new Promise<void>((resolve) => {
      archive.raw = async function* () {
        try {
          for (;;) {
            await Promise.resolve();
            pulled += 1;
            yield Buffer.alloc(64 * 1024);
          }
        } finally {
          resolve();
        }
      };
    });
    const endless = await call('GET', '/api/sessions/s1/raw', { key });
    await endless.body?.cancel();
    await stopped;
    // 64 MiB would mean that nobody waited for the socket.
    expect(pulled).toBeLessThan(1024);
  });

  it('[AU7] lets viewers and operators read, and only admins make and see tokens, keys and metrics', async () => {
    const { hub, call } = await startTestHub();
    const admin = [
      'GET /api/join-tokens',
      'POST /api/join-tokens',
      'DELETE /api/join-tokens/x',
      'GET /api/api-keys',
    ];
    admin.push('POST /api/api-keys', 'DELETE /api/api-keys/x', 'GET /metrics');
    for (const role of ['viewer', 'operator'] as const) {
      const { key } = hub.createApiKey({ role, name: role });
      expect((await call('GET', '/api/sessions', { key })).status).toBe(200);
      for (const route of admin) {
        const [method = '', path = ''] = route.split(' ');
        const answer = await call(method, path, {
          key,
          ...(method === 'POST' && { body: { role: 'admin' } }),
        });
        expect([route, answer.status]).toEqual([route, 403]);
      }
    }
    const { key } = hub.createApiKey({ role: 'admin', name: 'admin' });
    const metrics = await (await call('GET', '/metrics', { key })).text();
    expect(metrics).toMatch(/^# TYPE orrery_live_sockets gauge\norrery_live_sockets 0$/m);
  });

  it('[AU8] shows an API key once, and ends it and its sockets when it is revoked', async () => {
    const test = await startTestHub();
    const admin = test.hub.createApiKey({ role: 'admin', name: 'admin' }).key;
    const made = await test.call('POST', '/api/api-keys', {
      key: admin,
      body: { role: 'viewer', name: 'ci' },
    });
    expect(made.status).toBe(201);
    const { id, key } = (await made.json()) as { id: string; key: string };
    const list = await (await test.call('GET', '/api/api-keys', { key: admin })).text();
    expect(list).toMatch(/"name":"ci"/);
    expect(list).not.toContain(key);
    expect(readFileSync(join(test.dataDir, 'auth.sqlite-wal')).includes(key)).toBe(false);
    const page = await openSocket(`${test.hub.url}/live`, { authorization: `Bearer ${key}` });
    expect((await test.call('DELETE', `/api/api-keys/${id}`, { key: admin })).status).toBe(204);
    expect((await page.closed).reason).toBe('unauthenticated');
    expect((await test.call('GET', '/api/me', { key })).status).toBe(401);
    expect((await test.call('DELETE', `/api/api-keys/${id}`, { key: admin })).status).toBe(404);
  });

  it("[AU28] the key of the hub's own console is marked, and nobody takes it back while the hub runs", async () => {
    const { hub, call, dataDir } = await startTestHub();
    const admin = hub.createApiKey({ role: 'admin', name: 'local command line' });
    const old = hub.createConsoleKey('local command line');
    const own = hub.createConsoleKey('local command line');
    const listed = async () => {
      const keys = (await (await call('GET', '/api/api-keys', { key: admin.key })).json()) as {
        id: string;
        isConsole?: boolean;
      }[];
      return keys.filter(({ isConsole }) => isConsole).map(({ id }) => id);
    };
    expect(await listed()).toEqual([own.id]);
    const refused = await call('DELETE', `/api/api-keys/${own.id}`, { key: admin.key });
    expect([refused.status, await refused.json()]).toEqual([
      409,
      {
        kind: 'conflict',
        message:
          "This key belongs to the console of the hub's machine; it is made anew at every start. Nothing was changed.",
      },
    ]);
    expect((await call('GET', '/api/me', { key: own.key })).status).toBe(200);
    expect((await call('DELETE', `/api/api-keys/${old.id}`, { key: admin.key })).status).toBe(204);
    // Commands on that machine come with the same key.
    expect((await call('DELETE', `/api/api-keys/${own.id}`, { key: own.key })).status).toBe(409);
    await hub.close();
    const beside = openCredentials({ dataDir });
    expect(beside.apiKeys.list().map(({ id }) => id)).toEqual([admin.id]);
    beside.close();
  });

  it('[AU8] a key that another process made works at once, and ends when that process revokes it', async () => {
    const { hub, dataDir, call } = await startTestHub({ liveLimits: { recheckMs: 20 } });
    const beside = openCredentials({ dataDir });
    const { id, key } = beside.apiKeys.create({ role: 'viewer', name: 'cli' });
    expect((await call('GET', '/api/me', { key })).status).toBe(200);
    const page = await openSocket(`${hub.url}/live`, { authorization: `Bearer ${key}` });
    beside.apiKeys.revoke(id);
    beside.close();
    expect((await page.closed).reason).toBe('unauthenticated');
    expect((await call('GET', '/api/me', { key })).status).toBe(401);
  });

  it('[AG4] makes, lists and revokes join tokens without ever showing a secret again', async () => {
    const { hub, call } = await startTestHub();
    const { key } = hub.createApiKey({ role: 'admin', name: 'admin' });
    const made = await call('POST', '/api/join-tokens', { key, body: { uses: 2, name: 'lab' } });
    expect(made.status).toBe(201);
    const { id, token } = (await made.json()) as { id: string; token: string };
    expect(token).toMatch(/^orrery1\.[\w-]{43}\.[\w-]{43}$/);
    const list = async () => (await call('GET', '/api/join-tokens', { key })).text();
    expect(JSON.parse(await list())).toMatchObject([{ id, name: 'lab', usesLeft: 2, isRevoked: false }]);
    expect(await list()).not.toContain(token.split('.')[2]);
    expect((await call('DELETE', `/api/join-tokens/${id}`, { key })).status).toBe(204);
    expect(JSON.parse(await list())).toMatchObject([{ id, isRevoked: true }]);
  });

  it('[AU11] limits searches by person', async () => {
    const { hub, call } = await startTestHub({ rateLimits: { search: 2 } });
    const [one, other] = ['one', 'other'].map((name) => hub.createApiKey({ role: 'viewer', name }).key);
    const search = async (key = '') => (await call('GET', '/api/search?q=x', { key })).status;
    expect([await search(one), await search(one), await search(one)]).toEqual([200, 200, 429]);
    expect(await search(other)).toBe(200);
  });

  it('describes itself as OpenAPI and as a page that loads nothing from elsewhere', async () => {
    const { hub, call } = await startTestHub();
    const { key } = hub.createApiKey({ role: 'viewer', name: 'test' });
    const openapi = (await (await call('GET', '/api/openapi.json', { key })).json()) as {
      paths: Record<string, unknown>;
    };
    const described = Object.keys(openapi.paths);
    expect(described).toContain('/api/sessions/{id}/entries');
    expect(described).toContain('/metrics');
    const page = await (await call('GET', '/api/docs', { key })).text();
    expect(page).toContain('/api/sessions/{id}/raw');
    expect(page).not.toMatch(/<script|https?:\/\//);
    expect(page).toContain('<style>');
  });

  it('[AU13] keeps secrets in files that only their owner reads', async () => {
    const { dataDir, call } = await startTestHub({ dataDir: join(temporaryFolder(), 'data') });
    await call('POST', '/api/auth/sign-in/email', { body: { email: 'a@example.com', password: 'x' } });
    for (const file of ['auth.sqlite', 'auth.sqlite-wal', 'auth.secret', 'hub.key']) {
      expect([file, statSync(join(dataDir, file)).mode & 0o777]).toEqual([file, 0o600]);
    }
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  });
});
