import { describe, expect, it } from 'vitest';
import { openSocket } from '../test/test-agent.ts';
import { startTestHub } from '../test/test-hub.ts';

describe('live link', () => {
  it('[LV1] welcomes, answers a subscription with a snapshot and goes on with deltas', async () => {
    const { hub, archive } = await startTestHub();
    const { key } = hub.createApiKey({ role: 'viewer', name: 'test' });
    archive.putSession({ id: 's1' });
    const page = await openSocket(`${hub.url}/live`, { authorization: `Bearer ${key}` });
    expect(await page.next()).toMatchObject({ type: 'welcome', archiveId: archive.id });
    page.send({ type: 'subscribe', id: 1, topic: { kind: 'fleet' } });
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
  });
});
