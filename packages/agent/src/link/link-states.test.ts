import { type AgentDown, agentDownSchema, type Challenge, isDownAllowed } from '@orrery/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKeyPair } from '../identity/key-pair.ts';
import { say } from '../test/test-hub.ts';
import { lines, World } from '../test/world.ts';

/** One well-formed message of every kind. A new kind does not compile without one here. */
const SAMPLES: { [Kind in Exclude<AgentDown['type'], 'challenge'>]: Extract<AgentDown, { type: Kind }> } = {
  welcome: { type: 'welcome', hostId: 'h', hubVersion: 'x', now: 0, windowBytes: 1_000_000 },
  manifest: { type: 'manifest', files: [], documents: [], isLast: true },
  ack: { type: 'ack', root: '/r', path: 'p', generation: 0, committed: 5, outcome: 'committed' },
  command: { type: 'command', id: 'c1', command: { name: 'changeHooks', action: 'install' } },
  alive: { type: 'alive', count: 0 },
  error: { type: 'error', kind: 'joinRefused', message: 'Go away for good.' },
};

const KINDS = agentDownSchema.options.map((option) => option.shape.type.value);
const sampleOf = (kind: AgentDown['type'], challenge: Challenge): AgentDown =>
  kind === 'challenge' ? challenge : SAMPLES[kind];

describe('states of the link', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
    world.write('p/a.jsonl', lines(3));
  });
  afterEach(() => world.close());

  /** Has joined properly, so that whoever comes now finds an agent that trusts one key. */
  const join = async (): Promise<void> => {
    world.startAgent();
    await world.settle();
    await world.stopAgents();
    world.hub.texts.length = 0;
    world.hub.proofs.length = 0;
  };
  const ended = (): Promise<unknown> =>
    world.until(() => world.statuses.some(({ link }) => link.kind === 'waiting'));
  const expectUntouched = (): void => {
    expect(world.hub.texts.map((text) => (JSON.parse(text) as { type: string }).type)).toEqual(
      world.hub.texts.map(() => 'hello'),
    );
    expect(world.hub.texts.length).toBeGreaterThan(0);
  };

  const early = KINDS.filter((kind) => !isDownAllowed(kind, 'opening'));
  it.each(early)(
    '[K12] opening: a %s message closes the link, and nothing is sent, done or stored',
    async (kind) => {
      await join();
      const { headers, controls } = world.hub;
      const [batches, answers] = [headers.length, controls.length];
      world.statuses.length = 0;
      world.hub.answerHello = (_hello, challenge) => [
        sampleOf(kind, challenge),
        SAMPLES.manifest,
        SAMPLES.command,
      ];
      world.append('p/a.jsonl', lines(5, 3));
      world.startAgentWithoutToken();
      await ended();
      expect([headers.length, controls.length]).toEqual([batches, answers]);
      expectUntouched();
    },
  );

  it('[K12] a server without the pinned key learns nothing of the machine, not even its name', async () => {
    await join();
    world.statuses.length = 0;
    const impostor = createKeyPair();
    world.hub.answerHello = (_hello, challenge) => [
      { ...challenge, hubPublicKey: impostor.publicKey },
      SAMPLES.welcome,
    ];
    world.startAgentWithoutToken();
    await ended();
    expectUntouched();
    for (const text of world.hub.texts) {
      expect(Object.keys(JSON.parse(text) as object).sort()).toEqual(['ephemeralKey', 'protocol', 'type']);
    }
  });

  it('[K13] an agent that has met its hub waits while somebody else answers, and goes on when the hub is back', async () => {
    await join();
    world.statuses.length = 0;
    world.hub.answerHello = () => [SAMPLES.error];
    const agent = world.startAgentWithoutToken();
    await ended();
    const [waiting] = world.statuses.flatMap(({ link }) => (link.kind === 'waiting' ? [link] : []));
    expect(waiting?.reason.message).toMatch(/before proving to be this machine's hub: "Go away for good."/);
    const impostor = createKeyPair();
    world.hub.answerHello = (_hello, challenge) => [{ ...challenge, hubPublicKey: impostor.publicKey }];
    await world.until(() =>
      world.statuses.some(({ link }) => link.kind === 'waiting' && link.reason.kind === 'hubKeyMismatch'),
    );
    world.hub.answerHello = null;
    await world.until(() => world.lastStatus().link.kind === 'connected');
    await agent.close();
  });

  it('[K13] what a stranger asks for does not decide when the agent tries again', async () => {
    await join();
    world.statuses.length = 0;
    world.hub.answerHello = () => [{ ...SAMPLES.error, kind: 'unavailable', retryAfterMs: 86_400_000 }];
    world.startAgentWithoutToken();
    await ended();
    const [waiting] = world.statuses.flatMap(({ link }) => (link.kind === 'waiting' ? [link] : []));
    expect(waiting?.retryInMs).toBeLessThan(60_000);
  });

  it.each([
    ['in the clear', (text: string): string | Buffer => text],
    [
      'sealed by somebody else',
      (text: string): string | Buffer => Buffer.from(`${'\u0001'}${text}${'x'.repeat(16)}`),
    ],
  ])('[K14] linked: a command %s closes the link and is not carried out', async (_how, make) => {
    world.startAgent();
    await world.settle();
    const { controls } = world.hub;
    const before = controls.filter(({ type }) => type === 'commandResult').length;
    world.statuses.length = 0;
    for (const socket of world.hub.sockets.keys()) socket.send(make(JSON.stringify(SAMPLES.command)));
    await ended();
    expect(controls.filter(({ type }) => type === 'commandResult')).toHaveLength(before);
  });

  it.each(KINDS.filter((kind) => !isDownAllowed(kind, 'linked')))(
    '[K12] linked: a %s message closes the link',
    async (kind) => {
      let honest: Challenge | null = null;
      world.startAgent();
      await world.settle();
      world.statuses.length = 0;
      honest = {
        type: 'challenge',
        protocol: 3,
        hubPublicKey: world.hub.keys.publicKey,
        ephemeralKey: 'A'.repeat(43),
        signature: 'A'.repeat(86),
      };
      for (const [socket, channel] of world.hub.sockets) say(socket, channel, sampleOf(kind, honest));
      await ended();
    },
  );

  it.each(KINDS.filter((kind) => !isDownAllowed(kind, 'proved')))(
    '[K12] proved: a %s message closes the link, and nothing is shipped',
    async (kind) => {
      await join();
      const before = world.hub.headers.length;
      world.append('p/a.jsonl', lines(5, 3));
      world.statuses.length = 0;
      world.hub.onProof = (socket, channel, challenge) => say(socket, channel, sampleOf(kind, challenge));
      world.startAgentWithoutToken();
      await ended();
      expect(world.hub.headers).toHaveLength(before);
    },
  );
});
