import { describe, expect, it } from 'vitest';
import { type AlertInput, deriveAlerts } from '../index.ts';
import { answer, assistant, call, record, second, steps, text, user } from '../test/records.ts';
import { ReplayedSession } from '../test/replayed-session.ts';

const MINUTE = 60_000;
type Status = Partial<AlertInput['status']>;

/** Alerts of a session with these records, a moment after the newest unless said otherwise. */
function alertsOf(
  records: readonly unknown[],
  {
    status = {},
    laterMs = 1000,
    restart = false,
  }: { status?: Status; laterMs?: number; restart?: boolean } = {},
) {
  const session = new ReplayedSession('s');
  for (const step of steps(records)) session.apply(step);
  if (restart) session.restart();
  return look(session, status, laterMs);
}

function look(session: ReplayedSession, status: Status = {}, laterMs = 1000) {
  const { projection } = session;
  const facts = projection.facts();
  return deriveAlerts({
    facts,
    alertState: projection.alertState(),
    agents: projection.agents(),
    status: { state: 'working', since: null, waiting: null, ...status },
    now: (facts.lastActivityAt ?? 0) + laterMs,
  });
}

let made = 0;

/** A call and its answer. */
function done(name: string, input: Record<string, unknown>, isError = false): unknown[] {
  made += 1;
  return [
    call(`toolu_${made}`, name, input),
    answer(`toolu_${made}`, isError ? 'Exit code 1' : 'ok', { isError }),
  ];
}

const edit = (file: string) =>
  done('Edit', { file_path: `/home/ana/shop/e2e/${file}`, old_string: 'a', new_string: 'b' });
const test = () => done('Bash', { command: 'npm test' });
const times = (count: number, make: (index: number) => unknown[]) =>
  Array.from({ length: count }, (_, index) => make(index)).flat();
const kinds = (alerts: { kind: string }[]) => alerts.map(({ kind }) => kind);

describe('looping', () => {
  it('[TR35] is the same call four times in a row', () => {
    const start = user('fix it');
    expect(alertsOf([start, ...times(3, () => edit('checkout.spec.ts'))])).toEqual([]);
    const loops = times(14, () => edit('checkout.spec.ts'));
    const alerts = alertsOf([start, ...test(), ...loops]);
    expect(alerts).toEqual([
      {
        kind: 'looping',
        evidence: 'same Edit on checkout.spec.ts 14 times',
        since: Date.parse(String((loops[0] as { timestamp: string }).timestamp)),
      },
    ]);
  });

  it('[TR35] is a cycle of two or three calls that comes round four times', () => {
    const two = () => [...edit('a.ts'), ...test()];
    const three = () => [...edit('a.ts'), ...test(), ...done('Read', { file_path: '/b.ts' })];
    expect(alertsOf(times(3, two))).toEqual([]);
    expect(alertsOf(times(5, two))[0]?.evidence).toBe('Edit on a.ts and Bash "npm test" in turn, 5 times');
    expect(alertsOf(times(4, three))[0]?.evidence).toBe(
      'Edit on a.ts, Bash "npm test" and Read on b.ts in turn, 4 times',
    );
  });

  it('[TR35] is not a test that runs again after each different edit', () => {
    expect(alertsOf(times(9, (index) => [...edit(`file-${index}.ts`), ...test()]))).toEqual([]);
  });

  it('[TR35] takes no notice of calls that only wait', () => {
    const poll = () => done('TaskOutput', { task_id: 'b1' });
    expect(alertsOf(times(9, poll))).toEqual([]);
    expect(kinds(alertsOf(times(4, () => [...poll(), ...edit('a.ts')])))).toEqual(['looping']);
  });

  it('[TR35] ends with another call, a prompt, the end of the turn and an interruption', () => {
    const loop = times(6, () => edit('a.ts'));
    expect(kinds(alertsOf(loop))).toEqual(['looping']);
    const interrupted = user([{ type: 'text', text: '[Request interrupted by user]' }]);
    for (const end of [test(), [user('try another way')], [text('I give up.')], [interrupted]]) {
      expect(alertsOf([...loop, ...end])).toEqual([]);
      expect(alertsOf([...loop, ...end, ...edit('a.ts')])).toEqual([]);
    }
    const started = times(3, () => edit('a.ts'));
    expect(
      alertsOf([...started, text('Once more.', { message: { stop_reason: null } }), ...edit('a.ts')]),
    ).toHaveLength(1);
  });

  it('[TR35] of a sub-agent at work is told with its role', () => {
    const session = new ReplayedSession('s');
    const input = { description: 'Look', prompt: 'look around', subagent_type: 'Explore' };
    for (const step of steps([user('go'), call('toolu_agent', 'Agent', input)])) session.apply(step);
    session.apply({ type: 'meta', agentId: 'a1', meta: { agentType: 'Explore', toolUseId: 'toolu_agent' } });
    for (const step of steps([user('look around'), ...times(5, () => edit('a.ts'))], 'a1'))
      session.apply(step);
    expect(look(session)[0]?.evidence).toBe('same Edit on a.ts 5 times (Explore)');
    expect(look(session, { state: 'background' })).toHaveLength(1);
    for (const step of steps([answer('toolu_agent', 'done')])) session.apply(step);
    expect(look(session)).toEqual([]);
  });
});

