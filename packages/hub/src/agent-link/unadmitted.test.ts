import { randomBytes } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { signText } from '@orrery/link';
import { describe, expect, it } from 'vitest';
import {
  type AgentKey,
  createAgentKey,
  linkAgent,
  openHandshake,
  openSocket,
  proofOf,
  type TestSocket,
} from '../test/test-agent.ts';
import { startTestHub } from '../test/test-hub.ts';

const MEGABYTE = 1024 * 1024;

/** The TCP socket below, to write what the library would not. */
const wireOf = ({ socket }: TestSocket) => (socket as unknown as { _socket: Socket })._socket;

/** From now on it answers no close frame, as no attacker would. */
function deafen({ socket }: TestSocket): void {
  (socket as unknown as { _receiver: EventEmitter })._receiver.removeAllListeners('conclude');
}

/** Begins a frame of 63 MiB and never ends it; returns how much of it the hub took before it cut the connection. */
async function sendUnfinishedFrame(agent: TestSocket): Promise<number> {
  const wire = wireOf(agent);
  const head = Buffer.alloc(14);
  head[0] = 0x82;
  head[1] = 0xff;
  head.writeBigUInt64BE(BigInt(63 * MEGABYTE), 2);
  const before = wire.bytesWritten;
  const closed = new Promise<void>((resolve) => wire.once('close', () => resolve()));
  wire.on('error', () => undefined);
  wire.write(head);
  let taken = 0;
  const pour = () => {
    taken = wire.bytesWritten - before - wire.writableLength;
    if (!wire.destroyed && taken < 62 * MEGABYTE) wire.write(Buffer.alloc(MEGABYTE), pour);
  };
  pour();
  await closed;
  return taken;
}

/** What the kernels of both sides hold of it although nobody reads. */
const IN_THE_PIPE = 16 * MEGABYTE;

async function prove(url: string, key: AgentKey): Promise<TestSocket> {
  const { socket, parts } = await openHandshake(url);
  deafen(socket);
  socket.send(proofOf(key, parts));
  return socket;
}

describe('who has proved a key and is not in', () => {
  it('[AG30] is read no more once it is refused, and cut within a second', async () => {
    const { hub } = await startTestHub();
    const stranger = await prove(hub.url, createAgentKey());
    expect(await stranger.next()).toMatchObject({ type: 'error', kind: 'joinRefused' });
    expect(await sendUnfinishedFrame(stranger)).toBeLessThan(IN_THE_PIPE);
  });

  it('[AG30] has as few bytes and as little time as before, until it is in', async () => {
    const { hub, archive } = await startTestHub({ agentLimits: { handshakeMs: 300 } });
    archive.hostByPublicKey = () => new Promise(() => undefined);
    const loud = await prove(hub.url, createAgentKey());
    expect(await sendUnfinishedFrame(loud)).toBeLessThan(IN_THE_PIPE);
    const quiet = await prove(hub.url, createAgentKey());
    expect(await quiet.next()).toMatchObject({ type: 'error', kind: 'unavailable' });
    await quiet.closed;
  });

  it('[AG30] is one of the half open ones until it is in', async () => {
    const { hub, archive } = await startTestHub({ agentLimits: { maxHalfOpen: 2 } });
    archive.hostByPublicKey = () => new Promise(() => undefined);
    const oldest = await prove(hub.url, createAgentKey());
    await prove(hub.url, createAgentKey());
    await openHandshake(hub.url);
    expect((await oldest.closed).code).toBe(1006);
  });

  it('[AG30] an agent of an older protocol is looked up once, however often it speaks, and not where it is revoked', async () => {
    const { hub, archive } = await startTestHub();
    const key = createAgentKey();
    const agent = await linkAgent(hub.url, key, { token: hub.createJoinToken().token });
    agent.socket.close();
    await agent.closed;
    await expect.poll(() => archive.links.at(-1)?.link.isConnected).toBe(false);
    const [record] = archive.records;
    if (record) record.revoked = { at: 0, by: 'Ana', why: '' };
    const links = archive.links.length;
    const lookUp = archive.hostByPublicKey;
    let lookUps = 0;
    archive.hostByPublicKey = (publicKey) => {
      lookUps += 1;
      return lookUp(publicKey);
    };
    const socket = await openSocket(`${hub.url}/agent`);
    const nonce = randomBytes(32).toString('base64url');
    socket.send({ type: 'hello', protocol: 2, publicKey: key.publicKey, nonce, machine: 'machine-1' });
    const challenge = await socket.next<{ nonce: string; hubPublicKey: string }>();
    const parts = [nonce, challenge.nonce, key.publicKey, challenge.hubPublicKey];
    const text = ['orrery-handshake-1', 'agent', ...parts].join('\n');
    const proof = { type: 'proof', signature: signText(key.privateKey, text) };
    for (let i = 0; i < 50; i += 1) socket.send(proof);
    await socket.closed;
    expect(lookUps).toBe(1);
    expect(archive.links).toHaveLength(links);
  });
});

