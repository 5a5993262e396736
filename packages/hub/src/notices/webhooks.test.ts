import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Webhook } from '@orrery/protocol';
import { describe, expect, it } from 'vitest';
import { sessionRow } from '../test/fake-archive.ts';
import { startReceiver } from '../test/http-receiver.ts';
import { addWebhook, fast, listWebhooks, startNoticeHub } from '../test/notice-hub.ts';
import { waitingRow } from '../test/notice-world.ts';
import { eventually } from '../test/test-hub.ts';

describe('webhooks', () => {
  it('[NT21] get notices with links to the public address', async () => {
    const receiver = await startReceiver();
    const hub = await startNoticeHub();
    await addWebhook(hub, hub.key, { url: `${receiver.url}/json`, secret: 'key' });
    hub.archive.putSession(waitingRow('s 1', Date.now()));
    const { headers, body } = await receiver.nth(1);
    expect(headers['x-orrery-signature']).toMatch(/^sha256=[0-9a-f]{64}$/);
    expect(JSON.parse(body.toString())).toMatchObject({
      type: 'notice',
      kind: 'permission',
      session: { id: 's 1', project: 'p', state: 'waiting' },
      host: { id: 'h1' },
      url: 'https://orrery.example.com/sessions/s%201',
    });
    await eventually(async () => (await listWebhooks(hub, hub.key))[0]?.last).toMatchObject({
      ...{ isOk: true, message: 'It answered 2xx.' },
    });
  });

  it('[NT22] are made, changed and removed by administrators, and never show their secret', async () => {
    const hub = await startNoticeHub();
    const { key: viewer } = hub.hub.createApiKey({ role: 'operator', name: 'operator' });
    const made = await addWebhook(hub, hub.key, { url: 'http://10.0.0.5/hook', secret: 'tell nobody' });
    expect(made).toMatchObject({ hasSecret: true, isEnabled: true, last: null });
    const path = `/api/webhooks/${made.id}`;
    const change = async (part: object) => {
      const body = { name: 'other', url: 'http://10.0.0.5/other', format: 'json', ...part };
      const answer = await hub.call('PUT', path, { key: hub.key, body });
      return (await answer.json()) as Webhook;
    };
    expect(await change({ isEnabled: false })).toMatchObject({
      name: 'other',
      hasSecret: true,
      isEnabled: false,
    });
    // Whoever may not read it may not have it sent elsewhere either.
    for (const part of [{ url: 'http://10.0.0.6/' }, { format: 'ntfy' }, { url: 'https://10.0.0.5/' }]) {
      expect(await change(part)).toMatchObject({
        kind: 'invalid',
        message: expect.stringContaining('secret again'),
      });
    }
    expect(await change({ url: 'http://10.0.0.7/', format: 'slack' })).toMatchObject({ hasSecret: true });
    expect(await change({ url: 'http://10.0.0.7/' })).toMatchObject({ kind: 'invalid' });
    expect(await change({ url: 'http://10.0.0.6/', secret: 'new' })).toMatchObject({ hasSecret: true });
    expect(await change({ secret: '' })).toMatchObject({ hasSecret: false });
    expect(JSON.stringify([made, await listWebhooks(hub, hub.key)])).not.toContain('tell nobody');
    for (const [method, to] of [
      ['GET', '/api/webhooks'],
      ['DELETE', path],
      ['POST', `${path}/test`],
    ] as const) {
      expect((await hub.call(method, to, { key: viewer })).status).toBe(403);
    }
    const bad = { name: 'x', format: 'json', url: 'http://169.254.169.254/' };
    expect((await hub.call('POST', '/api/webhooks', { key: hub.key, body: bad })).status).toBe(400);
    expect((await hub.call('DELETE', path, { key: hub.key })).status).toBe(204);
    expect((await hub.call('DELETE', path, { key: hub.key })).status).toBe(404);
    expect((await hub.call('POST', `${path}/test`, { key: hub.key })).status).toBe(404);
  });

  it('[CT12] who added, changed and removed one is in the audit log, without the token in its address', async () => {
    const hub = await startNoticeHub();
    const url = 'https://hooks.example.com/services/T0/secret-token';
    const { id } = await addWebhook(hub, hub.key, { name: 'ops', url, format: 'slack' });
    const path = `/api/webhooks/${id}`;
    const change = { name: 'ops', url: 'http://10.0.0.5/x', format: 'json', isEnabled: false };
    await hub.call('PUT', path, { key: hub.key, body: change });
    await hub.call('DELETE', path, { key: hub.key });
    const text = await (await hub.call('GET', '/api/audit', { key: hub.key })).text();
    const entry = { actor: 'admin', actorKind: 'apiKey', action: 'changeSettings', outcome: 'done' };
    expect(JSON.parse(text)).toMatchObject({
      items: [
        { ...entry, detail: 'Webhook removed: "ops" (json to 10.0.0.5, off)' },
        {
          ...entry,
          detail: 'Webhook changed: "ops" (slack to hooks.example.com) -> "ops" (json to 10.0.0.5, off)',
        },
        { ...entry, detail: 'Webhook added: "ops" (slack to hooks.example.com)' },
      ],
    });
    expect(text).not.toContain('secret-token');
  });

  it('[NT31] one that is turned off gets nothing of what waited for it', async () => {
    const slow = await startReceiver();
    const held: (() => void)[] = [];
    slow.onRequest = (answer) => void held.push(() => answer.writeHead(200).end());
    const hub = await startNoticeHub();
    const { id } = await addWebhook(hub, hub.key, { url: slow.url });
    const after = await startReceiver();
    await addWebhook(hub, hub.key, { url: after.url });
    for (const session of ['s0', 's1', 's2']) hub.archive.putSession(waitingRow(session, Date.now()));
    await slow.nth(1);
    await after.nth(3);
    const off = { name: 'test', url: slow.url, format: 'json', isEnabled: false };
    await hub.call('PUT', `/api/webhooks/${id}`, { key: hub.key, body: off });
    held.shift()?.();
    const last = async () => (await listWebhooks(hub, hub.key)).find((each) => each.id === id)?.last;
    await eventually(last).toMatchObject({ isOk: false, message: 'It was turned off before this was sent.' });
    expect(slow.received).toHaveLength(1);
  });

  it('[NT23] say what the other side answered to a test', async () => {
    const receiver = await startReceiver();
    const hub = await startNoticeHub();
    const { id } = await addWebhook(hub, hub.key, { url: receiver.url, format: 'slack', isEnabled: false });
    const test = async () => (await hub.call('POST', `/api/webhooks/${id}/test`, { key: hub.key })).json();
    expect(await test()).toMatchObject({ isOk: true, message: 'It answered 2xx.' });
    expect(JSON.parse((await receiver.nth(1)).body.toString())).toMatchObject({
      text: expect.stringContaining('Test from Orrery'),
    });
    receiver.onRequest = (answer) => void answer.writeHead(404).end('no_such_channel');
    expect(await test()).toMatchObject({
      isOk: false,
      message: 'It answered 4xx. Look at the address and the secret.',
    });
    receiver.onRequest = (answer) => void answer.writeHead(302, { location: 'http://127.0.0.1/' }).end();
    expect(await test()).toMatchObject({
      isOk: false,
      message: 'It answered 3xx: redirects are not followed.',
    });
    expect(await listWebhooks(hub, hub.key)).toMatchObject([{ last: { isOk: false } }]);
  });

  it('[NT30] a receiver that never answers holds up nobody else, nor the end of the hub', async () => {
    const [silent, other] = await Promise.all([startReceiver(), startReceiver()]);
    silent.onRequest = () => undefined;
    const hub = await startNoticeHub();
    await addWebhook(hub, hub.key, { url: silent.url });
    await addWebhook(hub, hub.key, { url: other.url, format: 'ntfy' });
    hub.archive.putSession(waitingRow('s1', Date.now()));
    await silent.nth(1);
    hub.archive.putSession(waitingRow('s2', Date.now()));
    await other.nth(2);
    expect(silent.received).toHaveLength(1);
    await hub.hub.close();
    expect(silent.received).toHaveLength(1);
  });

  it('[NT31] a receiver that is too slow loses the oldest, and it is said', async () => {
    const slow = await startReceiver();
    const held: (() => void)[] = [];
    slow.onRequest = (answer) => void held.push(() => answer.writeHead(200).end());
    const hub = await startNoticeHub({ noticeLimits: { ...fast, maxQueue: 2 } });
    await addWebhook(hub, hub.key, { url: slow.url });
    hub.archive.putSession(waitingRow('s0', Date.now()));
    await slow.nth(1);
    for (let n = 1; n <= 4; n += 1) hub.archive.putSession(waitingRow(`s${n}`, Date.now()));
    await eventually(async () => (await listWebhooks(hub, hub.key))[0]?.last?.message).toMatch(
      /oldest was dropped/,
    );
    slow.onRequest = (answer) => void answer.writeHead(200).end();
    held.shift()?.();
    const told = [await slow.nth(1), await slow.nth(2), await slow.nth(3)].map(
      ({ body }) => (JSON.parse(body.toString()) as { session: { id: string } }).session.id,
    );
    expect(told).toEqual(['s0', 's3', 's4']);
  });

  it('[NT1] are told in order and in spite of faults: of who asks, and of the browsers that are told too', async () => {
    const receiver = await startReceiver();
    const hub = await startNoticeHub();
    await addWebhook(hub, hub.key, { url: receiver.url });
    const database = new DatabaseSync(join(hub.dataDir, 'auth.sqlite'));
    database.exec('ALTER TABLE push_subscription RENAME TO gone');
    database.close();
    const read = Promise.withResolvers<never>();
    let reads = 0;
    hub.archive.session = () => {
      reads += 1;
      return read.promise;
    };
    const row = waitingRow('s1', Date.now());
    hub.archive.putSession({ ...row, waiting: row.waiting && { ...row.waiting, agentId: 'a1' } });
    await eventually(() => reads).toBe(1);
    const stuck = { kind: 'stuck' as const, evidence: 'silent', since: Date.now() };
    hub.archive.putSession(sessionRow({ id: 's2', state: 'working', alerts: [stuck] }));
    // Timers run in the order of their time: this one after the hub has looked at the change.
    setTimeout(() => read.reject(new Error('the disk is full')), 60);
    const titles = [await receiver.nth(1), await receiver.nth(2)].map(
      ({ body }) => (JSON.parse(body.toString()) as { title: string }).title,
    );
    expect(titles).toEqual(['Claude asks to run Bash', 'Claude is stuck']);
  });

  it('[NT22] keep their secret out of the log', async () => {
    const logged: string[] = [];
    const write = (message: string, facts?: object) => void logged.push(message + JSON.stringify(facts));
    const receiver = await startReceiver();
    receiver.onRequest = (answer, { headers }) =>
      void answer.writeHead(401).end(`not ${headers.authorization}`);
    const hub = await startNoticeHub({ logger: { debug: write, info: write, warn: write, error: write } });
    await addWebhook(hub, hub.key, { url: receiver.url, format: 'ntfy', secret: 'tk_secret' });
    hub.archive.putSession(waitingRow('s1', Date.now()));
    await eventually(() => logged.length).toBe(1);
    expect(logged.join()).toContain('webhook failed');
    expect(logged.join()).not.toMatch(/tk_secret/);
  });
});
