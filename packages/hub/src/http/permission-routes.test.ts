import { auditPageSchema, sessionDetailSchema } from '@orrery/protocol';
import { describe, expect, it } from 'vitest';
import { toRequestView } from '../ingest/request-view.ts';
import { SESSION } from '../test/contract-world.ts';
import { type ControlWorld, startControlWorld } from '../test/control-world.ts';
import { heldRequest, requestsChange } from '../test/held-request.ts';
import { createAgentKey, linkAgent } from '../test/test-agent.ts';
import { setUpOwner } from '../test/test-hub.ts';

const APPROVE = '/api/permissions/r1/approve';
const DENY = '/api/permissions/r1/deny';
/** Of the usual request, as whoever reads the session finds it there. */
const { digest } = toRequestView(SESSION, heldRequest());

async function asked(options: Parameters<typeof startControlWorld>[0] = {}): Promise<ControlWorld> {
  const world = await startControlWorld(options);
  world.agent.send(requestsChange({ isFull: true, open: [heldRequest()] }));
  await world.shows(1);
  return world;
}

const said = async (answer: Response) => [answer.status, (await answer.json()) as Record<string, unknown>];

/** Acts of control, without who came in. */
const auditOf = async ({ call, keys }: ControlWorld) => {
  const page = auditPageSchema.parse(await (await call('GET', '/api/audit', { key: keys.admin })).json());
  return page.items.filter(({ action }) => action !== 'join' && action !== 'setUp' && action !== 'signIn');
};