describe('links that end', () => {
  it('[AG31] one that is replaced is read no more, and cut within a second', async () => {
    const { hub } = await startTestHub();
    const key = createAgentKey();
    const first = await linkAgent(hub.url, key, { token: hub.createJoinToken().token });
    deafen(first);
    const second = await linkAgent(hub.url, key);
    expect(await sendUnfinishedFrame(first)).toBeLessThan(IN_THE_PIPE);
    expect(second.socket.readyState).toBe(second.socket.OPEN);
  });

  it('[AG31] one that failed is read no more, and cut within a second', async () => {
    const { hub } = await startTestHub();
    const agent = await linkAgent(hub.url, createAgentKey(), { token: hub.createJoinToken().token });
    deafen(agent);
    agent.sendBatch(Buffer.from('no batch'));
    expect(await agent.nextOf('error')).toMatchObject({ kind: 'invalid' });
    expect(await sendUnfinishedFrame(agent)).toBeLessThan(IN_THE_PIPE);
  });

  it('[AG32] a key links a bounded number of times a minute, each machine of others as before', async () => {
    let now = Date.now();
    const clock = { now: () => now };
    const { hub, archive } = await startTestHub({ clock, rateLimits: { links: 5 } });
    const key = createAgentKey();
    await linkAgent(hub.url, key, { token: hub.createJoinToken().token });
    for (let i = 1; i < 5; i += 1) await linkAgent(hub.url, key, { name: `n${i}` });
    await expect(linkAgent(hub.url, key, { name: 'one more' })).rejects.toThrow(
      /rateLimited.*too often within a minute/,
    );
    expect(archive.records.map(({ name }) => name)).not.toContain('one more');
    await linkAgent(hub.url, createAgentKey(), { token: hub.createJoinToken().token });
    now += 60_000;
    await linkAgent(hub.url, key);
  });
});

describe('words for whoever is at the machine', () => {
  it('[AG33] a key that never joined hears that, and an agent that is not understood hears which field, without its value', async () => {
    const { hub } = await startTestHub();
    const stranger = await prove(hub.url, createAgentKey());
    expect(await stranger.next()).toMatchObject({
      message: expect.stringMatching(
        /^This machine has not joined this hub, or was removed\. Join it with a new token/,
      ),
    });
    const agent = await linkAgent(hub.url, createAgentKey(), { token: hub.createJoinToken().token });
    agent.send({
      type: 'hookReports',
      reports: [{ root: '/r', sessionId: 's', status: 'secret', reason: '', at: 1 }],
    });
    const { message } = (await agent.nextOf('error')) as unknown as { message: string };
    expect(message).toBe(
      'A message of the kind hookReports is not understood in its field reports.0.status. Update the agent of this machine.',
    );
  });
});
