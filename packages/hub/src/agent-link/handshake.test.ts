import { hashPublicKey, isSignedBy } from '@orrery/link';
import { handshakeTranscript, type Proof, parseJoinToken } from '@orrery/protocol';
import { describe, expect, it } from 'vitest';
import { type HubLogger, silentLogger } from '../server/hub-logger.ts';
import {
  type Challenged,
  createAgentKey,
  linkAgent,
  openHandshake,
  openSocket,
  proofOf,
} from '../test/test-agent.ts';
import { eventually, startTestHub } from '../test/test-hub.ts';

describe('handshake', () => {
  it('[AG2] the hub signs this very exchange with the key that the join token pins', async () => {
    const { hub } = await startTestHub();
    const { hubKeyHash } = parseJoinToken(hub.createJoinToken().token);
    const { challenge, parts } = await openHandshake(hub.url);
    expect(hashPublicKey(challenge.hubPublicKey)).toBe(hubKeyHash);
    const text = handshakeTranscript('hub', parts);
    expect(isSignedBy(challenge.hubPublicKey, text, challenge.signature)).toBe(true);
    expect((await openHandshake(hub.url)).challenge.ephemeralKey).not.toBe(challenge.ephemeralKey);
  });

  it('[AG2] keeps its key over restarts', async () => {
    const first = await startTestHub();
    const key = parseJoinToken(first.hub.createJoinToken().token).hubKeyHash;
    await first.hub.close();
    const second = await startTestHub({ dataDir: first.dataDir });
    expect(parseJoinToken(second.hub.createJoinToken().token).hubKeyHash).toBe(key);
  });

  it('[AG2] refuses a proof of another key, a made-up one and one for the other side', async () => {
    const { hub } = await startTestHub();
    const { token } = hub.createJoinToken();
    const joinSecret = parseJoinToken(token).secret;
    const key = createAgentKey();
    const attacks: ((made: Challenged) => Partial<Proof>)[] = [
      ({ parts }) => ({ signature: proofOf(createAgentKey(), parts).signature }),
      () => ({ signature: 'A'.repeat(86) }),
      ({ challenge }) => ({ signature: challenge.signature }),
    ];
    for (const attack of attacks) {
      const made = await openHandshake(hub.url);
      made.socket.send(proofOf(key, made.parts, { joinSecret, ...attack(made) }));
      expect(await made.socket.next()).toMatchObject({ type: 'error', kind: 'unauthenticated' });
    }
    // Nobody's wrong proof has spent the token.
    await linkAgent(hub.url, createAgentKey(), { token });
  });

  it('[AG2] refuses a proof that was recorded from another handshake, sealed or opened', async () => {
    const { hub } = await startTestHub();
    const key = createAgentKey();
    await linkAgent(hub.url, key, { token: hub.createJoinToken().token });
    const recorded = await openHandshake(hub.url);
    const proof = proofOf(key, recorded.parts);
    const opened = await openHandshake(hub.url);
    opened.socket.send(proof);
    expect(await opened.socket.next()).toMatchObject({ type: 'error', kind: 'unauthenticated' });
    const replayed = await openSocket(`${hub.url}/agent`);
    // The same hello word for word: only the hub's half of the exchange is new.
    replayed.send(recorded.hello);
    await replayed.next();
    replayed.socket.send(recorded.channel.seal('text', Buffer.from(JSON.stringify(proof))));
    expect((await replayed.closed).reason).toBe('invalid');
  });

  it('[AG2] refuses a proof that the agent made for another hub', async () => {
    const [real, evil] = [await startTestHub(), await startTestHub()];
    const key = createAgentKey();
    await linkAgent(real.hub.url, key, { token: real.hub.createJoinToken().token });
    // The other hub has an agent sign for its own key, and shows the proof to the real one.
    const { parts, socket } = await openHandshake(real.hub.url);
    const { challenge: foreign } = await openHandshake(evil.hub.url);
    socket.send(proofOf(key, { ...parts, hubPublicKey: foreign.hubPublicKey }));
    expect(await socket.next()).toMatchObject({ type: 'error', kind: 'unauthenticated' });
  });

  it('[AG2] refuses a proof that is not sealed', async () => {
    const { hub, archive } = await startTestHub();
    const { parts, socket } = await openHandshake(hub.url);
    const joinSecret = parseJoinToken(hub.createJoinToken().token).secret;
    socket.socket.send(JSON.stringify(proofOf(createAgentKey(), parts, { joinSecret })));
    expect((await socket.closed).reason).toBe('invalid');
    expect(archive.records).toEqual([]);
  });

  it('[AG3] refuses an unknown key without a join secret, or with a wrong one', async () => {
    const { hub, archive } = await startTestHub();
    for (const secret of [undefined, 'wrong']) {
      const { socket, parts } = await openHandshake(hub.url);
      const joinSecret = secret === undefined ? {} : { joinSecret: secret };
      socket.send(proofOf(createAgentKey(), parts, joinSecret));
      expect(await socket.next()).toMatchObject({ type: 'error', kind: 'joinRefused' });
    }
    expect(archive.records).toEqual([]);
  });

  it('[AG4] counts uses, and ends tokens by time and by hand, without saying which', async () => {
    let now = Date.now();
    const { hub, call } = await startTestHub({ clock: { now: () => now } });
    const { key: admin } = hub.createApiKey({ role: 'admin', name: 'admin' });
    const join = (token: string) => linkAgent(hub.url, createAgentKey(), { token });
    const twice = hub.createJoinToken({ uses: 2 });
    await join(twice.token);
    await join(twice.token);
    const revoked = hub.createJoinToken();
    await call('DELETE', `/api/join-tokens/${revoked.id}`, { key: admin });
    const expired = hub.createJoinToken({ expiresMs: 1000 });
    now += 1001;
    const said: string[] = [];
    for (const { token } of [twice, revoked, expired]) {
      said.push(
        await join(token).then(
          () => 'joined',
          (error: unknown) => String(error),
        ),
      );
    }
    expect(said).toEqual(Array(3).fill(said[0]));
    expect(said[0]).toContain('"joinRefused"');
  });

  it('[AG4] gives the last use to one of two machines', async () => {
    const { hub, archive } = await startTestHub();
    const { token } = hub.createJoinToken();
    const both = await Promise.allSettled([1, 2].map(() => linkAgent(hub.url, createAgentKey(), { token })));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(archive.records).toHaveLength(1);
  });
});