describe('erroring', () => {
  const bash = (index: number, isError: boolean) => done('Bash', { command: `make ${index}` }, isError);

  it('[TR37] is five failures in six calls', () => {
    const failures = times(4, (index) => bash(index, true));
    expect(alertsOf([...bash(90, false), ...failures])).toEqual([]);
    const alerts = alertsOf([...bash(90, false), ...failures, ...bash(91, true)]);
    expect(alerts).toMatchObject([{ kind: 'erroring', evidence: '5 of the last 6 tool calls failed' }]);
    expect(alerts[0]?.since).toBe(Date.parse(String((failures[1] as { timestamp: string }).timestamp)));
  });

  it('[TR37] outlasts one success, and no more', () => {
    const failures = times(5, (index) => bash(index, true));
    const ok = (count: number) => times(count, (index) => bash(50 + index, false));
    const began = Date.parse(String((failures[1] as { timestamp: string }).timestamp));
    expect(alertsOf([...failures, ...ok(1), ...times(9, (index) => bash(7 + index, true))])).toMatchObject([
      { kind: 'erroring', since: began },
    ]);
    expect(alertsOf(failures)[0]?.evidence).toBe('5 of the last 5 tool calls failed');
    expect(kinds(alertsOf([...failures, ...ok(2)]))).toEqual(['erroring']);
    expect(kinds(alertsOf([...failures, ...bash(6, true), ...ok(2)]))).toEqual(['erroring']);
    expect(alertsOf([...failures, ...ok(3)])).toEqual([]);
  });

  it('[TR37] does not count refused calls', () => {
    const refused = (index: number) => [
      call(`toolu_r${index}`, 'Bash', { command: `rm ${index}` }),
      answer(`toolu_r${index}`, 'No', { isError: true, toolUseResult: 'User rejected tool use' }),
    ];
    expect(alertsOf(times(8, refused))).toEqual([]);
  });

  it('[TR37] is four requests in a row without an answer', () => {
    const overloaded = () => [
      record('system', {
        subtype: 'api_error',
        error: { status: 529, error: { error: { message: 'Overloaded' } } },
      }),
    ];
    expect(alertsOf([user('go'), ...times(3, overloaded)])).toEqual([]);
    const records = [user('go'), ...times(5, overloaded)];
    expect(alertsOf(records)).toMatchObject([
      { kind: 'erroring', evidence: '5 API errors in a row: Overloaded' },
    ]);
    expect(alertsOf([...records, ...test()])).toEqual([]);
  });
});

describe('a context window', () => {
  const full = (tokens: number) =>
    assistant(
      { type: 'thinking', thinking: 'hm' },
      { message: { usage: { input_tokens: 1, output_tokens: 20, cache_read_input_tokens: tokens - 1 } } },
    );

  it('[TR38] is nearly full from 88%, since it was first', () => {
    const first = full(191_000);
    const records = [user('go'), full(170_000), full(192_000), full(174_000), first, full(193_000)];
    expect(alertsOf(records)).toEqual([
      {
        kind: 'contextFull',
        evidence: 'context 96% of 200k',
        since: Date.parse(String(first.timestamp)),
      },
    ]);
    for (const state of ['idle', 'waiting', 'background'] as const) {
      expect(kinds(alertsOf(records, { status: { state } }))).toEqual(['contextFull']);
    }
    const compacted = record('system', { subtype: 'compact_boundary', content: 'Conversation compacted' });
    expect(alertsOf([...records, compacted])).toEqual([]);
  });

  it('[TR38] that held more than the default once is the large one, after a compaction too', () => {
    const compacted = record('system', { subtype: 'compact_boundary', content: 'Conversation compacted' });
    const records = [user('go'), full(400_000), compacted, full(30_000)];
    expect(alertsOf([...records, full(190_000)])).toEqual([]);
    expect(alertsOf([...records, full(900_000)])).toMatchObject([{ evidence: 'context 90% of 1M' }]);
    // What another model has is not known.
    const [other] = [full(190_000)];
    Object.assign(other.message as object, { model: 'claude-haiku-4-5-20251001' });
    expect(alertsOf([...records, other])).toMatchObject([{ evidence: 'context 95% of 200k' }]);
  });
});

