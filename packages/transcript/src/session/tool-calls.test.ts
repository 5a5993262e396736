import { describe, expect, it } from 'vitest';
import { toolArgument } from '../index.ts';
import { answer, call, SESSION, second, steps, text, user } from '../test/records.ts';
import { ReplayedSession } from '../test/replayed-session.ts';

function replay(records: readonly unknown[]): ReplayedSession {
  const session = new ReplayedSession(SESSION);
  for (const step of steps(records)) session.apply(step);
  return session;
}

const bash = (fields = {}) =>
  call('t1', 'Bash', { command: 'npm test' }, { timestamp: second(1), ...fields });
const callOf = (...records: unknown[]) => replay(records).calls.get('t1');

describe('tool calls', () => {
  it('[TR11] runs until it is answered', () => {
    const session = replay([user('go', { timestamp: second(0) }), bash()]);
    expect(session.calls.get('t1')).toEqual({
      id: 't1',
      agentId: null,
      name: 'Bash',
      argument: 'npm test',
      state: 'running',
      startedAt: Date.parse(second(1)),
      endedAt: null,
      durationMs: null,
      error: null,
      useSeq: 2,
      resultSeq: null,
    });
    expect(session.projection.facts().pendingTool).toMatchObject({
      id: 't1',
      name: 'Bash',
      argument: 'npm test',
      agentId: null,
    });
    for (const step of steps([answer('t1', 'ok', { timestamp: second(3) })])) session.apply(step);
    expect(session.calls.get('t1')).toMatchObject({ state: 'done', durationMs: 2000, resultSeq: 3 });
    expect(session.projection.facts().pendingTool).toBeNull();
  });

  it('[TR45] is what its thread is at while it is the oldest one unanswered', () => {
    const openOf = (...records: unknown[]) =>
      replay(records)
        .projection.facts()
        .openCalls.map(({ id, agentId }) => `${id} ${agentId}`);
    const edit = call('t2', 'Edit', { file_path: 'a' }, { timestamp: second(1) });
    expect(openOf(user('go'), bash(), edit)).toEqual(['t1 null']);
    expect(openOf(user('go'), bash(), edit, answer('t1', 'ok'))).toEqual(['t2 null']);
    const launch = call('t0', 'Agent', { description: 'look', prompt: 'look' }, { timestamp: second(0) });
    expect(openOf(user('go'), launch)).toEqual(['t0 null']);
    expect(openOf(user('go'), launch, bash(), edit)).toEqual(['t1 null']);
    const side = { isSidechain: true, agentId: 'a1' };
    const inAgent = call('s1', 'Write', { file_path: 'b' }, { ...side, timestamp: second(2) });
    expect(openOf(user('go'), launch, user('look', side), inAgent)).toEqual(['t0 null', 's1 a1']);
  });

  it('[TR11] is joined with an answer that was written first', () => {
    const session = replay([answer('t1', 'ok', { timestamp: second(3) }), bash()]);
    expect(session.calls.get('t1')).toMatchObject({
      state: 'done',
      durationMs: 2000,
      useSeq: 2,
      resultSeq: 1,
    });
    expect(session.projection.facts()).toMatchObject({ toolCalls: 1, pendingTool: null });
  });

  it('[TR11] takes the duration that the client measured', () => {
    expect(callOf(bash(), answer('t1', 'x', { toolUseResult: { durationMs: 17 } }))?.durationMs).toBe(17);
    expect(callOf(bash(), answer('t1', 'x', { toolUseResult: { durationSeconds: 1.5 } }))?.durationMs).toBe(
      1500,
    );
  });

  it('[TR12] tells failure, refusal and interruption apart', () => {
    const failed = callOf(
      bash(),
      answer('t1', '<tool_use_error>No such file.\nmore</tool_use_error>', { isError: true }),
    );
    expect(failed).toMatchObject({ state: 'failed', error: 'No such file.' });
    const refused = answer('t1', "The user doesn't want to proceed with this tool use. STOP", {
      isError: true,
      toolUseResult: 'User rejected tool use',
    });
    expect(callOf(bash(), refused)?.state).toBe('denied');
    expect(callOf(bash(), refused, user('[Request interrupted by user for tool use]'))?.state).toBe('denied');
    const midway = user('[Request interrupted by user for tool use]', { interruptedMessageId: 'msg_1' });
    expect(callOf(bash(), refused, midway)?.state).toBe('interrupted');
    const killed = answer('t1', 'Exit code 137\n[Request interrupted by user for tool use]', {
      isError: true,
    });
    expect(callOf(bash(), killed)?.state).toBe('interrupted');
    expect(callOf(bash(), answer('t1', '', { toolUseResult: { interrupted: true } }))?.state).toBe(
      'interrupted',
    );
    expect(
      callOf(bash(), answer('t1', 'Not allowed', { isError: true, toolDenialKind: 'permission-rule' }))
        ?.state,
    ).toBe('denied');
    expect(replay([bash(), refused]).projection.facts().toolErrors).toBe(0);
  });

  it('[TR13] is interrupted when a person goes on without its answer', () => {
    expect(callOf(bash(), user('something else', { timestamp: second(100) }))?.state).toBe('interrupted');
    expect(callOf(bash(), user('[Request interrupted by user]', { timestamp: second(2) }))?.state).toBe(
      'interrupted',
    );
  });

  it('[TR13] is not interrupted by the prompt that led to it, written late', () => {
    const session = replay([
      bash(),
      user('go', { timestamp: second(0) }),
      answer('t1', 'ok', { timestamp: second(2) }),
    ]);
    expect(session.calls.get('t1')?.state).toBe('done');
  });

  it('[TR11] counts calls and errors by thread', () => {
    const session = replay([bash(), answer('t1', 'bad', { isError: true }), text('hm')]);
    for (const step of steps([call('t2', 'Read', { file_path: 'a' }), answer('t2', 'ok')], 'a1'))
      session.apply(step);
    expect(session.projection.facts()).toMatchObject({ toolCalls: 2, toolErrors: 1 });
    const [main, agent] = session.projection.agents();
    expect([main?.tools, main?.toolErrors]).toEqual([{ Bash: 1 }, 1]);
    expect([agent?.tools, agent?.toolErrors]).toEqual([{ Read: 1 }, 0]);
  });

  it('[TR11] shows the newest action of any thread', () => {
    const session = replay([
      user('go', { timestamp: second(0) }),
      text('Looking.', { timestamp: second(5) }),
    ]);
    const action = () => session.projection.facts().lastAction;
    expect(action()).toMatchObject({ kind: 'text', text: 'Looking.' });
    for (const step of steps([call('t2', 'Read', { file_path: 'old' }, { timestamp: second(1) })], 'a1'))
      session.apply(step);
    expect(action()).toMatchObject({ kind: 'text' });
    for (const step of steps([call('t3', 'Read', { file_path: 'new' }, { timestamp: second(9) })], 'a1'))
      session.apply(step);
    expect(action()).toEqual({
      kind: 'tool',
      tool: 'Read',
      text: 'new',
      isError: false,
      at: Date.parse(second(9)),
    });
    for (const step of steps([answer('t3', 'No file', { isError: true, timestamp: second(10) })], 'a1'))
      session.apply(step);
    expect(action()).toMatchObject({ kind: 'result', tool: 'Read', text: 'No file', isError: true });
    for (const step of steps(
      [
        call('t4', 'Edit', { file_path: 'src/a.ts' }, { timestamp: second(11) }),
        answer('t4', 'The file src/a.ts has been updated.', { timestamp: second(12) }),
      ],
      'a1',
    ))
      session.apply(step);
    expect(action()).toMatchObject({ kind: 'result', tool: 'Edit', text: 'src/a.ts', isError: false });
  });
});

