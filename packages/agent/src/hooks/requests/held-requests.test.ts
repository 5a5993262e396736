import { readFileSync } from 'node:fs';
import type { LiveSession, PermissionRequests } from '@orrery/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { type HookPayload, hookPayloadSchema } from '../receiver/hook-payload.ts';
import { HeldRequests } from './held-requests.ts';

const sessionId = '0b0c1d2e-0000-4000-8000-000000000001';
const otherSession = '0b0c1d2e-0000-4000-8000-000000000002';
const root = '/home/ada/.claude';

/** Bodies as 2.1.330 sent them. */
const recorded: Record<string, unknown>[] = readFileSync(
  new URL('fixtures/requests-2.1.330.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

let nowMs: number;
let live: LiveSession[];
let held: HeldRequests;
let told: Pick<PermissionRequests, 'open' | 'closed'>[];

beforeEach(() => {
  nowMs = 0;
  live = [];
  told = [];
  held = new HeldRequests({
    wallMs: () => 1_800_000_000_000 + nowMs,
    monotonicMs: () => nowMs,
    liveOf: (id) => live.find((session) => session.sessionId === id) ?? null,
    redact: (text) => text.replaceAll('hunter2', '*******'),
    onChange: (change) => told.push(change),
  });
  held.hubCame();
});

function payload(changes: Record<string, unknown> = {}): HookPayload {
  return hookPayloadSchema.parse({
    session_id: sessionId,
    hook_event_name: 'PermissionRequest',
    tool_name: 'Bash',
    tool_input: { command: 'npm test', description: 'Run tests' },
    ...changes,
  });
}

/** A client's call that remembers its reply. */
class Call {
  replied: Record<string, unknown> | null = null;
  isGone = false;
  #listener = (): void => undefined;
  reply(body: Record<string, unknown>): boolean {
    if (this.replied !== null || this.isGone) return false;
    this.replied = body;
    return true;
  }
  onGone(listener: () => void): void {
    this.#listener = listener;
  }
  hangUp(): void {
    this.isGone = true;
    this.#listener();
  }
}

function ask(changes: Record<string, unknown> = {}): { id: string; call: Call } {
  const call = new Call();
  held.hold(payload(changes), root, call);
  return { id: told.at(-1)?.open[0]?.id ?? '', call };
}

const wait = (ms: number): void => {
  nowMs += ms;
  held.sweep();
};

const allow = (requestId: string, more: { alwaysAllow?: number[]; answers?: Record<string, string> } = {}) =>
  held.decide({
    name: 'decidePermission',
    requestId,
    decision: { behavior: 'allow', alwaysAllow: [], ...more },
  });

const closed = (): PermissionRequests['closed'] => told.flatMap((change) => change.closed);

function session(changes: Partial<LiveSession>): LiveSession {
  return {
    root,
    source: 'registry',
    kind: null,
    pid: 1,
    sessionId,
    status: 'busy',
    waitingFor: null,
    statusSince: null,
    startedAt: null,
    cwd: null,
    entrypoint: 'cli',
    version: '2.1.330',
    name: null,
    process: 'alive',
    ...changes,
  };
}

function liveIs(changes: Partial<LiveSession>): void {
  live = [session(changes)];
  held.liveChanged({ running: live, gone: [] });
}

const decisionOf = (call: Call): unknown =>
  (call.replied as { hookSpecificOutput?: { decision: unknown } } | null)?.hookSpecificOutput?.decision;

describe('answering', () => {
  it('[HK30] tells the hub of a request, with secrets taken out, and gives the client the answer in its own format', () => {
    const { id, call } = ask({
      tool_input: { command: 'login --password hunter2' },
      agent_id: 'a1',
      agent_type: 'Explore',
    });
    expect(told[0]?.open[0]).toMatchObject({
      root,
      sessionId,
      agentId: 'a1',
      agentType: 'Explore',
      tool: 'Bash',
      input: '{"command":"login --password *******"}',
      at: 1_800_000_000_000,
    });
    expect(call.replied).toBeNull();
    expect(allow(id)).toMatchObject({ outcome: 'done' });
    expect(call.replied).toEqual({
      hookSpecificOutput: { hookEventName: 'PermissionRequest', decision: { behavior: 'allow' } },
    });
    expect(closed()).toEqual([{ id, why: 'answered' }]);
  });

  it('[HK30] tells Claude why something was denied', () => {
    const { id, call } = ask();
    held.decide({
      name: 'decidePermission',
      requestId: id,
      decision: { behavior: 'deny', message: 'Not on Friday' },
    });
    expect(decisionOf(call)).toEqual({ behavior: 'deny', message: 'Not on Friday' });
  });

  it('[HK31] lets the first answer count', () => {
    const { id, call } = ask();
    expect(allow(id).outcome).toBe('done');
    const second = held.decide({
      name: 'decidePermission',
      requestId: id,
      decision: { behavior: 'deny', message: 'no' },
    });
    expect(second).toEqual({ outcome: 'stale', message: 'Somebody has answered this request already.' });
    expect(decisionOf(call)).toEqual({ behavior: 'allow' });
    expect(allow('never-was')).toMatchObject({ outcome: 'stale' });
  });

  it('[HK32] puts the offers of a real client in words, and gives back exactly what was chosen', () => {
    const words = recorded.map((body) => {
      const { id } = ask(body);
      const request = held.open.find((open) => open.id === id);
      return [request?.tool, ...(request?.suggestions ?? [])];
    });
    expect(words).toEqual([
      ['Bash', 'Bash(npm run *) in this project'],
      ['Write', 'Accept all edits for this session'],
      ['Bash', 'Bash(mkdir -p /tmp/outside) and Bash(touch /tmp/outside/b) in this project'],
      ['WebFetch', 'WebFetch(domain:127.0.0.1) in this project'],
      ['Read', 'Read(//etc/**) for this session'],
      ['AskUserQuestion'],
      ['ExitPlanMode'],
    ]);
    const { id, call } = ask(recorded[2]);
    expect(allow(id, { alwaysAllow: [0] })).toMatchObject({ outcome: 'done' });
    expect(decisionOf(call)).toEqual({
      behavior: 'allow',
      updatedPermissions: recorded[2]?.permission_suggestions,
    });
  });

  it('[HK32] does not offer what it has no words for, nor an end to all asking, and keeps indexes right', () => {
    const known = { type: 'addDirectories', directories: ['/srv'], destination: 'session' };
    const { id, call } = ask({
      permission_suggestions: [
        { type: 'setMode', mode: 'bypassPermissions', destination: 'session' },
        { type: 'somethingNew' },
        7,
        { type: 'addRules', behavior: 'allow', rules: [{ toolName: 'x'.repeat(600) }] },
        known,
      ],
    });
    expect(held.open[0]?.suggestions).toEqual(['Work in /srv for this session']);
    expect(allow(id, { alwaysAllow: [1] })).toMatchObject({ outcome: 'refused' });
    expect(call.replied).toBeNull();
    expect(allow(id, { alwaysAllow: [0, 0] })).toMatchObject({ outcome: 'done' });
    expect(decisionOf(call)).toEqual({ behavior: 'allow', updatedPermissions: [known] });
  });

  it('[HK33] answers questions in the input that the client sent, by the text that the page shows', () => {
    const question = { question: 'Use hunter2?', options: [{ label: 'Yes' }, { label: 'No' }] };
    const { id, call } = ask({ tool_name: 'AskUserQuestion', tool_input: { questions: [question], x: 1 } });
    expect(allow(id)).toMatchObject({
      outcome: 'refused',
      message: expect.stringMatching(/needs an answer/),
    });
    expect(allow(id, { answers: { 'Use *******?': 'No', other: 'x' } })).toMatchObject({
      outcome: 'refused',
    });
    expect(allow(id, { answers: { 'Use *******?': 'No' } })).toMatchObject({ outcome: 'done' });
    expect(decisionOf(call)).toEqual({
      behavior: 'allow',
      updatedInput: { questions: [question], x: 1, answers: { 'Use hunter2?': 'No' } },
    });
  });

  it('[HK33] sends a plan back with its approval, and takes answers for questions only', () => {
    const { id, call } = ask({ tool_name: 'ExitPlanMode', tool_input: { plan: '# Plan' } });
    expect(allow(id, { answers: { a: 'b' } })).toMatchObject({ outcome: 'refused' });
    expect(allow(id)).toMatchObject({ outcome: 'done' });
    expect(decisionOf(call)).toEqual({ behavior: 'allow', updatedInput: { plan: '# Plan' } });
  });

  it('[HK34] sends an input over the limit empty, and can still be answered', () => {
    const { id } = ask({ tool_input: { content: 'x'.repeat(200_000) } });
    expect(held.open[0]?.input).toBe('');
    expect(allow(id)).toMatchObject({ outcome: 'done' });
  });
});

describe('letting go', () => {
  const post = { hook_event_name: 'PostToolUse' };

  it.each([
    ['the same call has run', post, 'elsewhere'],
    ['the same call has failed', { hook_event_name: 'PostToolUseFailure' }, 'elsewhere'],
    ['the turn has ended', { hook_event_name: 'Stop' }, 'elsewhere'],
    ['a new prompt was given', { hook_event_name: 'UserPromptSubmit' }, 'elsewhere'],
    ['the session has ended', { hook_event_name: 'SessionEnd' }, 'gone'],
  ])('[HK35] when %s', (_, changes, why) => {
    const { id, call } = ask();
    held.observe(payload(changes));
    expect(closed()).toEqual([{ id, why }]);
    expect(call.replied).toEqual({});
    expect(allow(id)).toMatchObject({ outcome: 'stale' });
  });

  it.each([
    ['another call of the same tool', { ...post, tool_input: { command: 'ls' } }],
    ['another tool', { ...post, tool_name: 'Read' }],
    ['the same call of a sub-agent', { ...post, agent_id: 'a1' }],
    ['a sub-agent that ended its turn', { hook_event_name: 'Stop', agent_id: 'a1' }],
    ['another session', { ...post, session_id: otherSession }],
    ['a notification', { hook_event_name: 'Notification' }],
    ['an unknown hook', { hook_event_name: 'SomethingNew' }],
  ])('[HK36] not for %s', (_, changes) => {
    const { call } = ask();
    held.observe(payload(changes));
    expect(call.replied).toBeNull();
  });

  it('[HK36] keeps what a sub-agent asks when the main thread goes on', () => {
    const { call } = ask({ agent_id: 'a1' });
    held.observe(payload({ hook_event_name: 'Stop' }));
    held.observe(payload({ hook_event_name: 'UserPromptSubmit' }));
    expect(call.replied).toBeNull();
  });

  it('[HK35] when a question comes back with its answer in the input', () => {
    const { call } = ask({ tool_name: 'AskUserQuestion', tool_input: { questions: [] } });
    held.observe(
      payload({ ...post, tool_name: 'AskUserQuestion', tool_input: { questions: [], answers: {} } }),
    );
    expect(call.replied).toEqual({});
  });

  it('[HK37] when the registry stops saying waiting, but not while it has not said so yet, nor for a moment', () => {
    liveIs({ status: 'busy' });
    const { id, call } = ask();
    liveIs({ status: 'busy' });
    wait(5_000);
    liveIs({ status: 'waiting' });
    wait(5_000);
    liveIs({ status: 'busy' });
    wait(100);
    liveIs({ status: 'waiting' });
    wait(5_000);
    expect(call.replied).toBeNull();
    liveIs({ status: 'idle' });
    wait(499);
    expect(call.replied).toBeNull();
    wait(1);
    expect(closed()).toEqual([{ id, why: 'elsewhere' }]);
  });

  it('[HK37] not for a client that reports no status', () => {
    liveIs({ status: null });
    const { call } = ask();
    liveIs({ status: null });
    wait(5_000);
    expect(call.replied).toBeNull();
  });

  it('[HK38] when its process is gone, unless the session runs on in another one', () => {
    const { id, call } = ask();
    const gone = [{ root, pid: 1, sessionId, how: 'died' as const }];
    live = [session({ pid: 2 })];
    held.liveChanged({ running: [], gone });
    expect(call.replied).toBeNull();
    live = [];
    held.liveChanged({ running: [], gone });
    expect(closed()).toEqual([{ id, why: 'gone' }]);
  });

  it('[HK38] when the client hangs up', () => {
    const { id, call } = ask();
    call.hangUp();
    expect(closed()).toEqual([{ id, why: 'gone' }]);
    expect(allow(id)).toMatchObject({
      outcome: 'stale',
      message: expect.stringMatching(/ended or stopped waiting/),
    });
  });

  it('[HK39] after a day, and after ten minutes where there is no dialog', () => {
    const { id } = ask();
    const day = 86_390_000;
    expect(held.open[0]?.expiresAt).toBe(1_800_000_000_000 + day);
    liveIs({ entrypoint: 'sdk-cli', status: 'busy' });
    expect(held.open[0]?.expiresAt).toBe(1_800_000_000_000 + 600_000);
    expect(told.at(-1)?.open).toEqual(held.open);
    wait(599_999);
    expect(held.size).toBe(1);
    wait(1);
    expect(closed()).toEqual([{ id, why: 'expired' }]);
    live = [];
    const { id: second } = ask();
    wait(day - 1);
    expect(held.size).toBe(1);
    wait(1);
    expect(closed().at(-1)).toEqual({ id: second, why: 'expired' });
  });

  it('[HK40] when the hub is away for a minute; a new request is not held after ten seconds', () => {
    const first = ask();
    held.hubWent();
    wait(10_000);
    expect(ask().call.replied).toBeNull();
    wait(1);
    expect(ask().call.replied).toEqual({});
    held.hubCame();
    held.hubWent();
    wait(59_999);
    expect(first.call.replied).toBeNull();
    wait(1);
    expect(first.call.replied).toEqual({});
    expect(held.size).toBe(0);
  });

  it('[HK41] holds at most 16 requests of a session and 128 in all', () => {
    for (let index = 0; index < 16; index += 1) ask();
    expect(ask().call.replied).toEqual({});
    for (let index = 0; index < 200; index += 1) {
      ask({ session_id: `${sessionId.slice(0, 24)}${String(index).padStart(12, '0')}` });
    }
    expect(held.size).toBe(128);
  });

  it('[HK41] does not hold a request without a tool or an input', () => {
    expect(ask({ tool_name: '' }).call.replied).toEqual({});
    expect(ask({ tool_input: 'text' }).call.replied).toEqual({});
    expect(told).toEqual([]);
  });

  it('[HK42] gives everything back when the agent ends', () => {
    const { call } = ask();
    held.close();
    expect(call.replied).toEqual({});
  });
});
