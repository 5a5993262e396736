import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { PushSettings, PushSubscriptionView } from '@orrery/protocol';
import { describe, expect, it } from 'vitest';
import { type HttpReceiver, startReceiver } from '../test/http-receiver.ts';
import { addWebhook, listWebhooks, startNoticeHub } from '../test/notice-hub.ts';
import { requestRow, waitingRow } from '../test/notice-world.ts';
import { createPushBrowser } from '../test/push-browser.ts';
import { eventually, setUpOwner, startTestHub, type TestHub, temporaryFolder } from '../test/test-hub.ts';

async function subscribe({ call }: TestHub, cookie: string, service: HttpReceiver, part: object = {}) {
  const browser = createPushBrowser();
  const body = { endpoint: `${service.url}/push/1`, keys: browser.keys, label: 'phone', ...part };
  const answer = await call('POST', '/api/push/subscriptions', { cookie, body });
  expect(answer.status).toBe(201);
  return { browser, view: (await answer.json()) as PushSubscriptionView };
}

const listPush = async ({ call }: TestHub, cookie: string) =>
  (await (await call('GET', '/api/push', { cookie })).json()) as PushSettings;
describe('push', () => {
  it('[NT10] brings a permission request to a browser, encrypted, signed and urgent', async () => {
    const service = await startReceiver();
    service.onRequest = (answer) => void answer.writeHead(201).end();
    const hub = await startNoticeHub({ pushHosts: [service.host] });
    const cookie = await setUpOwner(hub);
    const { browser, view } = await subscribe(hub, cookie, service);
    const { publicKey } = await listPush(hub, cookie);
    const request = requestRow('r1', Date.now(), {
      ...{ agentType: 'test-runner', text: 'pnpm test', input: { command: 'pnpm test' } },
    });
    hub.archive.putSession(waitingRow('s1', Date.now(), [request]));
    const { path, headers, body } = await service.nth(1);
    expect(path).toBe('/push/1');
    expect(headers).toMatchObject({ 'content-encoding': 'aes128gcm', urgency: 'high', ttl: '3600' });
    expect(headers.topic).toMatch(/^[\w-]{32}$/);
    expect(headers.authorization).toContain(`k=${publicKey}`);
    expect(body.toString('latin1')).not.toContain('pnpm');
    expect(browser.read(body)).toEqual({
      kind: 'permission',
      sessionId: 's1',
      title: 'test-runner asks to run Bash',
      body: 'pnpm test\ns1, on h1',
      requestId: 'r1',
      digest: request.digest,
      isWhole: true,
      at: expect.any(Number),
    });
    await eventually(async () => (await hub.call('GET', '/metrics', { key: hub.key })).text()).toContain(
      'orrery_notices_sent_total 1',
    );
    expect((await listPush(hub, cookie)).subscriptions).toEqual([view]);
  });

  it('[NT10] names the agent that asks where only the transcript knows it', async () => {
    const service = await startReceiver();
    const hub = await startNoticeHub({ pushHosts: [service.host] });
    const { browser } = await subscribe(hub, await setUpOwner(hub), service);
    const read = hub.archive.session;
    hub.archive.session = async (id) => {
      const detail = await read(id);
      const agent = { id: 'a1', type: 'reviewer' } as NonNullable<typeof detail>['agentList'][number];
      return detail && { ...detail, agentList: [agent] };
    };
    const row = waitingRow('s1', Date.now());
    hub.archive.putSession({ ...row, waiting: row.waiting && { ...row.waiting, agentId: 'a1' } });
    expect(browser.read((await service.nth(1)).body).title).toBe('reviewer asks to run Bash');
  });

  it('[NT12] tells a browser only of what it wants to be told of', async () => {
    const service = await startReceiver();
    const hub = await startNoticeHub({ pushHosts: [service.host] });
    const cookie = await setUpOwner(hub);
    const { view, browser } = await subscribe(hub, cookie, service, { kinds: ['crashed'] });
    const everything = await startReceiver();
    await addWebhook(hub, hub.key, { url: everything.url });
    hub.archive.putSession(waitingRow('s1', Date.now()));
    await everything.nth(1);
    const crashed = { kind: 'crashed' as const, evidence: 'the process went away', since: Date.now() };
    hub.archive.putSession({ id: 's2', state: 'crashed', alerts: [crashed] });
    expect(browser.read((await service.nth(1)).body).kind).toBe('crashed');
    const path = `/api/push/subscriptions/${view.id}`;
    const changed = await hub.call('PUT', path, { cookie, body: { kinds: ['permission'] } });
    expect(await changed.json()).toMatchObject({ id: view.id, kinds: ['permission'] });
    hub.archive.putSession(waitingRow('s3', Date.now()));
    expect(browser.read((await service.nth(2)).body).sessionId).toBe('s3');
  });

  it('[NT11] takes known push services and keys of browsers alone, one entry for each endpoint', async () => {
    const service = await startReceiver();
    const hub = await startNoticeHub({ pushHosts: [service.host] });
    const cookie = await setUpOwner(hub);
    const { keys } = createPushBrowser();
    const post = async (body: object) =>
      (await hub.call('POST', '/api/push/subscriptions', { cookie, body })).status;
    expect(await post({ endpoint: 'https://169.254.169.254/x', keys })).toBe(403);
    expect(await post({ endpoint: 'http://127.0.0.1:1/x', keys })).toBe(403);
    expect(await post({ endpoint: `${service.url}/x`, keys: { p256dh: 'x', auth: 'y' } })).toBe(400);
    expect(await post({ endpoint: `${service.url}/x`, keys, label: 'old' })).toBe(201);
    expect(await post({ endpoint: `${service.url}/x`, keys, label: 'new' })).toBe(201);
    expect((await listPush(hub, cookie)).subscriptions).toMatchObject([{ label: 'new' }]);
    for (let n = 1; n < 20; n += 1) expect(await post({ endpoint: `${service.url}/${n}`, keys })).toBe(201);
    expect(await post({ endpoint: `${service.url}/more`, keys })).toBe(409);
    expect(await post({ endpoint: `${service.url}/x`, keys })).toBe(201);
  });

  it('[NT13] is for people: API keys, strangers and other people are refused', async () => {
    const service = await startReceiver();
    const hub = await startNoticeHub({ pushHosts: [service.host] });
    const cookie = await setUpOwner(hub);
    const { view } = await subscribe(hub, cookie, service);
    const refused = await hub.call('GET', '/api/push', { key: hub.key });
    expect([refused.status, await refused.json()]).toMatchObject([403, { kind: 'forbidden' }]);
    const body = { endpoint: `${service.url}/y`, keys: createPushBrowser().keys };
    expect((await hub.call('POST', '/api/push/subscriptions', { key: hub.key, body })).status).toBe(403);
    expect((await hub.call('GET', '/api/push')).status).toBe(401);
    const database = new DatabaseSync(join(hub.dataDir, 'auth.sqlite'));
    database.exec(`UPDATE push_subscription SET user_id = 'somebody else'`);
    const path = `/api/push/subscriptions/${view.id}`;
    expect((await hub.call('DELETE', path, { cookie })).status).toBe(404);
    expect((await hub.call('POST', `${path}/test`, { cookie })).status).toBe(404);
    expect((await hub.call('PUT', path, { cookie, body: { kinds: [] } })).status).toBe(404);
    // That person is none of ours (any more): the next notice forgets the browser.
    hub.archive.putSession(waitingRow('s1', Date.now()));
    const count = () => database.prepare('SELECT count(*) AS n FROM push_subscription').get()?.n;
    await eventually(count).toBe(0);
    database.close();
    expect(service.received).toHaveLength(0);
  });

  it('[NT14] forgets a browser that the push service no longer knows', async () => {
    const service = await startReceiver();
    const hub = await startNoticeHub({ pushHosts: [service.host] });
    const cookie = await setUpOwner(hub);
    for (const status of [404, 410]) {
      service.onRequest = (answer) => void answer.writeHead(status).end();
      await subscribe(hub, cookie, service);
      hub.archive.putSession(waitingRow(`s${status}`, Date.now()));
      await eventually(async () => (await listPush(hub, cookie)).subscriptions).toEqual([]);
    }
    expect(service.received).toHaveLength(2);
  });

  it('[NT14] tries again when the push service is busy, and shows what went wrong in the end', async () => {
    const service = await startReceiver();
    const hub = await startNoticeHub({ pushHosts: [service.host] });
    const cookie = await setUpOwner(hub);
    await subscribe(hub, cookie, service);
    service.onRequest = (answer) => {
      if (service.received.length === 1) answer.writeHead(429, { 'retry-after': '0' }).end();
      else if (service.received.length === 2) answer.writeHead(500).end();
      else answer.writeHead(201).end();
    };
    hub.archive.putSession(waitingRow('s1', Date.now()));
    await service.nth(3);
    service.onRequest = (answer) => void answer.writeHead(403).end('bad token');
    hub.archive.putSession(waitingRow('s2', Date.now()));
    await service.nth(4);
    const problem = async () => (await listPush(hub, cookie)).subscriptions[0]?.problem;
    await eventually(problem).toBe('It answered 4xx. Look at the address and the secret.');
    service.onRequest = (answer) => void answer.writeHead(201).end();
    hub.archive.putSession(waitingRow('s3', Date.now()));
    await eventually(problem).toBe('');
  });

  it('[NT15] says how a test went', async () => {
    const service = await startReceiver();
    const hub = await startNoticeHub({ pushHosts: [service.host] });
    const cookie = await setUpOwner(hub);
    const { view, browser } = await subscribe(hub, cookie, service);
    const test = async () =>
      (await hub.call('POST', `/api/push/subscriptions/${view.id}/test`, { cookie })).json();
    expect(await test()).toMatchObject({ isOk: true });
    expect(browser.read((await service.nth(1)).body).title).toBe('Test from Orrery');
    service.onRequest = (answer) => void answer.writeHead(410).end();
    expect(await test()).toMatchObject({ isOk: false, message: expect.stringContaining('was removed') });
    expect(await test()).toMatchObject({ kind: 'notFound' });
  });

  it('[NT16] goes on after a restart with the same key and browsers', async () => {
    const service = await startReceiver();
    const first = await startNoticeHub({ pushHosts: [service.host] });
    const cookie = await setUpOwner(first);
    const { browser } = await subscribe(first, cookie, service);
    const before = await listPush(first, cookie);
    await first.hub.close();
    const second = await startNoticeHub({ pushHosts: [service.host], dataDir: first.dataDir });
    second.archive.putSession(waitingRow('s1', Date.now()));
    const { headers, body } = await service.nth(1);
    expect(browser.read(body).sessionId).toBe('s1');
    expect(headers.authorization).toContain(`k=${before.publicKey}`);
  });
});

