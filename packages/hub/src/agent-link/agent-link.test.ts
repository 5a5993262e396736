import { describe, expect, it } from 'vitest';
import { batchOf, createAgentKey, linkAgent } from '../test/test-agent.ts';
import { startTestHub } from '../test/test-hub.ts';

describe('agent link', () => {
  it('[AG1] lets an agent join with a token, tells it what is committed and acknowledges its batches', async () => {
    const { hub, archive } = await startTestHub();
    const agent = await linkAgent(hub.url, createAgentKey(), { token: hub.createJoinToken().token });
    expect(await agent.next()).toEqual({ type: 'manifest', files: [], documents: [], isLast: true });
    agent.socket.send(batchOf('{"a":1}\n'));
    expect(await agent.next()).toMatchObject({ type: 'ack', outcome: 'committed', committed: 8 });
    expect(Buffer.from(archive.commits[0]?.payload ?? []).toString()).toBe('{"a":1}\n');
  });
});
