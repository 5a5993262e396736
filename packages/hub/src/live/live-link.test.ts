import type { LiveDown } from '@orrery/protocol';
import { describe, expect, it } from 'vitest';
import { createReaderModel } from '../test/reader-model.ts';
import { openSocket, type TestSocket } from '../test/test-agent.ts';
import { eventually, startTestHub, type TestHub } from '../test/test-hub.ts';

const FLEET = { kind: 'fleet' };
const ofSession = (sessionId: string) => ({ kind: 'session', sessionId });

async function openPage({ hub }: TestHub): Promise<TestSocket> {
  const { key } = hub.createApiKey({ role: 'viewer', name: 'test' });
  const page = await openSocket(`${hub.url}/live`, { authorization: `Bearer ${key}` });
  expect(await page.next()).toMatchObject({ type: 'welcome' });
  return page;
}

describe('live link', () => {
  it('[LV1] welcomes, answers a subscription with a snapshot and goes on with deltas', async () => {
    const { hub, archive } = await startTestHub();
    const { key } = hub.createApiKey({ role: 'viewer', name: 'test' });
    archive.putSession({ id: 's1' });
    const page = await openSocket(`${hub.url}/live`, { authorization: `Bearer ${key}` });
    expect(await page.next()).toMatchObject({
      type: 'welcome',
      archiveId: archive.id,
      hubVersion: '0.0.0-test',
    });
    page.send({ type: 'subscribe', id: 1, topic: FLEET });
    expect(await page.next()).toMatchObject({
      type: 'fleetSnapshot',
      id: 1,
      seq: 1,
      sessions: [{ id: 's1' }],
    });
    archive.putSession({ id: 's1', title: 'other' });
    expect(await page.next()).toMatchObject({
      ...{ type: 'fleetDelta', id: 1, from: 1, seq: 2 },
      sessions: [{ id: 's1', title: 'other' }],
    });
    page.send({ type: 'ping', at: 7 });
    expect(await page.next()).toMatchObject({ type: 'pong', at: 7 });
  });

  it('[LV1] tells of a session with its entries, and nothing after unsubscribe', async () => {
    const test = await startTestHub();
    test.archive.putSession({ id: 's1' }, 2);
    const page = await openPage(test);
    page.send({ type: 'subscribe', id: 3, topic: ofSession('s1') });
    expect(await page.next()).toMatchObject({
      type: 'sessionSnapshot',
      id: 3,
      entries: [{ seq: 1 }, { seq: 2 }],
    });
    test.archive.putSession({ id: 'other' }, 1);
    test.archive.putSession({ id: 's1' }, 1);
    expect(await page.next()).toMatchObject({
      type: 'sessionDelta',
      id: 3,
      entries: [{ seq: 3 }],
      session: { lastSeq: 3 },
    });
    page.send({ type: 'unsubscribe', id: 3 });
    page.send({ type: 'ping', at: 1 });
    expect(await page.next()).toMatchObject({ type: 'pong' });
    test.archive.putSession({ id: 's1' }, 1);
    page.send({ type: 'ping', at: 2 });
    expect(await page.next()).toMatchObject({ type: 'pong', at: 2 });
  });

  it('[LV2] answers a resume with what changed since, and a number from the future with everything', async () => {
    const test = await startTestHub();
    test.archive.putSession({ id: 's1' });
    const seq = test.archive.putSession({ id: 's2' });
    test.archive.putSession({ id: 's3' });
    const page = await openPage(test);
    page.send({ type: 'subscribe', id: 1, topic: FLEET, since: seq });
    expect(await page.next()).toMatchObject({
      type: 'fleetDelta',
      from: seq,
      seq: 3,
      sessions: [{ id: 's3' }],
    });
    page.send({ type: 'subscribe', id: 2, topic: FLEET, since: 999 });
    expect(await page.next()).toMatchObject({ type: 'fleetSnapshot', id: 2, seq: 3 });
    page.send({ type: 'subscribe', id: 3, topic: ofSession('s1'), since: 1 });
    expect(await page.next()).toMatchObject({ type: 'sessionSnapshot', id: 3 });
  });

  it('[LV3] a page that loses its socket again and again ends with every row and no gap', async () => {
    const test = await startTestHub();
    const model = createReaderModel();
    for (let round = 0; round < 15; round += 1) {
      const page = await openPage(test);
      page.send({ type: 'subscribe', id: 1, topic: FLEET, ...(model.seq >= 0 && { since: model.seq }) });
      for (let change = 0; change < 10; change += 1) {
        test.archive.putSession({ id: `s${(round * 7 + change) % 20}`, title: `${round}.${change}` });
        // Some frames are read, some are lost with the socket.
        if (change % 3 === round % 3) model.apply(await page.next<LiveDown>());
      }
      page.socket.terminate();
      await page.closed;
    }
    const page = await openPage(test);
    page.send({ type: 'subscribe', id: 1, topic: FLEET, since: model.seq });
    model.apply(await page.next<LiveDown>());
    const { items } = await test.archive.listSessions({ limit: 100 });
    expect([...model.rows].map(([id, { title }]) => [id, title]).sort()).toEqual(
      items.map(({ id, title }) => [id, title]).sort(),
    );
  });

  it('[LV5] cuts a reader that does not read, buffers little for it, and gives it a snapshot when it reads again', async () => {
    const test = await startTestHub({
      liveLimits: { highWaterBytes: 200_000, lowWaterBytes: 20_000, frameMs: 1 },
    });
    const { key } = test.hub.createApiKey({ role: 'admin', name: 'metrics' });
    const slow = await openPage(test);
    const fast = await openPage(test);
    for (const page of [slow, fast]) page.send({ type: 'subscribe', id: 1, topic: FLEET });
    await slow.next();
    await fast.next();
    slow.socket.pause();
    const cuts = async () =>
      Number(
        /^orrery_live_cut_to_snapshot_total (\d+)$/m.exec(
          await (await test.call('GET', '/metrics', { key })).text(),
        )?.[1],
      );
    let changes = 0;
    // The kernel's buffers fill first; how much they take is its business.
    while ((await cuts()) === 0 && changes < 500) {
      test.archive.putSession({ id: 's1', title: 'x'.repeat(100_000), prompts: changes });
      await fast.next();
      changes += 1;
    }
    expect(changes).toBeLessThan(500);
    for (let more = 0; more < 20; more += 1) {
      test.archive.putSession({ id: 's1', title: 'y'.repeat(100_000), prompts: -more });
      await fast.next();
    }
    slow.socket.resume();
    expect(await slow.nextOf('fleetSnapshot')).toMatchObject({ sessions: [{ id: 's1', prompts: -19 }] });
    const seq = test.archive.putSession({ id: 's1', title: 'small' });
    expect(await slow.nextOf('fleetDelta')).toMatchObject({ seq });
  });

  it('[LV5] sends no snapshots without bound to a reader that only asks', async () => {
    const test = await startTestHub({ liveLimits: { highWaterBytes: 200_000, lowWaterBytes: 20_000 } });
    const { key } = test.hub.createApiKey({ role: 'admin', name: 'metrics' });
    test.archive.putSession({ id: 's1', title: 'x'.repeat(1_000_000) });
    const page = await openPage(test);
    page.socket.pause();
    for (let id = 0; id < 60; id += 1) page.send({ type: 'subscribe', id, topic: FLEET });
    const metric = async (name: string) =>
      Number(
        new RegExp(`^orrery_${name} (\\d+)$`, 'm').exec(
          await (await test.call('GET', '/metrics', { key })).text(),
        )?.[1],
      );
    await eventually(() => metric('live_cut_to_snapshot_total')).toBeGreaterThan(0);
    expect(await metric('live_frames_total')).toBeLessThan(20);
  });

  it('[LV7] watches a session while somebody is subscribed to it, also when the socket breaks', async () => {
    const test = await startTestHub();
    test.archive.putSession({ id: 's1' });
    const watched = () => test.archive.watched.get('s1') ?? 0;
    const [one, two] = [await openPage(test), await openPage(test)];
    for (const page of [one, two]) {
      page.send({ type: 'subscribe', id: 1, topic: ofSession('s1') });
      await page.next();
    }
    expect(watched()).toBe(1);
    one.send({ type: 'unsubscribe', id: 1 });
    one.send({ type: 'ping', at: 1 });
    await one.next();
    expect(watched()).toBe(1);
    two.socket.terminate();
    await eventually(watched).toBe(0);
  });

  it('[LV11] fails the subscription to a session that does not exist, and goes on', async () => {
    const test = await startTestHub();
    const page = await openPage(test);
    page.send({ type: 'subscribe', id: 5, topic: ofSession('none') });
    expect(await page.next()).toMatchObject({ type: 'error', id: 5, kind: 'notFound' });
    page.send({ type: 'subscribe', id: 6, topic: FLEET });
    expect(await page.next()).toMatchObject({ type: 'fleetSnapshot', id: 6 });
    expect(test.archive.watched.get('none')).toBe(0);
  });
});