it('[NT24] refuses a public address that is none', async () => {
  for (const publicUrl of ['orrery.example.com', 'ftp://x/', 'https://a@b/', 'https://b/?q=1']) {
    await expect(startTestHub({ publicUrl })).rejects.toMatchObject({ kind: 'invalid' });
  }
});

it('[NT16] takes over a data folder of the version before', async () => {
  const dataDir = temporaryFolder();
  const older = new DatabaseSync(join(dataDir, 'auth.sqlite'));
  older.exec('PRAGMA user_version = 1');
  older.exec(
    'CREATE TABLE join_token (id TEXT PRIMARY KEY, secret_hash TEXT NOT NULL UNIQUE, name TEXT, uses_left INTEGER NOT NULL, ' +
      'expires_at INTEGER NOT NULL, created_at INTEGER NOT NULL, is_revoked INTEGER NOT NULL DEFAULT 0) STRICT',
  );
  older.exec(
    'CREATE TABLE api_key (id TEXT PRIMARY KEY, key_hash TEXT NOT NULL UNIQUE, name TEXT NOT NULL, role TEXT NOT NULL, ' +
      'created_at INTEGER NOT NULL, last_used_at INTEGER) STRICT',
  );
  older.close();
  const hub = await startNoticeHub({ dataDir });
  expect(await listWebhooks(hub, hub.key)).toEqual([]);
});

it('[AU13] keeps the push key to itself', async () => {
  const { dataDir } = await startNoticeHub();
  expect(readFileSync(join(dataDir, 'vapid.key'), 'utf8')).toContain('PRIVATE KEY');
});