describe('answering permission requests', () => {
  it('[CT24] takes no answer of any route without the digest that the session carries, or with that of another request', async () => {
    const { call, keys, archive, nextCommand, answer } = await asked();
    const session = sessionDetailSchema.parse(await archive.session(SESSION));
    expect(session.requests).toMatchObject([{ isWhole: true, digest }]);
    const other = toRequestView(SESSION, heldRequest({ input: '{"command":"ls"}' })).digest;
    for (const path of [APPROVE, DENY]) {
      const none = await said(await call('POST', path, { key: keys.operator, body: {} }));
      expect(none).toMatchObject([400, { message: expect.stringMatching(/digest.*Nothing was done/) }]);
      const wrong = await said(await call('POST', path, { key: keys.operator, body: { digest: other } }));
      expect(wrong).toMatchObject([
        409,
        { message: expect.stringMatching(/not what is asked now\. Look again\./) },
      ]);
    }
    const right = call('POST', APPROVE, { key: keys.operator, body: { digest } });
    answer((await nextCommand()).id);
    expect((await right).status).toBe(200);
  });

  it('[CT1] brings what is asked to the page and the answer to the agent', async () => {
    const world = await asked();
    const { call, keys, nextCommand, answer, agent, openPage } = world;
    const page = await openPage();
    page.send({ type: 'subscribe', id: 1, topic: { kind: 'fleet' } });
    const { sessions } = await page.nextOf('fleetSnapshot');
    expect(sessions).toMatchObject([
      {
        id: SESSION,
        requests: [{ id: 'r1', tool: 'Bash', text: 'rm -r build', alwaysAllow: ['Bash(rm:*)'] }],
      },
    ]);
    const body = { digest, alwaysAllow: [0], who: 'Ana', why: 'build is generated' };
    const approved = call('POST', APPROVE, { key: keys.operator, body });
    const { id, command } = await nextCommand();
    expect(command).toEqual({
      name: 'decidePermission',
      requestId: 'r1',
      decision: { behavior: 'allow', alwaysAllow: [0] },
    });
    answer(id, 'done', 'Approved.');
    expect(await said(await approved)).toEqual([200, { message: 'Approved.' }]);
    agent.send(requestsChange({ closed: [{ id: 'r1', why: 'answered' }] }));
    expect(await page.nextOf('fleetDelta')).toMatchObject({ sessions: [{ id: SESSION, requests: [] }] });
    expect(await auditOf(world)).toMatchObject([
      {
        ...{ actor: 'Ana (key operator-key)', actorKind: 'apiKey', action: 'approve', outcome: 'done' },
        ...{ hostId: agent.hostId, sessionId: SESSION, why: 'build is generated' },
        detail: 'Bash: rm -r build\nAlways allowed from now on: Bash(rm:*)',
      },
    ]);
  });

  it('[CT5] denies with the name of who did, without words too', async () => {
    const world = await asked();
    const { call, keys, nextCommand, answer } = world;
    const cookie = await setUpOwner({ ...world, archive: null as never });
    const denied = call('POST', DENY, {
      cookie,
      body: { digest, message: 'Use make clean.', who: 'Somebody else' },
    });
    const first = await nextCommand();
    expect(first.command).toMatchObject({
      decision: { behavior: 'deny', message: 'Denied by Ada in Orrery. Use make clean.' },
    });
    answer(first.id, 'failed', 'The client hung up.');
    expect(await said(await denied)).toEqual([409, { kind: 'conflict', message: 'The client hung up.' }]);
    const again = call('POST', DENY, { key: keys.operator, body: { digest } });
    const second = await nextCommand();
    expect(second.command).toMatchObject({
      decision: { message: 'Denied by operator-key in Orrery.' },
    });
    answer(second.id);
    expect((await again).status).toBe(200);
    expect((await auditOf(world)).map(({ actor, outcome }) => [actor, outcome])).toEqual([
      ['operator-key', 'done'],
      ['Ada', 'failed'],
    ]);
  });

  it('[CT1] lets one of two people answer who do at the same moment', async () => {
    const { call, keys, nextCommand, answer, agent } = await asked();
    const both = ['Ana Ferreira', 'Bo'].map((who) =>
      call('POST', who === 'Bo' ? DENY : APPROVE, { key: keys.operator, body: { digest, who } }),
    );
    const { id, command } = await nextCommand();
    answer(id);
    agent.send(requestsChange({ closed: [{ id: 'r1', why: 'answered' }] }));
    const answers = await Promise.all(both.map(async (one) => said(await one)));
    expect(answers.map(([status]) => status).toSorted()).toEqual([200, 409]);
    const isApproved = JSON.stringify(command).includes('"allow"');
    expect(answers.find(([status]) => status === 409)).toMatchObject([
      409,
      { message: expect.stringMatching(isApproved ? /^Ana Ferreira.* approved it/ : /^Bo.* denied it/) },
    ]);
    const late = await said(await call('POST', APPROVE, { key: keys.operator, body: { digest } }));
    expect(late).toMatchObject([409, { kind: 'conflict', message: expect.stringMatching(/ago|just now/) }]);
  });

  it('[CT2] refuses an answer to what expired, to what was answered at the keyboard, and to what never was', async () => {
    const { call, keys, agent, shows, nextCommand, answer } = await asked();
    const stale = call('POST', APPROVE, { key: keys.operator, body: { digest } });
    answer((await nextCommand()).id, 'stale', '');
    expect(await said(await stale)).toMatchObject([
      409,
      { message: 'It was answered at the keyboard meanwhile. Nothing was changed by you.' },
    ]);
    agent.send(requestsChange({ closed: [{ id: 'r1', why: 'expired' }] }));
    await shows(0);
    expect(await said(await call('POST', APPROVE, { key: keys.operator, body: { digest } }))).toMatchObject([
      409,
      { kind: 'conflict', message: expect.stringMatching(/nobody answered it in time/) },
    ]);
    const never = await call('POST', '/api/permissions/nothing/approve', {
      ...{ key: keys.operator, body: { digest } },
    });
    expect(never.status).toBe(404);
  });

  it('[CT3] says what is known when the agent goes in the middle, and that nothing ran when it is gone', async () => {
    const { call, keys, nextCommand, agent, archive, hub } = await asked();
    const lost = call('POST', APPROVE, { key: keys.operator, body: { digest } });
    await nextCommand();
    agent.socket.close();
    expect(await said(await lost)).toMatchObject([
      503,
      { kind: 'unavailable', message: expect.stringMatching(/^studio-01 did not answer\./) },
    ]);
    await agent.closed;
    const again = await said(await call('POST', APPROVE, { key: keys.operator, body: { digest } }));
    expect(again).toMatchObject([503, { message: 'Approve did not reach studio-01. Nothing ran.' }]);
    const session = sessionDetailSchema.parse(await archive.session(SESSION));
    expect(session).toMatchObject({ requests: [{ id: 'r1' }] });
    expect(hub.url).toMatch(/^http/);
  });

  it('[CT4] refuses rules that are not offered, and bodies that do not fit', async () => {
    const { call, keys } = await asked();
    const bodies = [
      { alwaysAllow: [7] },
      { alwaysAllow: [-1] },
      { alwaysAllow: 'all' },
      { why: 'x'.repeat(600) },
    ];
    for (const body of [...bodies, { answers: { 'Which?': 'This' } }]) {
      const answer = await call('POST', APPROVE, { key: keys.operator, body: { digest, ...body } });
      expect([body, answer.status]).toEqual([body, 400]);
    }
  });

  it('[AG15] ends the link of an agent that claims the request of another machine', async () => {
    const { hub, agent, shows } = await asked();
    const other = await startOther(hub.url, hub.createJoinToken().token);
    other.send(requestsChange({ open: [heldRequest({ tool: 'Read', input: '{"file_path":"/a"}' })] }));
    expect(await other.closed).toEqual({ code: 1008, reason: 'invalid' });
    await shows(1);
    expect(agent.socket.readyState).toBe(agent.socket.OPEN);
  });

  it('[CT14] takes so many answers a minute and no more', async () => {
    const { call, keys } = await asked({ rateLimits: { control: 2 } });
    const statuses = [];
    for (let index = 0; index < 3; index += 1) {
      statuses.push(
        (await call('POST', '/api/permissions/none/deny', { key: keys.operator, body: { digest } })).status,
      );
    }
    expect(statuses).toEqual([404, 404, 429]);
  });
});

function startOther(url: string, token: string) {
  return linkAgent(url, createAgentKey(), { token, machine: 'machine-2', name: 'other' });
}
