import {
  type AgentUp,
  agentUpSchema,
  isUpAllowed,
  type LinkState,
  parseJoinToken,
  type UpKind,
} from '@orrery/protocol';
import { describe, expect, it } from 'vitest';
import { hookReport, requestsChange } from '../test/held-request.ts';
import {
  batchOf,
  createAgentKey,
  createHello,
  openHandshake,
  openSocket,
  proofOf,
  type TestSocket,
} from '../test/test-agent.ts';
import { startTestHub, type TestHub } from '../test/test-hub.ts';

/** One well-formed message of every kind. A new kind does not compile without one here. */
const SAMPLES: { [Kind in Exclude<UpKind, 'batch' | 'proof'>]: Extract<AgentUp, { type: Kind }> } = {
  hello: createHello().hello,
  document: { type: 'document', root: '/r', path: 'p', sha256: 'a'.repeat(64), content: '{}' },
  liveSessions: { type: 'liveSessions', isFull: true, running: [], gone: [] },
  hostStatus: { type: 'hostStatus', degraded: '', lagLines: 0, problems: [], allows: [], notFollowed: [] },
  permissionRequests: requestsChange({ open: [] }),
  hookReports: { type: 'hookReports', reports: [hookReport()] },
  commandResult: { type: 'commandResult', id: 'x', outcome: 'done', message: '' },
  alive: { type: 'alive', count: 0 },
};

/** A connection in each state in which a message can arrive, with a way to speak that the state understands. */
const STATES: Record<Exclude<LinkState, 'proved'>, (test: TestHub) => Promise<Speaker>> = {
  opening: async ({ hub }) => {
    const socket = await openSocket(`${hub.url}/agent`);
    const { parts } = await openHandshake(hub.url);
    return { socket, proof: () => proofOf(createAgentKey(), parts) };
  },
  challenged: async ({ hub }) => {
    const { socket, parts } = await openHandshake(hub.url);
    return { socket, proof: () => proofOf(createAgentKey(), parts) };
  },
  linked: async ({ hub }) => {
    const { socket, parts } = await openHandshake(hub.url);
    const joinSecret = parseJoinToken(hub.createJoinToken().token).secret;
    const proof = proofOf(createAgentKey(), parts, { joinSecret });
    socket.send(proof);
    await socket.nextOf('manifest');
    return { socket, proof: () => proof };
  },
};

interface Speaker {
  socket: TestSocket;
  proof: () => Extract<AgentUp, { type: 'proof' }>;
}

const KINDS: UpKind[] = ['batch', ...agentUpSchema.options.map((option) => option.shape.type.value)];

describe('states of the agent link', () => {
  for (const [state, reach] of Object.entries(STATES)) {
    const forbidden = KINDS.filter((kind) => !isUpAllowed(kind, state as LinkState));
    it.each(forbidden)(
      `[AG5] ${state}: a %s message closes the link, and nothing of it is stored`,
      async (kind) => {
        const test = await startTestHub();
        const { socket, proof } = await reach(test);
        const { records } = test.archive;
        const before = records.length;
        if (kind === 'batch') socket.sendBatch(batchOf('{}\n'));
        else socket.send(kind === 'proof' ? proof() : SAMPLES[kind]);
        expect(await socket.nextOf('error')).toMatchObject({ kind: 'invalid' });
        expect((await socket.closed).code).toBe(1008);
        expect(records).toHaveLength(before);
        expect(test.archive).toMatchObject({
          commits: [],
          documents: [],
          liveSessions: [],
          permissionRequests: [],
          hookReports: [],
        });
      },
    );
  }

  it('[AG5] proved: whatever comes while the agent is let in closes the link', async () => {
    const test = await startTestHub();
    const { archive, hub } = test;
    let admit = (): void => undefined;
    const waiting = new Promise<void>((resolve) => {
      admit = resolve;
    });
    archive.hostByPublicKey = async () => {
      await waiting;
      return [];
    };
    const { socket, parts } = await openHandshake(hub.url);
    socket.send(proofOf(createAgentKey(), parts));
    socket.send(SAMPLES.hostStatus);
    expect(await socket.next()).toMatchObject({ type: 'error', kind: 'invalid' });
    admit();
    expect((await socket.closed).code).toBe(1008);
    expect(archive.records).toEqual([]);
  });

  it.each(['challenged', 'linked'] as const)(
    '[AG20] %s: a frame in the clear, changed, repeated or out of order closes the link',
    async (state) => {
      const attacks: ((socket: TestSocket) => void)[] = [
        ({ socket }) => socket.send(JSON.stringify(SAMPLES.hostStatus)),
        ({ socket }) => socket.send(Buffer.alloc(64)),
        ({ socket }) => socket.send(Buffer.alloc(0)),
      ];
      for (const attack of attacks) {
        const test = await startTestHub();
        const { socket } = await STATES[state](test);
        attack(socket);
        expect(await socket.nextOf('error')).toMatchObject({ kind: 'invalid' });
        expect((await socket.closed).code).toBe(1008);
        expect(test.archive.links.some(({ link }) => link.status !== undefined)).toBe(false);
      }
    },
  );
});