describe('alerts by the clock', () => {
  it('[TR38] stuck: at work and silent for ten minutes', () => {
    const records = [user('go'), ...test()];
    expect(alertsOf(records, { laterMs: 10 * MINUTE })).toEqual([]);
    expect(alertsOf(records, { laterMs: 11 * MINUTE })).toMatchObject([
      { kind: 'stuck', evidence: 'silent for over 10 min, no tool running' },
    ]);
    expect(alertsOf(records, { laterMs: 11 * MINUTE, status: { state: 'idle' } })).toEqual([]);
  });

  it('[TR38] a command may run for half an hour', () => {
    const records = [user('go'), call('toolu_long', 'Bash', { command: 'make world' })];
    expect(alertsOf(records, { laterMs: 29 * MINUTE })).toEqual([]);
    expect(alertsOf(records, { laterMs: 31 * MINUTE })).toMatchObject([
      { kind: 'stuck', evidence: 'silent for over 30 min in Bash "make world"' },
    ]);
  });

  it('[TR38] counts a change that the client reported as a sign of life', () => {
    const said = user('go');
    const since = Date.parse(String(said.timestamp)) + 9 * MINUTE;
    expect(alertsOf([said], { laterMs: 15 * MINUTE, status: { since } })).toEqual([]);
  });

  it('[TR38] waits long from ten minutes, and is neither looping nor stuck meanwhile', () => {
    const loop = times(6, () => edit('a.ts'));
    const since = Date.parse(second(0));
    const status: Status = { state: 'waiting', since, waiting: { kind: 'permission' } };
    const now = (minutes: number) => since + minutes * MINUTE - Date.parse(lastTime(loop));
    expect(alertsOf(loop, { status, laterMs: now(10) })).toEqual([]);
    expect(alertsOf(loop, { status, laterMs: now(11) })).toEqual([
      { kind: 'waitingLong', evidence: 'waits for a permission for over 10 min', since },
    ]);
  });

  it('[TR38] crashed: with what it was doing', () => {
    const status: Status = { state: 'crashed', since: 5 };
    expect(alertsOf([user('go')], { status })).toEqual([
      { kind: 'crashed', evidence: 'the process went away in the middle of a turn', since: 5 },
    ]);
    const running = [user('go'), call('toolu_x', 'Bash', { command: 'npm test' })];
    expect(alertsOf(running, { status })[0]?.evidence).toBe(
      'the process went away while Bash "npm test" ran',
    );
  });

  it('[TR38] has none for a session that does not run', () => {
    const loop = times(6, () => done('Bash', { command: 'make all' }, true));
    for (const state of ['ended', 'unreachable', 'unknown', 'idle'] as const) {
      expect(alertsOf(loop, { status: { state }, laterMs: 60 * MINUTE })).toEqual([]);
    }
  });
});

describe('what alerts follow from', () => {
  it('[TR29] is saved and restored', () => {
    const loop = times(6, () => done('Bash', { command: 'make all' }, true));
    expect(alertsOf(loop, { restart: true })).toEqual(alertsOf(loop));
    expect(kinds(alertsOf(loop, { restart: true }))).toEqual(['looping', 'erroring']);
  });

  it('[TR40] stays small with many agents, and forgets those that are over', () => {
    const session = new ReplayedSession('s');
    const size = () => JSON.stringify(session.projection.save()).length;
    for (let agent = 0; agent < 200; agent += 1) {
      const work = [
        user(`part ${agent}`),
        ...times(20, () => done('Bash', { command: 'x'.repeat(5000) }, true)),
      ];
      for (const step of steps(work, `agent-${agent}`)) session.apply(step);
    }
    expect(session.projection.alertState().threads.size).toBe(24);
    const before = size();
    for (let agent = 0; agent < 200; agent += 1) {
      for (const step of steps([text('done')], `agent-${agent}`)) session.apply(step);
    }
    expect(session.projection.alertState().threads.size).toBe(0);
    expect(before - size()).toBeLessThan(20_000);
  });
});

function lastTime(records: readonly unknown[]): string {
  return String((records.at(-1) as { timestamp: string }).timestamp);
}