describe('bad frames of a page', () => {
  const frames: [string, string | Uint8Array, string][] = [
    ['no JSON', 'subscribe', 'invalid'],
    ['JSON that is no message', '42', 'invalid'],
    ['an unknown topic', '{"type":"subscribe","id":1,"topic":{"kind":"secrets"}}', 'invalid'],
    ['a negative since', '{"type":"subscribe","id":1,"topic":{"kind":"fleet"},"since":-1}', 'invalid'],
    ['a binary frame', new Uint8Array([1, 2, 3]), 'invalid'],
  ];

  it.each(frames)('[LV9] ends the connection on %s', async (_what, frame, kind) => {
    const page = await openPage(await startTestHub());
    page.socket.send(frame);
    expect(await page.next()).toMatchObject({ type: 'error', kind });
    expect((await page.closed).code).toBe(1008);
  });

  it('[LV9] ends the connection on a frame over the limit', async () => {
    const page = await openPage(await startTestHub());
    page.socket.send('x'.repeat(17 * 1024));
    expect((await page.closed).code).toBe(1009);
  });

  it('[LV9] limits subscriptions and messages', async () => {
    const test = await startTestHub({ liveLimits: { maxSubscriptions: 2, messageBurst: 5 } });
    const greedy = await openPage(test);
    for (const id of [1, 2, 3]) greedy.send({ type: 'subscribe', id, topic: FLEET });
    expect(await greedy.nextOf('error')).toMatchObject({ kind: 'tooLarge' });
    const chatty = await openPage(test);
    for (let at = 0; at < 10; at += 1) chatty.send({ type: 'ping', at });
    expect(await chatty.nextOf('error')).toMatchObject({ kind: 'rateLimited' });
    expect((await chatty.closed).code).toBe(1008);
  });

  it('[LV9] opens only so many sockets', async () => {
    const test = await startTestHub({ liveLimits: { maxSockets: 1 } });
    await openPage(test);
    await expect(openPage(test)).rejects.toThrow('refused: 503');
  });

  it('[LV9] ends a socket that gives no sign of life', async () => {
    const test = await startTestHub({ liveLimits: { heartbeatMs: 20 } });
    test.archive.putSession({ id: 's1' });
    const page = await openPage(test);
    page.send({ type: 'subscribe', id: 1, topic: ofSession('s1') });
    await page.next();
    page.socket.pause();
    await eventually(() => test.archive.watched.get('s1')).toBe(0);
  });

  it('[LV9] ends a socket that floods it with pings', async () => {
    const test = await startTestHub();
    const page = await openPage(test);
    for (let count = 0; count < 500; count += 1) page.socket.ping();
    await page.closed;
  });
});
