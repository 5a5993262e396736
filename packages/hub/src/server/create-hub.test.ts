import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createFakeArchive } from '../test/fake-archive.ts';
import { rawRequest } from '../test/raw-request.ts';
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
    const host = `${hostname().toUpperCase()}:${new URL(hub.url).port}`;
    expect((await rawRequest(hub.url, 'GET', '/api/health', { host })).status).toBe(200);
    expect((await rawRequest(hub.url, 'GET', '/api/health', { host: `x${host}` })).status).toBe(403);
  });

  it('says what is wrong with a data folder that it cannot use', async () => {
    const broken = (file: string, content: string) => {
      const dataDir = temporaryFolder();
      writeFileSync(join(dataDir, file), content);
      return createHub({ ...basics(), dataDir });
    };
    await expect(
      broken('auth.sqlite', 'not a database, but longer than a header'.repeat(100)),
    ).rejects.toMatchObject({
      ...{ kind: 'storage', message: expect.stringContaining('auth.sqlite') },
    });
    await expect(broken('hub.key', 'not a key')).rejects.toMatchObject({
      ...{ kind: 'storage', message: expect.stringContaining('hub.key') },
    });
    const dataDir = temporaryFolder();
    const newer = new DatabaseSync(join(dataDir, 'auth.sqlite'));
    newer.exec('PRAGMA user_version = 999');
    newer.close();
    await expect(createHub({ ...basics(), dataDir })).rejects.toMatchObject({
      ...{ kind: 'storage', message: expect.stringContaining('newer version') },
    });
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
