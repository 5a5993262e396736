import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createFakeArchive } from '../test/fake-archive.ts';
import { createAgentKey, linkAgent, openSocket } from '../test/test-agent.ts';
import { startTestHub, temporaryFolder } from '../test/test-hub.ts';
import { createHub } from './create-hub.ts';

const basics = () => ({ archive: createFakeArchive(), dataDir: temporaryFolder(), version: '0', port: 0 });

describe('hub', () => {
  it('[AU12] refuses to listen wider than loopback without TLS, unless told to', async () => {
    for (const host of ['0.0.0.0', '::', '192.0.2.1']) {
      await expect(createHub({ ...basics(), host })).rejects.toMatchObject({ kind: 'forbidden' });
    }
    const { hub, call } = await startTestHub({ host: '0.0.0.0', insecureBind: true });
    expect(hub.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await call('GET', '/api/health')).status).toBe(200);
  });

  it('says which port is in use', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const refused = createHub({ ...basics(), port });
    await expect(refused).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining(`${port}`),
    });
  });

  it('marks machines as unreachable at start, until their agents are back', async () => {
    const test = await startTestHub();
    const key = createAgentKey();
    await linkAgent(test.hub.url, key, { token: test.hub.createJoinToken().token });
    const options = { archive: test.archive, dataDir: temporaryFolder() };
    const second = await startTestHub(options);
    expect(await test.archive.hosts()).toMatchObject([
      { state: 'unreachable', reason: /since the hub started/ },
    ]);
    expect(second.hub.url).not.toBe(test.hub.url);
  });

  it('closes pages and agents when it stops, and lets its port go', async () => {
    const { hub, archive } = await startTestHub();
    const { key } = hub.createApiKey({ role: 'viewer', name: 'test' });
    const page = await openSocket(`${hub.url}/live`, { authorization: `Bearer ${key}` });
    const agent = await linkAgent(hub.url, createAgentKey(), { token: hub.createJoinToken().token });
    await hub.close();
    expect([(await page.closed).code, (await agent.closed).code]).toEqual([1001, 1001]);
    expect(archive.links.at(-1)?.link.isConnected).toBe(false);
    const port = Number(new URL(hub.url).port);
    const next = await createHub({ ...basics(), port });
    await next.close();
  });
});
