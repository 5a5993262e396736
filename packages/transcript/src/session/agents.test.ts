import { describe, expect, it } from 'vitest';
import { settleAgent } from '../index.ts';
import { answer, call, nextUuid, record, SESSION, second, steps, text, user } from '../test/records.ts';
import { ReplayedSession, type SessionStep } from '../test/replayed-session.ts';

function replay(...parts: SessionStep[][]): ReplayedSession {
  const session = new ReplayedSession(SESSION);
  for (const step of parts.flat()) session.apply(step);
  return session;
}

const agentsOf = (...parts: SessionStep[][]) =>
  replay(...parts)
    .projection.agents()
    .slice(1);
const launch = (id: string, prompt: string, at: number, input = {}) =>
  call(
    id,
    'Task',
    { description: `do ${prompt}`, prompt, subagent_type: 'Explore', ...input },
    { timestamp: second(at) },
  );
const side = (fields: Record<string, unknown>) => ({ isSidechain: true, ...fields });
const notification = (status: string, id = 'a1') =>
  `<task-notification><task-id>${id}</task-id><tool-use-id>t1</tool-use-id><status>${status}</status></task-notification>`;

describe('sub-agents', () => {
  it('[TR21] finds inline chains of the oldest clients, several at a time', () => {
    const [one, two] = [nextUuid(), nextUuid()];
    const a = call('x1', 'Read', { file_path: 'a' }, side({ parentUuid: one, timestamp: second(4) }));
    const b = text('b', side({ parentUuid: two, timestamp: second(4) }));
    const main = steps([
      user('go', { timestamp: second(0) }),
      launch('t1', 'first', 1),
      launch('t2', 'second', 1),
      user('first', side({ uuid: one, timestamp: second(2) })),
      user('second', side({ uuid: two, timestamp: second(3) })),
      a,
      b,
      answer('x1', 'file', side({ parentUuid: a.uuid, timestamp: second(5) })),
      answer('t2', 'two done', { timestamp: second(6) }),
    ]);
    const session = replay(main);
    expect(session.projection.agents().slice(1)).toMatchObject([
      {
        id: `inline-${one}`,
        parentId: 'main',
        toolUseId: 't1',
        type: 'Explore',
        title: 'do first',
        state: 'working',
        tools: { Read: 1 },
        order: 1,
      },
      {
        id: `inline-${two}`,
        parentId: 'main',
        toolUseId: 't2',
        state: 'done',
        endedAt: Date.parse(second(6)),
        order: 2,
      },
    ]);
    expect(session.entries.map((entry) => entry.agentId?.slice(-2) ?? '-')).toEqual([
      '-',
      '-',
      '-',
      one.slice(-2),
      two.slice(-2),
      one.slice(-2),
      two.slice(-2),
      one.slice(-2),
      '-',
    ]);
    expect(session.projection.facts()).toMatchObject({ prompts: 1, pendingTool: { id: 't1' } });
    expect(session.calls.get('x1')?.agentId).toBe(`inline-${one}`);
  });

  it('[TR22] links a running agent by its prompt, and by the result when that says another', () => {
    const main = [launch('t1', 'same words', 1), launch('t2', 'same words', 2)];
    const one = steps([user('same words', { timestamp: second(5) })], 'b1');
    const two = steps([user('same words', { timestamp: second(4) })], 'b2');
    expect(agentsOf(steps(main), one, two)).toMatchObject([
      { id: 'b2', toolUseId: 't1' },
      { id: 'b1', toolUseId: 't2' },
    ]);
    const result = answer('t1', 'x', {
      timestamp: second(9),
      toolUseResult: { agentId: 'b1', status: 'completed' },
    });
    expect(agentsOf(steps([...main, result]), one, two)).toMatchObject([
      { id: 'b2', toolUseId: 't2', state: 'working' },
      { id: 'b1', toolUseId: 't1', state: 'done' },
    ]);
  });

  it('[TR22] links by progress records where there is nothing better yet', () => {
    const progress = record('progress', {
      data: { type: 'agent_progress', agentId: 'b1' },
      parentToolUseID: 't1',
    });
    const file = steps([user('other words')], 'b1');
    expect(agentsOf(steps([launch('t1', 'words', 1), progress]), file)).toMatchObject([
      { id: 'b1', toolUseId: 't1', state: 'working' },
    ]);
  });

  it('[TR22] believes the meta file first, and finds the parent of a nested agent', () => {
    const meta = (agentId: string, fields: object): SessionStep[] => [
      { type: 'meta', agentId, meta: fields },
    ];
    const agents = agentsOf(
      meta('a2', {
        agentType: 'general-purpose',
        description: 'Inner',
        toolUseId: 't2',
        parentAgentId: 'a1',
        model: 'claude-haiku-4-5',
      }),
      meta('a1', { agentType: 'Explore', description: 'Outer', toolUseId: 't1', requestShape: 'background' }),
      steps([user('inner', { timestamp: second(6) })], 'a2'),
      steps([user('outer', { timestamp: second(3) }), launch('t2', 'inner', 5)], 'a1'),
      steps([launch('t1', 'outer', 2)]),
    );
    expect(agents).toMatchObject([
      {
        id: 'a1',
        parentId: 'main',
        depth: 1,
        type: 'Explore',
        title: 'Outer',
        isBackground: true,
        state: 'working',
      },
      { id: 'a2', parentId: 'a1', depth: 2, title: 'Inner', isBackground: false, model: 'claude-haiku-4-5' },
    ]);
  });

  it('[TR21] survives agents that name each other as parents', () => {
    const agents = agentsOf([
      { type: 'meta', agentId: 'a1', meta: { parentAgentId: 'a2' } },
      { type: 'meta', agentId: 'a2', meta: { parentAgentId: 'a1' } },
      { type: 'meta', agentId: 'a3', meta: ['nonsense'] },
    ]);
    expect(agents.map((agent) => agent.id)).toEqual(['a1', 'a2', 'a3']);
    for (const agent of agents) expect(agent.depth).toBeLessThanOrEqual(2);
  });

  it('[TR23] is not over because its call was answered, when the call only launched it', () => {
    const async = answer('t1', 'launched', {
      timestamp: second(2),
      toolUseResult: { isAsync: true, status: 'async_launched', agentId: 'a1' },
    });
    const file = steps(
      [user('words', { timestamp: second(2) }), text('found it', { timestamp: second(4) })],
      'a1',
    );
    const main = [launch('t1', 'words', 1), async];
    expect(agentsOf(steps(main), file)).toMatchObject([
      { state: 'working', isBackground: true, endedAt: null },
    ]);
    for (const [status, state] of [
      ['completed', 'done'],
      ['failed', 'failed'],
      ['killed', 'killed'],
    ] as const) {
      const told = user(notification(status), {
        timestamp: second(5),
        origin: { kind: 'task-notification' },
      });
      expect(agentsOf(steps([...main, told]), file)).toMatchObject([
        { state, endedAt: Date.parse(second(5)) },
      ]);
      const queued = {
        type: 'queue-operation',
        operation: 'enqueue',
        timestamp: second(5),
        content: notification(status),
      };
      expect(agentsOf(steps([...main, queued]), file)).toMatchObject([{ state }]);
    }
    expect(
      agentsOf(steps(main), file, [{ type: 'meta', agentId: 'a1', meta: { finished: true } }]),
    ).toMatchObject([{ state: 'done' }]);
  });

  it('[TR53] is only launched where a sub-agent’s record says so in words alone', () => {
    const words = 'Async agent launched successfully. (internal)\nagentId: a2 (internal ID)\nIt works.';
    const side1 = side({ agentId: 'a1' });
    const nested = call(
      't2',
      'Agent',
      { description: 'deeper', prompt: 'deeper' },
      { ...side1, timestamp: second(3) },
    );
    const outer = steps(
      [
        user('words', { timestamp: second(2) }),
        nested,
        answer('t2', words, { ...side1, timestamp: second(4) }),
      ],
      'a1',
    );
    const inner = steps([user('other words', { timestamp: second(5) })], 'a2');
    const all = [steps([launch('t1', 'words', 1)]), outer, inner];
    expect(agentsOf(...all)).toMatchObject([
      { id: 'a1', state: 'working' },
      { id: 'a2', parentId: 'a1', depth: 2, state: 'working', isBackground: true },
    ]);
    const told = user(notification('completed', 'a2'), {
      timestamp: second(6),
      origin: { kind: 'task-notification' },
    });
    expect(agentsOf(...all, steps([told]))).toMatchObject([{ state: 'working' }, { state: 'done' }]);
  });

  it('[TR53] is not over by an answer when its meta file says that nobody waits for it', () => {
    const main = steps([launch('t1', 'words', 1), answer('t1', 'started', { timestamp: second(2) })]);
    const file = steps([user('words', { timestamp: second(2) })], 'a1');
    const meta = (fields: object): SessionStep[] => [
      { type: 'meta', agentId: 'a1', meta: { toolUseId: 't1', ...fields } },
    ];
    expect(agentsOf(main, file, meta({ requestShape: 'foreground' }))).toMatchObject([{ state: 'done' }]);
    const shape = { requestShape: 'background' };
    expect(agentsOf(main, file, meta(shape))).toMatchObject([{ state: 'working' }]);
    expect(agentsOf(main, file, meta({ ...shape, finished: true }))).toMatchObject([{ state: 'done' }]);
  });

  it('[TR23] works again when it was resumed after its end', () => {
    const main = steps([launch('t1', 'words', 1), user(notification('completed'), { timestamp: second(5) })]);
    const file = [user('words', { timestamp: second(2) }), text('found', { timestamp: second(4) })];
    const progress: SessionStep[] = [{ type: 'meta', agentId: 'a1', meta: { toolUseId: 't1' } }];
    expect(agentsOf(main, steps(file, 'a1'), progress)).toMatchObject([{ state: 'done' }]);
    const more = [...file, user('and the rest?', { timestamp: second(8) })];
    expect(agentsOf(main, steps(more, 'a1'), progress)).toMatchObject([{ state: 'working', endedAt: null }]);
    const again = steps([user(notification('completed'), { timestamp: second(9) })]);
    expect(agentsOf(main, steps(more, 'a1'), progress, again)).toMatchObject([
      { state: 'done', endedAt: Date.parse(second(9)) },
    ]);
  });

  it('[TR23] believes the newest end, whichever is read last', () => {
    const file = steps([user('words', { timestamp: second(2) })], 'a1');
    const meta: SessionStep[] = [{ type: 'meta', agentId: 'a1', meta: { toolUseId: 't1' } }];
    const ends = [
      user(notification('completed'), { timestamp: second(9) }),
      user(notification('failed'), { timestamp: second(5) }),
    ];
    for (const order of [ends, ends.toReversed()]) {
      expect(agentsOf(meta, file, steps(order))).toMatchObject([
        { state: 'done', endedAt: Date.parse(second(9)) },
      ]);
    }
  });

  it('[TR23] is killed with the call that waits for it, and with all others', () => {
    const file = steps([user('words', { timestamp: second(2) })], 'a1');
    const esc = user('[Request interrupted by user for tool use]', {
      timestamp: second(3),
      interruptedMessageId: 'm',
    });
    expect(agentsOf(steps([launch('t1', 'words', 1)]), file, steps([esc]))).toMatchObject([
      { state: 'killed' },
    ]);
    const all = record('system', {
      subtype: 'agents_killed',
      content: 'All agents stopped',
      timestamp: second(3),
    });
    const background = launch('t1', 'words', 1, { run_in_background: true });
    expect(agentsOf(steps([background]), file, steps([all]))).toMatchObject([
      { state: 'killed', endedAt: Date.parse(second(3)) },
    ]);
  });

  it('[TR23] is unknown when nothing links it to anything', () => {
    expect(agentsOf(steps([user('words')], 'b7'))).toMatchObject([
      { id: 'b7', state: 'unknown', type: 'agent', title: 'words' },
    ]);
    expect(agentsOf(steps([user('Summarise')], 'acompact-946d2b'))).toMatchObject([{ type: 'compact' }]);
  });

  it('[TR23] does not outlive the process of its session', () => {
    const [agent] = agentsOf(steps([launch('t1', 'words', 1)]), steps([user('words')], 'a1'));
    if (agent === undefined) throw new Error('no agent');
    expect(settleAgent(agent, 'working').state).toBe('working');
    expect(settleAgent(agent, 'crashed').state).toBe('killed');
    expect(settleAgent(agent, 'ended').state).toBe('unknown');
    expect(settleAgent({ ...agent, state: 'failed' }, 'crashed').state).toBe('failed');
  });

  it('[TR24] does not show agents that only warm a cache, and counts what they cost', () => {
    const session = replay(steps([user('hello')]), steps([user('Warmup'), text('ok')], 'c3'));
    expect(session.projection.agents().map((agent) => agent.id)).toEqual(['main']);
    expect(session.entries.map((entry) => entry.kind)).toEqual(['prompt', 'meta', 'meta']);
    expect([...session.usage.values()]).toMatchObject([{ agentId: 'c3', input: 10 }]);
  });

  it('[TR21] shows the main thread first, working while its turn is open', () => {
    const session = replay(steps([user('go', { timestamp: second(1) })]));
    expect(session.projection.agents()).toMatchObject([
      {
        id: 'main',
        parentId: null,
        type: 'main',
        title: 'go',
        state: 'working',
        depth: 0,
        order: 0,
        endedAt: null,
      },
    ]);
    for (const step of steps([text('done', { timestamp: second(2) })])) session.apply(step);
    expect(session.projection.agents()).toMatchObject([{ state: 'done', endedAt: Date.parse(second(2)) }]);
  });
});
