import type { AgentCommand, CommandResult, HeldRequest, PermissionRequests } from '@orrery/protocol';
import { describe, expect, it } from 'vitest';
import type { AuditAct } from '../audit/audit-log.ts';
import { toRequestView } from '../ingest/request-view.ts';
import { createCounters } from '../server/counters.ts';
import { SESSION } from '../test/contract-world.ts';
import { createFakeTime } from '../test/fake-time.ts';
import { heldRequest, requestsChange } from '../test/held-request.ts';
import type { Actor } from './actor.ts';
import type { AgentCommands } from './agent-commands.ts';
import { createPermissionDesk, denialMessage } from './permission-desk.ts';

const ANA: Actor = { name: 'Ana Ferreira', kind: 'person', why: '', address: null };
const BO: Actor = { name: 'Bo', kind: 'person', why: '', address: null };
/** Digest of a request as the hub shows it. */
const digestOf = (request: HeldRequest, sessionId = SESSION) => toRequestView(sessionId, request).digest;
/** Somebody who has read the usual request of the test. */
const by = (actor: Actor, digest = digestOf(heldRequest())) => ({ actor, digest });
const ALLOW = { behavior: 'allow' as const, alwaysAllow: [] };
const DENY = { behavior: 'deny' as const, message: 'no' };

function createWorld() {
  const time = createFakeTime();
  const counters = createCounters();
  const sent: { hostId: string; command: AgentCommand; done: PromiseWithResolvers<CommandResult> }[] = [];
  const acts: (Omit<AuditAct, 'actor'> & { by: string; outcome: string | null })[] = [];
  const linked = new Set(['h1', 'h2']);
  const commands: AgentCommands = {
    join: () => undefined,
    leave: () => undefined,
    settle: () => undefined,
    isLinked: (hostId) => linked.has(hostId),
    hostName: async (hostId) => hostId,
    check: async () => undefined,
    send: (hostId, command) => {
      const done = Promise.withResolvers<CommandResult>();
      sent.push({ hostId, command, done });
      return done.promise;
    },
  };
  const audit = {
    begin: ({ actor, ...act }: AuditAct) => {
      const entry = { ...act, by: actor.name, outcome: null as string | null };
      acts.push(entry);
      return (outcome: string) => {
        entry.outcome ??= outcome;
      };
    },
    page: () => ({ items: [], nextBefore: null }),
    close: () => undefined,
  };
  const desk = createPermissionDesk({ commands, audit, clock: time, counters });
  const tell = (part: Partial<PermissionRequests>, hostId = 'h1') => desk.apply(hostId, requestsChange(part));
  const answer = (outcome: CommandResult['outcome'], message = '') =>
    sent.at(-1)?.done.resolve({ type: 'commandResult', id: 'c', outcome, message });
  return { time, counters, desk, sent, acts, linked, tell, answer };
}

