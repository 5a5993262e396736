import { randomBytes } from 'node:crypto';
import { signText } from '@orrery/link';
import { describe, expect, it } from 'vitest';
import { type AgentKey, createAgentKey, linkAgent, openSocket } from '../test/test-agent.ts';
import { startTestHub } from '../test/test-hub.ts';

/** What an agent of protocol 2 says, to the end. */
async function knock(url: string, key: AgentKey, signer: AgentKey = key): Promise<unknown> {
  const socket = await openSocket(`${url}/agent`);
  const nonce = randomBytes(32).toString('base64url');
  const { publicKey } = key;
  const identity = { agentVersion: '0.1.0', name: 'box', machine: 'machine-1', runId: 'r' };
  socket.send({ type: 'hello', protocol: 2, publicKey, nonce, ...identity, facts: {} });
  const challenge = await socket.next<{ nonce: string; hubPublicKey: string; mustJoin: boolean }>();
  expect(challenge.mustJoin).toBe(false);
  const parts = [nonce, challenge.nonce, publicKey, challenge.hubPublicKey];
  const text = ['orrery-handshake-1', 'agent', ...parts].join('\n');
  socket.send({ type: 'proof', signature: signText(signer.privateKey, text) });
  return socket.next();
}

describe('an agent of a protocol before the sealed link', () => {
  it('[AG21] is told in words to update, and its machine says so', async () => {
    const { hub, archive } = await startTestHub();
    const key = createAgentKey();
    const agent = await linkAgent(hub.url, key, { token: hub.createJoinToken().token });
    agent.socket.close();
    await agent.closed;
    await expect.poll(() => archive.links.at(-1)?.link.isConnected).toBe(false);
    expect(await knock(hub.url, key)).toMatchObject({
      type: 'error',
      kind: 'unsupportedVersion',
      message: expect.stringMatching(/Update the agent: nothing is lost/),
    });
    expect(archive.links.at(-1)).toMatchObject({
      hostId: agent.hostId,
      link: { isConnected: false, reason: expect.stringMatching(/no longer serves: update it there/) },
    });
  });

  it('[AG21] cannot speak for a machine without its key, nor for one whose new agent is connected', async () => {
    const { hub, archive } = await startTestHub();
    const key = createAgentKey();
    const agent = await linkAgent(hub.url, key, { token: hub.createJoinToken().token });
    await agent.nextOf('manifest');
    const said = () => archive.links.filter(({ link }) => link.reason?.includes('no longer serves'));
    expect(await knock(hub.url, key)).toMatchObject({ kind: 'unsupportedVersion' });
    expect(said()).toEqual([]);
    agent.socket.close();
    await agent.closed;
    await expect.poll(() => archive.links.at(-1)?.link.isConnected).toBe(false);
    expect(await knock(hub.url, key, createAgentKey())).toMatchObject({ kind: 'unsupportedVersion' });
    expect(said()).toEqual([]);
  });
});
