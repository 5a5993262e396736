import { describe, expect, it } from 'vitest';
import type { OpenCall, SessionStateInput } from '../index.ts';
import { alive, NOW, type SomeInput, stateOf } from '../test/state-input.ts';

function callOf(name: string, more: Partial<OpenCall> = {}): OpenCall {
  return { id: 't', name, argument: 'arg', agentId: null, at: NOW - 10_000, ...more };
}

/** What is asked when the client says so in these words, a second ago. */
function asked(waitingFor: string | null, openCalls: OpenCall[], more: SomeInput = {}) {
  const registry = alive('waiting', { waitingFor, statusSince: NOW - 1000 });
  return stateOf({ registry, ...more, facts: { isTurnOpen: true, openCalls } }).waiting;
}

const request = (more: Partial<NonNullable<SessionStateInput['request']>> = {}) => ({
  ...{ kind: 'permission' as const, tool: 'Bash', text: 'rm -rf build', agentId: null, at: NOW - 2000 },
  ...more,
});

describe('what a session waits for', () => {
  it('[TR34] is told with the text of the asking call', () => {
    const bash = callOf('Bash', { agentId: 'a1', detail: 'rm -rf build\nnpm ci' });
    expect(asked('permission prompt', [bash])).toEqual({
      kind: 'permission',
      reported: 'permission prompt',
      tool: 'Bash',
      text: 'rm -rf build\nnpm ci',
      agentId: 'a1',
    });
    const question = callOf('AskUserQuestion', { detail: 'Which?' });
    expect(asked('input needed', [question])).toMatchObject({ kind: 'question', text: 'Which?' });
    expect(asked('permission prompt', [question])).toMatchObject({ kind: 'question', text: 'Which?' });
    const plan = callOf('ExitPlanMode', { detail: '# Plan' });
    expect(asked('permission prompt', [plan])).toMatchObject({ kind: 'plan', text: '# Plan' });
    expect(asked('approve ExitPlanMode', [plan])).toMatchObject({ kind: 'plan', text: '# Plan' });
    expect(asked(null, [callOf('Bash')])).toMatchObject({ kind: 'other', reported: '', text: 'arg' });
  });

  it('[TR34] is told by the client alone where no call fits', () => {
    expect(asked('approve Edit', [])).toMatchObject({ kind: 'permission', tool: null, text: '' });
    expect(asked('approve Edit', [callOf('Bash')])).toMatchObject({ tool: null, text: '' });
    expect(asked('input needed', [callOf('Bash')])).toMatchObject({ kind: 'question', tool: null });
    expect(asked('dialog open', [callOf('Bash')])).toMatchObject({ kind: 'other', tool: null });
    expect(asked('worker request', [])).toMatchObject({ kind: 'other' });
    expect(stateOf({ registry: alive('idle'), facts: { openCalls: [callOf('Bash')] } }).waiting).toBeNull();
  });

  it('[TR45] is the call made last before the wait began, of several threads', () => {
    const early = callOf('Bash', { agentId: 'a1', argument: 'make', at: NOW - 9000 });
    const asking = callOf('Bash', { agentId: 'a2', argument: 'rm x', at: NOW - 1100 });
    const queued = callOf('Bash', { agentId: 'a3', argument: 'rm y', at: NOW - 300 });
    expect(asked('permission prompt', [queued, early, asking])).toMatchObject({
      agentId: 'a2',
      text: 'rm x',
    });
    expect(asked('permission prompt', [queued])).toMatchObject({ agentId: 'a3' });
    // The one that asked has its answer: a call from before the wait runs, and the queued one asks.
    const running = callOf('Bash', { agentId: 'a1', argument: 'make', at: NOW - 1900 });
    expect(asked('permission prompt', [running, queued])).toMatchObject({ agentId: 'a3', text: 'rm y' });
    expect(asked('permission prompt', [running])).toMatchObject({ agentId: 'a1' });
    const edit = callOf('Edit', { agentId: 'a1', argument: 'a.ts', at: NOW - 9000 });
    expect(asked('approve Edit', [edit, asking])).toMatchObject({ agentId: 'a1', tool: 'Edit' });
  });

  it('[TR45] is not the call that started an agent', () => {
    const launch = callOf('Agent', { at: NOW - 1100 });
    const nested = callOf('Write', { agentId: 'a1', at: NOW - 1500 });
    expect(asked('permission prompt', [launch, nested])).toMatchObject({ tool: 'Write', agentId: 'a1' });
    expect(asked('permission prompt', [launch])).toMatchObject({ tool: 'Agent' });
  });

  it('[TR42] is what a held request says, whatever the registry says', () => {
    for (const status of ['busy', 'idle', 'shell', 'waiting', 'other', null] as const) {
      expect(stateOf({ registry: alive(status), request: request() })).toEqual({
        state: 'waiting',
        reason: 'The client asks for an answer: a permission request is held on its machine.',
        since: NOW - 2000,
        waiting: { kind: 'permission', reported: '', tool: 'Bash', text: 'rm -rf build', agentId: null },
      });
    }
    const quiet = alive('busy', { process: 'unverifiable', statusSince: 0 });
    expect(stateOf({ registry: quiet, request: request() }).state).toBe('waiting');
    expect(
      stateOf({ request: request({ kind: 'plan', tool: 'ExitPlanMode', text: '# Plan' }) }),
    ).toMatchObject({
      reason: 'The client asks for an answer: a plan is held on its machine.',
      waiting: { kind: 'plan', text: '# Plan' },
    });
  });

  it('[TR42] takes the text of a request that was too large from the transcript, of the same agent', () => {
    const openCalls = [
      callOf('Bash', { argument: 'main' }),
      callOf('Bash', { agentId: 'a1', argument: 'of a1', detail: 'all of a1' }),
    ];
    const of = (agentId: string | null) =>
      stateOf({ request: request({ text: '', agentId }), facts: { openCalls } }).waiting?.text;
    expect([of(null), of('a1'), of('a9')]).toEqual(['main', 'all of a1', 'main']);
  });

  it('[TR42] ends with its process, and is out of reach with its machine', () => {
    const open = { isTurnOpen: true };
    expect(stateOf({ request: request(), ended: 'exited', facts: open }).state).toBe('ended');
    expect(stateOf({ request: request(), ended: 'died', facts: open }).state).toBe('crashed');
    expect(stateOf({ request: request(), isHostConnected: false }).state).toBe('unreachable');
  });

  it('[TR42] is asked by a client that keeps no registry, also when another one of the session ended before', () => {
    const open = { isTurnOpen: true };
    const since = { ended: 'exited' as const, endedAt: NOW - 3000, facts: open };
    expect(stateOf({ request: request(), ...since }).state).toBe('waiting');
    expect(stateOf({ request: request(), ...since, isHostConnected: false }).state).toBe('unreachable');
    expect(stateOf({ request: request(), ...since, endedAt: NOW - 1000 }).state).toBe('ended');
  });

  it('[TR34] is known without any report for calls that do nothing but ask', () => {
    const facts = { isTurnOpen: true, openCalls: [callOf('AskUserQuestion', { detail: 'Which?' })] };
    expect(stateOf({ registry: alive(null, { source: 'process' }), facts })).toMatchObject({
      state: 'waiting',
      since: NOW - 10_000,
      waiting: { kind: 'question', text: 'Which?', tool: 'AskUserQuestion' },
      reason: expect.stringContaining("inferred from the process's folder"),
    });
    expect(stateOf({ facts }).state).toBe('ended');
  });
});
