import { createHash } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createMemoryArchive } from '../archive/memory-archive.ts';
import { createSqliteArchive } from '../archive/sqlite-archive.ts';
import { batchOf, createAgentKey, linkAgent, openSocket } from '../test/test-agent.ts';
import { eventually, startTestHub, temporaryFolder } from '../test/test-hub.ts';

const SESSION = '5f0e9a3c-1111-4222-8333-123456789abc';

// Of today: the fleet shows what lives or was active in the last day.
const startedAt = Date.now() - 60_000;

function lineOf(index: number, text: string): string {
  const line = {
    ...{
      type: 'user',
      uuid: `00000000-0000-4000-8000-00000000000${index}`,
      parentUuid: null,
      sessionId: SESSION,
    },
    ...{
      timestamp: new Date(startedAt + index * 1_000).toISOString(),
      cwd: '/work/demo',
      version: '2.1.0',
      isSidechain: false,
    },
    message: { role: 'user', content: text },
  };
  return `${JSON.stringify(line)}\n`;
}

const archives = [
  { name: 'memory', open: () => createMemoryArchive() },
  { name: 'SQLite', open: () => createSqliteArchive({ dataDir: temporaryFolder() }) },
];

describe.each(archives)('a line through the hub ($name)', ({ open }) => {
  it('goes from the agent to the page, the API, the search and the raw log', async () => {
    const archive = await open();
    onTestFinished(() => archive.close());
    const { hub, call } = await startTestHub({ archive });
    const { key } = hub.createApiKey({ role: 'viewer', name: 'test' });
    const agent = await linkAgent(hub.url, createAgentKey(), { token: hub.createJoinToken().token });
    await agent.nextOf('manifest');
    const page = await openSocket(`${hub.url}/live`, { authorization: `Bearer ${key}` });
    page.send({ type: 'subscribe', id: 1, topic: { kind: 'fleet' } });
    expect(await page.nextOf('fleetSnapshot')).toMatchObject({ hosts: [{ id: agent.hostId }] });

    const path = `projects/-work-demo/${SESSION}.jsonl`;
    const first = lineOf(1, 'please find the needle');
    agent.sendBatch(batchOf(first, { path }));
    expect(await agent.nextOf('ack')).toMatchObject({ outcome: 'committed', committed: first.length });
    // A change of the host may come before it, on the same topic.
    let row: unknown;
    while (!row) [row] = (await page.nextOf('fleetDelta')).sessions as unknown[];
    expect(row).toMatchObject({ id: SESSION, hostId: agent.hostId, cwd: '/work/demo', lastSeq: 1 });

    page.send({ type: 'subscribe', id: 2, topic: { kind: 'session', sessionId: SESSION } });
    expect(await page.nextOf('sessionSnapshot')).toMatchObject({
      id: 2,
      entries: [{ seq: 1, role: 'user' }],
    });
    const second = lineOf(2, 'and another one');
    agent.sendBatch(batchOf(second, { path, start: first.length, end: first.length + second.length }));
    await agent.nextOf('ack');
    let entries: unknown[] = [];
    while (entries.length === 0) {
      const delta = await page.next<{ type: string; entries?: unknown[] }>();
      entries = delta.type.startsWith('session') ? (delta.entries ?? []) : [];
    }
    expect(entries.at(-1)).toMatchObject({ seq: 2, parts: [{ type: 'text', text: 'and another one' }] });

    const get = (route: string) => call('GET', route, { key });
    const raw = await (await get(`/api/sessions/${SESSION}/raw`)).text();
    expect(createHash('sha256').update(raw).digest('hex')).toBe(
      createHash('sha256')
        .update(first + second)
        .digest('hex'),
    );
    expect(await (await get('/api/search?q=needle')).json()).toMatchObject({
      items: [{ sessionId: SESSION, seq: 1 }],
    });
    expect(await (await get(`/api/sessions/${SESSION}/entries?limit=1`)).json()).toMatchObject({
      ...{ items: [{ seq: 2 }], hasBefore: true, hasAfter: false },
    });
    expect(await (await get('/api/sessions?q=needle')).json()).toMatchObject({ items: [{ id: SESSION }] });

    expect(await (await get('/api/hosts')).json()).toMatchObject([{ state: 'connected', reason: '' }]);
    agent.socket.terminate();
    await eventually(async () => (await get('/api/hosts')).json()).toMatchObject([{ state: 'unreachable' }]);
  });
});
