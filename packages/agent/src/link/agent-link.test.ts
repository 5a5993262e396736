import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { hashPublicKey } from '@orrery/link';
import { formatJoinToken, OrreryError } from '@orrery/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKeyPair } from '../identity/key-pair.ts';
import { lines, World } from '../test/world.ts';
import { agentSocketUrl } from './agent-url.ts';
import { createReconnectPolicy } from './reconnect-policy.ts';

describe('link', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.close());

  it('[K1] keeps its key and the hub’s pin for the owner only, and nothing else', async () => {
    world.write('p/a.jsonl', lines(1));
    world.startAgent();
    await world.settle();
    const dir = world.at('state');
    expect(readdirSync(dir).sort()).toEqual([
      'files.json',
      'grants.json',
      'identity.backup.json',
      'identity.json',
    ]);
    expect(statSync(join(dir, 'identity.json')).mode & 0o777).toBe(0o600);
    const stored = JSON.parse(readFileSync(join(dir, 'identity.json'), 'utf8')) as Record<string, unknown>;
    expect(stored).toMatchObject({
      hubUrl: world.hub.url,
      hubKeyHash: hashPublicKey(world.hub.keys.publicKey),
    });
  });

  it('[K2] needs no token after it has joined, and is the same host', async () => {
    world.write('p/a.jsonl', lines(1));
    world.startAgent();
    await world.settle();
    await world.stopAgents();
    world.append('p/a.jsonl', lines(1, 1));
    world.startAgentWithoutToken();
    await world.settle();
    expect(world.hub.stores.size).toBe(1);
  });

  it('[K3] refuses a hub whose key is not the pinned one, and sends it no secret', async () => {
    const other = hashPublicKey(createKeyPair().publicKey);
    const agent = world.startAgent({ joinToken: formatJoinToken({ hubKeyHash: other, secret: 'x' }) });
    await expect(world.runOf(agent)).rejects.toMatchObject({ kind: 'hubKeyMismatch' });
    expect(world.hub.stores.size).toBe(0);
  });

  it('[K4] stops when the hub refuses the token, and when it speaks another version', async () => {
    const hubKeyHash = hashPublicKey(world.hub.keys.publicKey);
    const refused = world.startAgent({ joinToken: formatJoinToken({ hubKeyHash, secret: 'used-up' }) });
    await expect(world.runOf(refused)).rejects.toMatchObject({ kind: 'joinRefused' });
    world.hub.refuseWith = { kind: 'unsupportedVersion' };
    const old = world.startAgent();
    await expect(world.runOf(old)).rejects.toMatchObject({ kind: 'unsupportedVersion' });
  });

  it('[K5] asks a person to join when there is neither token nor state, or the token is none', async () => {
    await expect(world.runOf(world.startAgentWithoutToken())).rejects.toThrow('orrery join-token create');
    await expect(world.runOf(world.startAgent({ joinToken: 'nonsense' }))).rejects.toBeInstanceOf(
      OrreryError,
    );
    await expect(world.runOf(world.startAgent({ hubUrl: 'ftp://x' }))).rejects.toMatchObject({
      kind: 'invalid',
    });
  });

  it('[K6] comes back not before the hub said', async () => {
    world.hub.refuseWith = { kind: 'unavailable', retryAfterMs: 150 };
    world.startAgent();
    await world.until(() => world.statuses.some(({ link }) => link.kind === 'waiting'));
    const waiting = world.statuses.find(({ link }) => link.kind === 'waiting')?.link;
    expect(waiting?.kind === 'waiting' && waiting.retryInMs).toBe(150);
    world.hub.refuseWith = null;
    await world.until(() => world.statuses.some(({ link }) => link.kind === 'connected'));
  });

  it('[K7] goes on from what the hub says when a batch is refused', async () => {
    const commit = world.hub.dropBatches(3);
    world.write('p/a.jsonl', lines(200));
    world.startAgent({ limits: { batchBytes: 2_000 } });
    await world.settle();
    expect(commit.refused).toBeGreaterThan(0);
    expect(world.hub.store.repeatedBytes).toBe(0);
  });

  it('[K8] never has more unacknowledged than the window, but always one batch', async () => {
    world.hub.windowBytes = 900;
    let inFlight = 0;
    let most = 0;
    world.hub.hooks.beforeCommit = async () => {
      inFlight = world.hub.received - world.hub.answered;
      most = Math.max(most, inFlight);
      await new Promise((resolve) => setTimeout(resolve, 1));
    };
    world.write('p/a.jsonl', lines(300, 0, 300));
    world.startAgent({ limits: { batchBytes: 4_000 } });
    await world.settle();
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(4);
  });

  it('[K9] keeps running when the disk is too full to remember the hub', async () => {
    mkdirSync(world.at('state'), { recursive: true });
    let writes = 0;
    const writeFile = (): void => {
      writes += 1;
      if (writes > 2) throw new Error('ENOSPC: no space left on device');
    };
    world.write('p/a.jsonl', lines(2));
    world.startAgent({ faults: { writeFile } });
    await world.settle();
    await world.until(() => world.lastStatus().problems.some((text) => text.includes('no space left')));
  });
});

describe('reconnect policy', () => {
  it('[K10] doubles its delay up to a limit, with jitter, and begins anew after a welcome', () => {
    const policy = createReconnectPolicy({ minMs: 100, maxMs: 1_000, random: () => 1 });
    expect(Array.from({ length: 6 }, () => policy.nextDelayMs())).toEqual([100, 200, 400, 800, 1_000, 1_000]);
    expect(policy.nextDelayMs(5_000)).toBe(5_000);
    policy.reset();
    expect(policy.nextDelayMs()).toBe(100);
    expect(createReconnectPolicy({ minMs: 100, maxMs: 1_000, random: () => 0 }).nextDelayMs()).toBe(50);
  });
});

describe('hub address', () => {
  it.each([
    ['http://127.0.0.1:4680', 'ws://127.0.0.1:4680/agent'],
    ['https://orrery.example.org/', 'wss://orrery.example.org/agent'],
    ['https://example.org/tools/orrery', 'wss://example.org/tools/orrery/agent'],
    ['ws://localhost:1/agent', 'ws://localhost:1/agent'],
    ['http://[::1]:4680', 'ws://[::1]:4680/agent'],
  ])('[K11] takes %s to mean %s', (url, socket) => {
    expect(agentSocketUrl(url)).toBe(socket);
  });

  it.each([
    'http://ana:hunter2@127.0.0.1:4680',
    'https://ana@orrery.example.org',
    'https://:hunter2@orrery.example.org',
  ])('[K23] refuses a name or password in %s, and repeats none', (url) => {
    expect(() => agentSocketUrl(url, true)).toThrow(/no name and no password/);
    expect(() => agentSocketUrl(url, true)).not.toThrow(/hunter2/);
  });

  it.each([
    'http://orrery.example.org',
    'ws://192.168.1.4:4680',
    'http://127.0.0.1.example.org',
    'http://0.0.0.0:1',
  ])('[K15] refuses %s: without TLS it goes no further than this machine, unless a person insists', (url) => {
    expect(() => agentSocketUrl(url)).toThrow(expect.objectContaining({ kind: 'invalid' }));
    expect(() => agentSocketUrl(url)).toThrow('--insecure-hub');
    expect(agentSocketUrl(url, true)).toMatch(/^ws:/);
  });
});
