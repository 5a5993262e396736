import { auditPageSchema } from '@orrery/protocol';
import { expect, it } from 'vitest';
import { createMemoryArchive } from '../archive/memory-archive.ts';
import { createAgentKey, linkAgent } from '../test/test-agent.ts';
import { startTestHub } from '../test/test-hub.ts';

async function startWorld() {
  const { hub, call } = await startTestHub({ archive: createMemoryArchive() });
  const admin = hub.createApiKey({ role: 'admin', name: 'admin' }).key;
  return {
    hub,
    rename: async (hostId: string, name: string) =>
      (await call('POST', `/api/hosts/${hostId}/rename`, { key: admin, body: { name } })).status,
    /** What the log says of names that machines took, oldest first. */
    taken: async () => {
      const page = auditPageSchema.parse(await (await call('GET', '/api/audit', { key: admin })).json());
      return page.items
        .filter(({ action }) => action === 'rename')
        .map(({ detail }) => detail)
        .reverse();
    },
  };
}

it('[CT19] a machine that an administrator renamed has taken no other name when it comes back', async () => {
  const { hub, rename, taken } = await startWorld();
  const key = createAgentKey();
  const first = await linkAgent(hub.url, key, { token: hub.createJoinToken().token, name: 'vm' });
  expect(await rename(first.hostId, 'studio-01')).toBe(200);
  for (let time = 0; time < 3; time += 1) (await linkAgent(hub.url, key, { name: 'vm' })).socket.close();
  expect(await taken()).toEqual([]);
  // Two of one name are told apart by a number, which no machine has chosen either.
  const twin = createAgentKey();
  const token = hub.createJoinToken().token;
  await linkAgent(hub.url, twin, { token, name: 'studio-01', machine: 'machine-2' });
  await linkAgent(hub.url, twin, { name: 'studio-01', machine: 'machine-2' });
  expect(await taken()).toEqual([]);
  await linkAgent(hub.url, key, { name: 'vm-new' });
  expect(await taken()).toEqual(['vm -> vm-new']);
});

it('[CT18] a machine that takes another name at each connection cannot fill the log', async () => {
  const { hub, taken } = await startWorld();
  const key = createAgentKey();
  await linkAgent(hub.url, key, { token: hub.createJoinToken().token, name: 'box' });
  for (let time = 0; time < 12; time += 1) await linkAgent(hub.url, key, { name: `box-${time}` });
  expect(await taken()).toEqual(['box -> box-0']);
});