describe('one identity, two connections', () => {
  const joined = async (agentLimits = {}, logger: HubLogger = silentLogger) => {
    const test = await startTestHub({ agentLimits, logger });
    const key = createAgentKey();
    const first = await linkAgent(test.hub.url, key, { token: test.hub.createJoinToken().token });
    return { ...test, key, first };
  };

  it('[AG8] the same process again takes over at once, and its old connection reports nothing', async () => {
    const log: string[] = [];
    const write = (message: string) => void log.push(message);
    const logger = { debug: write, info: write, warn: write, error: write };
    const { hub, archive, key, first } = await joined({}, logger);
    // It cannot answer a ping: were it asked, this would take two seconds.
    first.socket.pause();
    const second = await linkAgent(hub.url, key);
    expect(second.hostId).toBe(first.hostId);
    first.socket.resume();
    expect(await first.closed).toEqual({ code: 1008, reason: 'superseded' });
    await eventually(() => log).toContain('agent gone');
    expect(archive.links.filter(({ link }) => !link.isConnected)).toEqual([]);
  });

  it('[AG8] another process of the machine is refused while the first one answers', async () => {
    const { hub, key, first } = await joined();
    const second = linkAgent(hub.url, key, { runId: 'run-2' });
    await expect(second).rejects.toThrow(/duplicateIdentity.*"retryAfterMs":30000/);
    expect(first.socket.readyState).toBe(first.socket.OPEN);
  });

  it('[AG8] another process of the machine takes over when the first one is silent', async () => {
    const { hub, key, first } = await joined({ probeMs: 30 });
    first.socket.pause();
    const second = await linkAgent(hub.url, key, { runId: 'run-2' });
    expect(second.hostId).toBe(first.hostId);
  });

  it('[AG9] the same key from another machine is no host of its own: it is told to wait', async () => {
    const { hub, archive, key, first } = await joined();
    for (let copy = 2; copy < 14; copy += 1) {
      const refused = linkAgent(hub.url, key, { machine: `machine-${copy}`, runId: `run-${copy}` });
      await expect(refused).rejects.toThrow(
        /duplicateIdentity.*administrator admits it.*"retryAfterMs":60000/,
      );
    }
    expect(archive.records).toHaveLength(1);
    expect(first.socket.readyState).toBe(first.socket.OPEN);
  });

  it('[AG9] also while the machine that joined with the key is away', async () => {
    const { hub, archive, key, first } = await joined();
    first.socket.close();
    await first.closed;
    const moved = linkAgent(hub.url, key, { machine: 'machine-2', runId: 'run-2' });
    await expect(moved).rejects.toThrow(/duplicateIdentity/);
    expect(archive.records).toHaveLength(1);
  });

  it('[AG8] newcomers of one key are decided on one after the other', async () => {
    const { hub, key, first } = await joined({ probeMs: 100 });
    first.socket.close();
    await first.closed;
    const both = await Promise.allSettled(
      ['run-2', 'run-3'].map((runId) => linkAgent(hub.url, key, { runId })),
    );
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });
});