describe('the argument of a call', () => {
  it('[TR14] is the one that a person looks for', () => {
    const cases: [string, unknown, string][] = [
      ['Bash', { description: 'List', command: 'ls -la\n  src' }, 'ls -la src'],
      ['Read', { file_path: '/a/b.ts', limit: 3 }, '/a/b.ts'],
      ['Grep', { path: 'src', pattern: 'x+' }, 'x+'],
      ['Agent', { prompt: 'long', description: 'Count files' }, 'Count files'],
      ['mcp__github__get', { owner: 'o', query: 'is:open' }, 'is:open'],
      ['Unheard', { count: 3, label: 'first text' }, 'first text'],
      [
        'AskUserQuestion',
        { questions: [{ question: 'Which?', options: [{ label: 'A' }, { label: 'B' }] }] },
        'Which? (A / B)',
      ],
      ['ExitPlanMode', { plan: '\n# Move it\n1. do' }, 'Move it'],
      [
        'TodoWrite',
        {
          todos: [
            { content: 'one', status: 'completed' },
            { content: 'two', status: 'in_progress' },
          ],
        },
        'two',
      ],
      ['TaskUpdate', { taskId: '1', status: 'completed' }, '1 completed'],
      ['Odd', null, ''],
      ['Odd', 'just text', 'just text'],
      ['Odd', { n: 1 }, ''],
    ];
    for (const [name, input, argument] of cases) expect(toolArgument(name, input), name).toBe(argument);
  });

  it('[TR14] is one line of at most 200 characters', () => {
    expect(toolArgument('Bash', { command: `echo ${'x'.repeat(1_000_000)}` })).toHaveLength(200);
    expect(toolArgument('Bash', { command: `${'a '.repeat(300)}\n` }).endsWith('…')).toBe(true);
    expect(toolArgument('Bash', { command: 'y'.repeat(200) })).toBe('y'.repeat(200));
  });
});