describe('permission desk', () => {
  it('[CT24] takes an answer only to what was read: anything that is asked differently is refused, a yes and a no', async () => {
    const { desk, tell, sent, acts } = createWorld();
    const read = digestOf(heldRequest());
    const others: Partial<HeldRequest>[] = [
      { input: '{"command":"rm -rf ~"}' },
      { input: '{"command":"rm -r build","run_in_background":true}' },
      { tool: 'PowerShell' },
      { sessionId: 'another' },
      { agentId: 'a1' },
      { agentType: 'reviewer' },
      { suggestions: ['Bash(*)'] },
    ];
    for (const other of others) {
      tell({ isFull: true, open: [] });
      tell({ open: [heldRequest()] });
      // The same name for something else, between the look and the answer.
      tell({ open: [heldRequest(other)] });
      for (const [decision, did] of [
        [ALLOW, 'approved'],
        [DENY, 'denied'],
      ] as const) {
        await expect(desk.decide('r1', decision, by(ANA, read))).rejects.toMatchObject({
          kind: 'conflict',
          message: `What you ${did} is not what is asked now. Look again.`,
        });
      }
    }
    expect([sent, acts]).toEqual([[], []]);
    // Only when it ends is no part of what is asked.
    tell({ isFull: true, open: [] });
    tell({ open: [heldRequest({ expiresAt: 5, at: 1 })] });
    void desk.decide('r1', ALLOW, by(ANA, read));
    expect(sent).toHaveLength(1);
  });

  it.each([
    ['that was too large to be sent', ''],
    ['that is no JSON', '{'],
    ['with a text that was cut', JSON.stringify({ command: 'x'.repeat(1_050_000) })],
    ['that is nested too deeply', `${'['.repeat(300)}${']'.repeat(300)}`],
  ])('[CT25] takes no yes to an input %s, and takes a no', async (_, input) => {
    const { desk, tell, sent } = createWorld();
    const request = heldRequest({ input });
    tell({ open: [request] });
    await expect(desk.decide('r1', ALLOW, by(ANA, digestOf(request)))).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringMatching(/too large to be shown whole.*Answer at the keyboard\.$/),
    });
    expect(sent).toEqual([]);
    void desk.decide('r1', DENY, by(ANA, digestOf(request)));
    expect(sent).toHaveLength(1);
  });

  it('[CT1] sends the first answer, and tells who comes later who gave it', async () => {
    const { desk, tell, answer, sent, time } = createWorld();
    tell({ open: [heldRequest()] });
    const first = desk.decide('r1', ALLOW, by(ANA));
    await expect(desk.decide('r1', DENY, by(BO))).rejects.toMatchObject({
      kind: 'conflict',
      message: 'Ana Ferreira approved it just now.',
    });
    answer('done', 'Approved.');
    expect(await first).toEqual({ message: 'Approved.' });
    expect(sent).toMatchObject([
      { hostId: 'h1', command: { name: 'decidePermission', requestId: 'r1', decision: ALLOW } },
    ]);
    tell({ closed: [{ id: 'r1', why: 'answered' }] });
    time.pass(2_000);
    await expect(desk.decide('r1', ALLOW, by(BO))).rejects.toMatchObject({
      message: 'Ana Ferreira approved it 2 s ago.',
    });
  });

  it('[CT2] refuses answers to what is over, with why', async () => {
    const { desk, tell, sent } = createWorld();
    const whys = ['elsewhere', 'expired', 'gone', 'answered'] as const;
    tell({ open: whys.map((id) => heldRequest({ id })) });
    tell({ closed: whys.map((why) => ({ id: why, why })) });
    const words = { elsewhere: /keyboard/, expired: /in time/, gone: /stopped asking/, answered: /before/ };
    for (const why of whys) {
      const late = desk.decide(why, ALLOW, by(ANA));
      await expect(late).rejects.toMatchObject({
        kind: 'conflict',
        message: expect.stringMatching(words[why]),
      });
    }
    await expect(desk.decide('never', ALLOW, by(ANA))).rejects.toMatchObject({ kind: 'notFound' });
    expect(sent).toEqual([]);
  });

  it('[CT2] says that it was answered at the keyboard when the agent finds it so', async () => {
    const { desk, tell, answer } = createWorld();
    tell({ open: [heldRequest()] });
    const late = desk.decide('r1', ALLOW, by(ANA));
    answer('stale');
    await expect(late).rejects.toMatchObject({
      kind: 'conflict',
      message: 'It was answered at the keyboard meanwhile. Nothing was changed by you.',
    });
    const over = desk.decide('r1', ALLOW, by(ANA));
    answer('stale', 'The client that asked has ended.');
    await expect(over).rejects.toMatchObject({
      message: 'The client that asked has ended. Nothing was changed by you.',
    });
    const expired = desk.decide('r1', ALLOW, by(ANA));
    tell({ closed: [{ id: 'r1', why: 'expired' }] });
    answer('stale');
    await expect(expired).rejects.toMatchObject({ message: expect.stringMatching(/in time.*by you\.$/) });
  });

  it('[CT3] lets somebody try again when an answer did not get through', async () => {
    const { desk, tell, answer, sent, acts } = createWorld();
    tell({ open: [heldRequest()] });
    const lost = desk.decide('r1', ALLOW, by(ANA));
    sent[0]?.done.reject(new Error('Approve did not reach studio-01. Nothing ran.'));
    await expect(lost).rejects.toThrow('Nothing ran');
    const failed = desk.decide('r1', ALLOW, by(ANA));
    answer('failed', 'The client hung up.');
    await expect(failed).rejects.toMatchObject({ kind: 'conflict', message: 'The client hung up.' });
    const second = desk.decide('r1', DENY, by(BO));
    answer('done', 'Denied.');
    expect(await second).toEqual({ message: 'Denied.' });
    expect(acts.map(({ by, action, outcome }) => [by, action, outcome])).toEqual([
      ['Ana Ferreira', 'approve', 'failed'],
      ['Ana Ferreira', 'approve', 'failed'],
      ['Bo', 'deny', 'done'],
    ]);
  });

  it('[CT4] checks rules and answers against the request before anything is sent', async () => {
    const { desk, tell, answer, sent, acts } = createWorld();
    tell({ open: [heldRequest({ suggestions: ['Bash(rm:*)'] })] });
    const wrong = [
      { ...ALLOW, alwaysAllow: [1] },
      { ...ALLOW, answers: { 'Which?': 'This' } },
    ];
    for (const decision of wrong) {
      await expect(desk.decide('r1', decision, by(ANA))).rejects.toMatchObject({ kind: 'invalid' });
    }
    expect([sent, acts]).toEqual([[], []]);
    const right = desk.decide('r1', { ...ALLOW, alwaysAllow: [0] }, by(ANA));
    answer('done');
    await right;
    expect(acts[0]?.detail).toBe('Bash: rm -r build\nAlways allowed from now on: Bash(rm:*)');
  });

  it('[CT12] names the session as the hub does, once a change told it', async () => {
    const { desk, tell, acts } = createWorld();
    tell({ open: [heldRequest({ sessionId: 'uuid' })] });
    const shown = { id: 'uuid~h1', hostId: 'h1', requests: [{ id: 'r1' }] };
    const foreign = { ...shown, id: 'theirs', hostId: 'h2' };
    desk.note({ sessions: [shown as never, foreign as never] });
    tell({ isFull: true, open: [heldRequest({ sessionId: 'uuid' })] });
    void desk.decide('r1', ALLOW, by(ANA, digestOf(heldRequest(), 'uuid~h1')));
    expect(acts).toMatchObject([{ hostId: 'h1', sessionId: 'uuid~h1' }]);
  });

  it('[AG15] refuses the request of one machine under the id of another, and counts only its own ends', async () => {
    const { tell, counters } = createWorld();
    tell({ open: [heldRequest({ tool: 'Bash' })] });
    expect(() => tell({ open: [heldRequest({ tool: 'Read' })] }, 'h2')).toThrow(/another machine/);
    tell({ isFull: true, closed: [{ id: 'r1', why: 'gone' }] }, 'h2');
    expect(counters.permissionRequestsOpen).toBe(1);
    const many = Array.from({ length: 600 }, (_, index) => heldRequest({ id: `m${index}` }));
    expect(() => tell({ open: many }, 'h2')).toThrow(/at most/);
    // Refused whole: an agent that links again and again with new ones must not fill the memory.
    expect(counters.permissionRequestsOpen).toBe(1);
  });

  it('[AG15] keeps the request of a machine that is away, whoever says the same id meanwhile', async () => {
    const { desk, tell, linked, sent, answer, counters } = createWorld();
    tell({ open: [heldRequest()] });
    linked.delete('h1');
    const theirs = heldRequest({ tool: 'Read', input: '{"file_path":"/theirs"}' });
    tell({ open: [theirs] }, 'h2');
    tell({ closed: [{ id: 'r1', why: 'answered' }] }, 'h2');
    tell({ open: [theirs] }, 'h2');
    linked.add('h1');
    // Neither is it lost, nor is the machine refused when it is back and tells of it again.
    tell({ isFull: true, open: [heldRequest()] });
    expect(counters.permissionRequestsOpen).toBe(2);
    const approved = desk.decide('r1', ALLOW, by(ANA));
    answer('done', 'Approved.');
    await approved;
    expect(sent.map(({ hostId }) => hostId)).toEqual(['h1']);
  });

  it('[AG15] takes the requests of a machine that was removed and joined again as another one', async () => {
    const { desk, tell, linked, sent, answer, counters } = createWorld();
    tell({ open: [heldRequest()] });
    linked.delete('h1');
    desk.forget('h1');
    expect(counters.permissionRequestsOpen).toBe(0);
    tell({ isFull: true, open: [heldRequest()] }, 'h2');
    const approved = desk.decide('r1', ALLOW, by(ANA));
    answer('done', 'Approved.');
    await approved;
    expect(sent.map(({ hostId }) => hostId)).toEqual(['h2']);
  });

  it('[AG15] lets no machine open again what another one had answered, or push its end out of memory', async () => {
    const { desk, tell, linked } = createWorld();
    tell({ open: [heldRequest()] });
    tell({ closed: [{ id: 'r1', why: 'elsewhere' }] });
    expect(() => tell({ open: [heldRequest({ tool: 'Read' })] }, 'h2')).toThrow(/another machine/);
    linked.delete('h1');
    tell({ open: [heldRequest({ tool: 'Read' })] }, 'h2');
    for (let round = 0; round < 10; round += 1) {
      const ids = Array.from({ length: 200 }, (_, index) => `n${round}-${index}`);
      tell({ isFull: true, open: ids.map((id) => heldRequest({ id })) }, 'h2');
    }
    await expect(desk.decide('r1', ALLOW, by(ANA))).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('keyboard'),
    });
  });

  it('[CT2] takes what a full report no longer names for over', async () => {
    const { desk, tell } = createWorld();
    tell({ open: [heldRequest(), heldRequest({ id: 'r2' })] });
    tell({ isFull: true, open: [heldRequest({ id: 'r2' })] });
    await expect(desk.decide('r1', ALLOW, by(ANA))).rejects.toMatchObject({
      message: expect.stringMatching(/stopped asking/),
    });
  });

  it('[CT1] says who answered also when the link broke before the agent told that it is over', async () => {
    const { desk, tell, answer, time } = createWorld();
    tell({ open: [heldRequest()] });
    const first = desk.decide('r1', ALLOW, by(ANA));
    answer('done', 'Approved.');
    await first;
    tell({ isFull: true });
    time.pass(3_000);
    await expect(desk.decide('r1', DENY, by(BO))).rejects.toMatchObject({
      message: 'Ana Ferreira approved it 3 s ago.',
    });
  });

  it('[CT3] an answer that failed late does not free a request that somebody else answers', async () => {
    const { desk, tell, sent } = createWorld();
    tell({ open: [heldRequest()] });
    const lost = desk.decide('r1', ALLOW, by(ANA));
    // The agent links again: first without the request, then with it.
    tell({ isFull: true });
    tell({ open: [heldRequest()] });
    void desk.decide('r1', DENY, by(BO));
    sent[0]?.done.reject(new Error('studio-01 did not answer.'));
    await expect(lost).rejects.toThrow('did not answer');
    await expect(desk.decide('r1', ALLOW, by(ANA))).rejects.toMatchObject({
      message: 'Bo denied it just now.',
    });
    expect(sent).toHaveLength(2);
  });

  it('[CT5] tells Claude who refused, and their words', () => {
    expect(denialMessage('Ana', undefined)).toBe('Denied by Ana in Orrery.');
    expect(denialMessage('Ana', ' Use the test database. ')).toBe(
      'Denied by Ana in Orrery. Use the test database.',
    );
    expect(denialMessage('Ana', 'x'.repeat(3_000))).toHaveLength(2_048);
  });
});
