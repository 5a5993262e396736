import { randomBytes } from 'node:crypto';
import { OrreryError } from '@orrery/protocol';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../server/hub-logger.ts';
import { heldRequest, hookReport, requestsChange } from '../test/held-request.ts';
import {
  batchOf,
  createAgentKey,
  createHello,
  linkAgent,
  openHandshake,
  openSocket,
} from '../test/test-agent.ts';
import { eventually, startTestHub } from '../test/test-hub.ts';

async function linked(options: Parameters<typeof startTestHub>[0] = {}) {
  const test = await startTestHub(options);
  const key = createAgentKey();
  const agent = await linkAgent(test.hub.url, key, { token: test.hub.createJoinToken().token });
  await agent.nextOf('manifest');
  return { ...test, agent, key };
}

describe('agent link', () => {
  it('[AG1] lets an agent join with a token, tells it what is committed and acknowledges its batches', async () => {
    const { hub, archive } = await startTestHub();
    const agent = await linkAgent(hub.url, createAgentKey(), { token: hub.createJoinToken().token });
    expect(await agent.next()).toEqual({ type: 'manifest', files: [], documents: [], isLast: true });
    agent.sendBatch(batchOf('{"a":1}\n'));
    expect(await agent.next()).toMatchObject({ type: 'ack', outcome: 'committed', committed: 8 });
    expect(Buffer.from(archive.commits[0]?.payload ?? []).toString()).toBe('{"a":1}\n');
  });

  it('[AG1] sends the manifest in pages and marks the last', async () => {
    const { hub, archive } = await startTestHub();
    const document = (path: string) => ({ root: '/root', path, sha256: 'a'.repeat(64) });
    archive.manifestPages = ['a', 'b', 'c'].map((path) => ({ files: [], documents: [document(path)] }));
    const agent = await linkAgent(hub.url, createAgentKey(), { token: hub.createJoinToken().token });
    const pages = [
      await agent.nextOf('manifest'),
      await agent.nextOf('manifest'),
      await agent.nextOf('manifest'),
    ];
    expect(pages.map(({ isLast }) => isLast)).toEqual([false, false, true]);
    expect(pages.map(({ documents }) => documents)).toMatchObject([
      [{ path: 'a' }],
      [{ path: 'b' }],
      [{ path: 'c' }],
    ]);
  });

  it('[AG1] lets a known agent in without a token', async () => {
    const { hub, agent, key } = await linked();
    agent.socket.close();
    await agent.closed;
    const again = await linkAgent(hub.url, key);
    expect(again.hostId).toBe(agent.hostId);
  });

  it('hands documents, live sessions, requests, hook reports and its status to the archive', async () => {
    const { archive, agent } = await linked();
    const document = {
      type: 'document',
      root: '/root',
      path: 'a.meta.json',
      sha256: 'a'.repeat(64),
      content: '{}',
    };
    agent.send(document);
    agent.send({ type: 'liveSessions', isFull: true, running: [], gone: [] });
    const requests = requestsChange({ open: [heldRequest()] });
    const hooks = { type: 'hookReports', reports: [hookReport()] };
    agent.send(requests);
    agent.send(hooks);
    agent.send({ type: 'commandResult', id: 'never asked', outcome: 'done', message: '' });
    agent.send({
      type: 'hostStatus',
      degraded: 'polling',
      lagLines: 3,
      problems: [],
      allows: [],
      notFollowed: [],
    });
    agent.sendBatch(batchOf('{}\n'));
    await agent.nextOf('ack');
    expect(archive.documents).toEqual([document]);
    expect(archive.liveSessions).toHaveLength(1);
    expect(archive.permissionRequests).toEqual([requests]);
    expect(archive.hookReports).toEqual([hooks]);
    expect(archive.links.map(({ link }) => link.status?.degraded)).toContain('polling');
  });

  it('[AG12] hands over each payload in a buffer that nothing else uses', async () => {
    const { archive, agent } = await linked();
    const small = '{"x":1}\n';
    const large = `${JSON.stringify({ text: randomBytes(300_000).toString('hex') })}\n`;
    agent.sendBatch(batchOf(small, { path: 'small.jsonl' }));
    agent.sendBatch(batchOf(large, { path: 'large.jsonl' }));
    agent.sendBatch(batchOf(small, { path: 'other.jsonl' }));
    for (let count = 0; count < 3; count += 1) await agent.nextOf('ack');
    const payloads = archive.commits.map(({ payload }) => payload);
    expect(payloads.map((payload) => Buffer.from(payload).toString())).toEqual([small, large, small]);
    expect(new Set(payloads.map(({ buffer }) => buffer)).size).toBe(3);
    // Moving them to another thread must be possible and must not take anything else along.
    for (const { buffer } of payloads) structuredClone(buffer, { transfer: [buffer as ArrayBuffer] });
    expect(payloads.map(({ length }) => length)).toEqual([0, 0, 0]);
  });

  it('[AG10] stops reading while the archive has too much to do, and loses nothing', async () => {
    const { hub, archive } = await startTestHub({ agentLimits: { maxQueueBytes: 200_000 } });
    const agent = await linkAgent(hub.url, createAgentKey(), { token: hub.createJoinToken().token });
    await agent.nextOf('manifest');
    let waiting = 0;
    let most = 0;
    const open: (() => void)[] = [];
    archive.onCommit = () => {
      waiting += 1;
      most = Math.max(most, waiting);
      return new Promise((resolve) => open.push(resolve));
    };
    const line = `${JSON.stringify({ text: 'x'.repeat(50_000) })}\n`;
    for (let index = 0; index < 100; index += 1) agent.sendBatch(batchOf(line, { path: `${index}.jsonl` }));
    for (let acks = 0; acks < 100; ) {
      const release = open.shift();
      if (!release) {
        await new Promise((resolve) => setImmediate(resolve));
        continue;
      }
      waiting -= 1;
      release();
      await agent.nextOf('ack');
      acks += 1;
    }
    expect(archive.commits).toHaveLength(100);
    // The limit, and what one read of the socket held beyond it.
    expect(most).toBeLessThan(12);
  });

  it('[AG13] tells the agent when the archive cannot store, and acknowledges nothing', async () => {
    const { archive, agent } = await linked();
    archive.onCommit = () => Promise.reject(new OrreryError('storage', 'The disk is full.'));
    agent.sendBatch(batchOf('{}\n'));
    expect(await agent.next()).toEqual({ type: 'error', kind: 'storage', message: 'The disk is full.' });
    expect((await agent.closed).code).toBe(1013);
    expect(archive.commits).toEqual([]);
  });

  it('[AG13] says once that the archive cannot store, however many batches were under way', async () => {
    const warnings: string[] = [];
    const logger = { ...silentLogger, warn: (message: string) => warnings.push(message) };
    const { archive, agent } = await linked({ logger });
    archive.onCommit = () => Promise.reject(new OrreryError('storage', 'The disk is full.'));
    for (let batch = 0; batch < 5; batch += 1) agent.sendBatch(batchOf('{}\n'));
    await agent.closed;
    await eventually(() => warnings.length > 0).toBe(true);
    expect(warnings).toEqual([expect.stringMatching(/^the link of .* ended: The disk is full\.$/)]);
  });

  it('[AG11] reports the machine as unreachable when the connection goes, and measures the way while it lasts', async () => {
    const { archive, agent } = await linked({ agentLimits: { heartbeatMs: 10 } });
    await eventually(() => archive.links.some(({ link }) => link.roundTripMs !== undefined)).toBe(true);
    agent.socket.terminate();
    await expect
      .poll(() => archive.links.at(-1)?.link)
      .toEqual({ isConnected: false, reason: 'connection lost' });
  });

  it('[AG11] ends a connection that gives no sign of life', async () => {
    const { archive, agent } = await linked({ agentLimits: { heartbeatMs: 20 } });
    // A peer that is gone without a word: it reads nothing and so answers no ping.
    agent.socket.pause();
    await eventually(() => archive.links.at(-1)?.link).toEqual({ isConnected: false, reason: 'no answer' });
  });

  it('[AG11] control frames alone, which anybody on the way can send, are no life', async () => {
    const { archive } = await linked({ agentLimits: { heartbeatMs: 10, wordlessMs: 60 } });
    await eventually(() => archive.links.some(({ link }) => link.roundTripMs !== undefined)).toBe(true);
    await eventually(() => archive.links.at(-1)?.link).toEqual({ isConnected: false, reason: 'no answer' });
  });

  it('[AG22] gives a sign of life back as it came', async () => {
    const { agent } = await linked();
    agent.send({ type: 'alive', count: 7 });
    expect(await agent.nextOf('alive')).toEqual({ type: 'alive', count: 7 });
  });

  it('[AG22] cuts whoever floods it with pings, known or not', async () => {
    const { hub, agent } = await linked();
    const stranger = await openSocket(`${hub.url}/agent`);
    for (const { socket } of [agent, stranger]) for (let count = 0; count < 500; count += 1) socket.ping();
    await Promise.all([agent.closed, stranger.closed]);
  });
});

