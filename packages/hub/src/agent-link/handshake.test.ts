import { createHash, createPublicKey, verify } from 'node:crypto';
import { type Challenge, handshakeTranscript, parseJoinToken } from '@orrery/protocol';
import { describe, expect, it } from 'vitest';
import { type HubLogger, silentLogger } from '../server/hub-logger.ts';
import { createAgentKey, helloOf, linkAgent, openSocket, proofOf } from '../test/test-agent.ts';
import { eventually, startTestHub } from '../test/test-hub.ts';

/** hello and challenge of a fresh connection. */
async function challenged(url: string, key = createAgentKey()) {
  const socket = await openSocket(`${url}/agent`);
  const hello = helloOf(key);
  socket.send(hello);
  return { socket, key, hello, challenge: await socket.next<Challenge>() };
}

describe('handshake', () => {
  it('[AG2] the hub signs this very handshake with the key that the join token pins', async () => {
    const { hub } = await startTestHub();
    const { hubKeyHash } = parseJoinToken(hub.createJoinToken().token);
    const { hello, challenge } = await challenged(hub.url);
    const raw = Buffer.from(challenge.hubPublicKey, 'base64url');
    expect(createHash('sha256').update(raw).digest('base64url')).toBe(hubKeyHash);
    const key = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: challenge.hubPublicKey },
      format: 'jwk',
    });
    const text = handshakeTranscript('hub', {
      agentNonce: hello.nonce,
      hubNonce: challenge.nonce,
      agentPublicKey: hello.publicKey,
      hubPublicKey: challenge.hubPublicKey,
    });
    expect(verify(null, Buffer.from(text), key, Buffer.from(challenge.signature, 'base64url'))).toBe(true);
    expect(challenge.mustJoin).toBe(true);
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
    const attacks: ((made: Awaited<ReturnType<typeof challenged>>) => string)[] = [
      ({ hello, challenge }) => proofOf(createAgentKey(), hello, challenge),
      () => 'A'.repeat(86),
      () => '',
      ({ challenge }) => challenge.signature,
    ];
    for (const attack of attacks) {
      const made = await challenged(hub.url);
      made.socket.send({ type: 'proof', signature: attack(made), joinSecret });
      expect(await made.socket.next()).toMatchObject({ type: 'error', kind: 'unauthenticated' });
    }
    // Nobody's wrong proof has spent the token.
    await linkAgent(hub.url, createAgentKey(), { token });
  });

  it('[AG2] refuses a proof that was recorded from another handshake', async () => {
    const { hub } = await startTestHub();
    const key = createAgentKey();
    await linkAgent(hub.url, key, { token: hub.createJoinToken().token });
    const recorded = await challenged(hub.url, key);
    const signature = proofOf(key, recorded.hello, recorded.challenge);
    const socket = await openSocket(`${hub.url}/agent`);
    // The same hello word for word: only the hub's nonce is new.
    socket.send(recorded.hello);
    await socket.next();
    socket.send({ type: 'proof', signature });
    expect(await socket.next()).toMatchObject({ type: 'error', kind: 'unauthenticated' });
  });

  it('[AG2] refuses a proof that the agent made for another hub', async () => {
    const [real, evil] = [await startTestHub(), await startTestHub()];
    const key = createAgentKey();
    await linkAgent(real.hub.url, key, { token: real.hub.createJoinToken().token });
    // The other hub relays: it passes the real hub's nonce on under its own key, and the agent signs for that key.
    const { hello, challenge, socket } = await challenged(real.hub.url, key);
    const { challenge: foreign } = await challenged(evil.hub.url);
    const signature = proofOf(key, hello, { nonce: challenge.nonce, hubPublicKey: foreign.hubPublicKey });
    socket.send({ type: 'proof', signature });
    expect(await socket.next()).toMatchObject({ type: 'error', kind: 'unauthenticated' });
  });

  it('[AG3] refuses an unknown key without a join secret, or with a wrong one', async () => {
    const { hub, archive } = await startTestHub();
    for (const secret of [undefined, 'wrong']) {
      const { socket, key, hello, challenge } = await challenged(hub.url);
      const joinSecret = secret === undefined ? {} : { joinSecret: secret };
      socket.send({ type: 'proof', signature: proofOf(key, hello, challenge), ...joinSecret });
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