describe('malformed frames of an agent', () => {
  const hello = () => createHello().hello;
  const early: [string, string | Uint8Array][] = [
    ['no JSON', '{'],
    ['JSON that is no message', '[]'],
    ['an unknown type', '{"type":"teapot"}'],
    ['a hello without a key', JSON.stringify({ ...hello(), ephemeralKey: undefined })],
    ['a hello with a short key', JSON.stringify({ ...hello(), ephemeralKey: 'short' })],
    [
      'a hello with a key that leaves no secret',
      JSON.stringify({ ...hello(), ephemeralKey: 'A'.repeat(43) }),
    ],
    ['a sealed frame before hello', batchOf('{}\n')],
  ];

  it.each(early)('[AG5] ends the connection on %s', async (_what, frame) => {
    const { hub, archive } = await startTestHub();
    const socket = await openSocket(`${hub.url}/agent`);
    socket.socket.send(frame);
    expect(await socket.next()).toMatchObject({ type: 'error', kind: 'invalid' });
    expect((await socket.closed).code).toBe(1008);
    expect(archive.commits).toEqual([]);
  });

  it('[AG5] speaks no protocol that it does not know', async () => {
    const { hub } = await startTestHub();
    for (const protocol of [0, 1, 2, 99]) {
      const socket = await openSocket(`${hub.url}/agent`);
      socket.send(createHello({ protocol }).hello);
      expect(await socket.next()).toMatchObject({ type: 'error', kind: 'unsupportedVersion' });
    }
  });

  const late: [string, Uint8Array][] = [
    ['a frame of three bytes', new Uint8Array([0, 0, 1])],
    ['a header longer than its frame', new Uint8Array([0, 0, 255, 255, 123])],
    ['a header that is no JSON', new Uint8Array([0, 0, 0, 2, 123, 123])],
    ['an empty range', batchOf('{}\n', { start: 3, end: 3 })],
    ['a skipped line with a payload', batchOf('{}\n', { encoding: 'skipped' })],
    ['a path that is too long', batchOf('{}\n', { path: 'x'.repeat(5000) })],
  ];

  it.each(late)('[AG5] ends a linked connection on %s', async (_what, frame) => {
    const { archive, agent } = await linked();
    agent.sendBatch(frame);
    expect(await agent.next()).toMatchObject({ type: 'error', kind: 'invalid' });
    expect((await agent.closed).code).toBe(1008);
    expect(archive.commits).toEqual([]);
  });

  it('[AG6] reads no large frame from somebody it does not know, not even into memory', async () => {
    const { hub } = await startTestHub();
    const socket = await openSocket(`${hub.url}/agent`);
    socket.socket.send(Buffer.alloc(1024 * 1024));
    expect((await socket.closed).code).toBe(1006);
  });

  it('[AG6] waits for a handshake only so long', async () => {
    const { hub } = await startTestHub({ agentLimits: { handshakeMs: 500 } });
    const { socket } = await openHandshake(hub.url);
    expect(await socket.next()).toMatchObject({ type: 'error', message: 'The handshake took too long.' });
    expect((await socket.closed).code).toBe(1008);
  });

  it('[AG6] slows a key down that is refused again and again, and nobody else at its address', async () => {
    const { hub } = await startTestHub({ rateLimits: { join: 2 } });
    const wrong = { joinSecret: 'wrong' };
    const key = createAgentKey();
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(linkAgent(hub.url, key, wrong)).rejects.toThrow('joinRefused');
    }
    await expect(linkAgent(hub.url, key, wrong)).rejects.toThrow(/rateLimited.*retryAfterMs/);
    await linkAgent(hub.url, createAgentKey(), { token: hub.createJoinToken().token });
  });

  it('[AG6] refuses no agent for what strangers at its address do, however many and however often', async () => {
    const { hub } = await startTestHub({ rateLimits: { join: 2 }, agentLimits: { maxHalfOpen: 8 } });
    const key = createAgentKey();
    await linkAgent(hub.url, key, { token: hub.createJoinToken().token });
    for (let attempt = 0; attempt < 30; attempt += 1) {
      const stranger = await openSocket(`${hub.url}/agent`);
      if (attempt % 2 === 0) stranger.socket.send('garbage');
    }
    await linkAgent(hub.url, key, { runId: 'run-1' });
  });

  it('[AG6] holds a bounded number of connections that say nothing, and lets the oldest go', async () => {
    const { hub } = await startTestHub({ agentLimits: { maxHalfOpen: 2 } });
    const sockets = [];
    for (let count = 0; count < 3; count += 1) sockets.push(await openSocket(`${hub.url}/agent`));
    await sockets[0]?.closed;
    expect(sockets.slice(1).map(({ socket }) => socket.readyState)).toEqual([1, 1]);
  });
});

describe('what an agent may send', () => {
  it('[AG16] a batch that claims more than a line may have ends the link before anything is unpacked', async () => {
    const { archive, agent } = await linked();
    agent.sendBatch(batchOf('{}\n', { encoding: 'zstd', end: 4 * 1024 * 1024 * 1024 }));
    expect(await agent.next()).toMatchObject({ type: 'error', kind: 'tooLarge' });
    expect(archive.commits).toEqual([]);
  });

  it('[AG16] text messages hold their sender like batches: reports are not read faster than they are written', async () => {
    const { archive, agent } = await linked({ agentLimits: { maxAgentRawBytes: 200_000 } });
    let most = 0;
    let underWay = 0;
    const open: (() => void)[] = [];
    archive.applyHookReports = () => {
      underWay += 1;
      most = Math.max(most, underWay);
      return new Promise((resolve) => {
        open.push(() => {
          underWay -= 1;
          resolve();
        });
      });
    };
    const reports = Array.from({ length: 200 }, () => hookReport({ reason: 'x'.repeat(256) }));
    for (let index = 0; index < 60; index += 1) agent.send({ type: 'hookReports', reports });
    let done = 0;
    while (done < 60) {
      const release = open.shift();
      if (release) {
        release();
        done += 1;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    // The first one fills the limit; what one read of the socket held comes with it.
    expect(most).toBeLessThan(6);
  });

  it('[AG17] an agent that floods is slowed down, and all of it arrives', async () => {
    const { archive, agent } = await linked({ agentLimits: { pointsPerSecond: 2_000, pointsBurst: 100 } });
    for (let index = 0; index < 100; index += 1) {
      agent.send({ type: 'hookReports', reports: [hookReport({ at: index })] });
    }
    await eventually(() => archive.hookReports.length).toBe(100);
  });

  it('[AG5] a message that is nested too deeply ends the link in words', async () => {
    const { agent } = await linked();
    agent.sendText(`{"type":"liveSessions","running":${'['.repeat(100_000)}`);
    expect(await agent.next()).toMatchObject({
      type: 'error',
      kind: 'invalid',
      message: expect.stringContaining('nested'),
    });
  });
});

describe('what /metrics say of the queues', () => {
  const read = async ({ hub, call }: Awaited<ReturnType<typeof linked>>) => {
    const { key } = hub.createApiKey({ role: 'admin', name: 'metrics' });
    const text = await (await call('GET', '/metrics', { key })).text();
    return (name: string) => Number(new RegExp(`^orrery_${name} (.*)$`, 'm').exec(text)?.[1]);
  };

  it('[MT1] bytes and items of all that agents sent and the archive has not, held agents included', async () => {
    const world = await linked({ agentLimits: { maxAgentRawBytes: 300_000 } });
    const { archive, agent } = world;
    const open: (() => void)[] = [];
    archive.onCommit = () => new Promise((resolve) => open.push(resolve));
    const line = `${JSON.stringify({ text: 'x'.repeat(60_000) })}\n`;
    agent.sendBatch(batchOf(line, { path: 'a.jsonl' }));
    await eventually(() => open.length).toBe(1);
    let metric = await read(world);
    expect(metric('ingest_queue_bytes')).toBe(line.length);
    expect(metric('ingest_queue_raw_bytes')).toBeGreaterThanOrEqual(line.length);
    expect([metric('ingest_queue_items'), metric('agents_held')]).toEqual([1, 0]);
    agent.sendBatch(batchOf(line, { path: 'b.jsonl' }));
    await eventually(() => open.length).toBe(2);
    metric = await read(world);
    expect([metric('ingest_queue_items'), metric('agents_held')]).toEqual([2, 1]);
    for (const release of open.splice(0)) release();
    await agent.nextOf('ack');
    await agent.nextOf('ack');
    metric = await read(world);
    for (const name of [
      'ingest_queue_bytes',
      'ingest_queue_raw_bytes',
      'ingest_queue_items',
      'agents_held',
    ]) {
      expect(metric(name), name).toBe(0);
    }
  });

  it('[AG19] an agent that reads none of its answers is cut, instead of filling the memory of the hub', async () => {
    const { agent, archive } = await linked({ agentLimits: { maxUnsentBytes: 200_000 } });
    agent.socket.pause();
    const path = `${'p/'.repeat(2_000)}s.jsonl`;
    for (let index = 0; index < 4_000; index += 1) agent.sendBatch(batchOf('{}\n', { path, root: path }));
    await eventually(() => archive.links.at(-1)?.link).toMatchObject({
      isConnected: false,
      reason: 'does not read what it is sent',
    });
  });
});
