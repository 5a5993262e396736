import { describe, expect, it } from 'vitest';
import { deriveSessionState, type RegistryReport, type SessionStateInput, settleToolCall } from '../index.ts';

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;

const alive = (status: RegistryReport['status'], more: Partial<RegistryReport> = {}): RegistryReport => ({
  status,
  waitingFor: null,
  statusSince: NOW - 5000,
  startedAt: null,
  source: 'registry',
  process: 'alive',
  ...more,
});

function stateOf(
  input: Partial<Omit<SessionStateInput, 'facts'>> & { facts?: Partial<SessionStateInput['facts']> },
) {
  return deriveSessionState({
    registry: null,
    hook: null,
    request: null,
    ended: null,
    endedAt: null,
    hostSeenAt: null,
    isHostConnected: true,
    now: NOW,
    ...input,
    facts: {
      isTurnOpen: false,
      lastActivityAt: NOW - 60 * MINUTE,
      turnSince: null,
      guessedEnd: null,
      openCalls: [],
      client: 'cli',
      clientVersion: '2.1.19',
      ...input.facts,
    },
  });
}

describe('state of a session', () => {
  it('[TR32] is what the client reports', () => {
    const states = (['busy', 'idle', 'shell', 'waiting', 'other'] as const).map(
      (status) => stateOf({ registry: alive(status) }).state,
    );
    expect(states).toEqual(['working', 'idle', 'background', 'waiting', 'unknown']);
    expect(stateOf({ registry: alive('busy') }).since).toBe(NOW - 5000);
  });

  it('[TR32] follows the turn where a running client reports nothing', () => {
    expect(stateOf({ registry: alive(null), facts: { isTurnOpen: true } }).state).toBe('working');
    expect(stateOf({ registry: alive(null) })).toMatchObject({
      state: 'idle',
      reason: expect.stringContaining('does not report'),
    });
  });

  it('[TR32] believes an uncheckable process only while the session is active', () => {
    const registry = alive('busy', { process: 'unverifiable', statusSince: NOW - 60 * MINUTE });
    expect(stateOf({ registry })).toMatchObject({
      state: 'unknown',
      reason: expect.stringContaining('container'),
    });
    expect(stateOf({ registry, facts: { lastActivityAt: NOW - MINUTE } })).toMatchObject({
      state: 'working',
      reason: expect.stringContaining('container'),
    });
    expect(stateOf({ registry: { ...registry, statusSince: NOW - MINUTE } }).state).toBe('working');
  });

  it('[TR33] is crashed only when the process went in the middle of a turn without cleaning up', () => {
    expect(stateOf({ ended: 'died', facts: { isTurnOpen: true } }).state).toBe('crashed');
    expect(stateOf({ ended: 'died' }).state).toBe('ended');
    expect(stateOf({ ended: 'exited', facts: { isTurnOpen: true } })).toMatchObject({
      state: 'ended',
      reason: 'The client exited in the middle of a turn.',
    });
    expect(stateOf({ ended: 'exited', registry: alive('busy') }).state).toBe('working');
  });

  it('[TR33] is never working without a process', () => {
    const open = { isTurnOpen: true, lastActivityAt: NOW - 1000 };
    expect(stateOf({ facts: open })).toMatchObject({
      state: 'unknown',
      reason: expect.stringContaining('no running client'),
    });
    expect(stateOf({ facts: { ...open, lastActivityAt: NOW - 6 * MINUTE } }).state).toBe('ended');
    expect(stateOf({ facts: { lastActivityAt: null } }).state).toBe('ended');
  });

  it('[TR33] is ended soon when a client that always registers is not registered', () => {
    const recent = { isTurnOpen: true, lastActivityAt: NOW - 11_000 };
    const of = (client: 'cli' | 'sdk' | 'vscode', clientVersion: string | null) =>
      stateOf({ facts: { ...recent, client, clientVersion } }).state;
    expect([of('cli', '2.1.120'), of('sdk', '2.1.330'), of('cli', '3.0.0')]).toEqual([
      'ended',
      'ended',
      'ended',
    ]);
    // Its report may be on the way.
    const fresh = { ...recent, lastActivityAt: NOW - 1000, client: 'cli' as const, clientVersion: '2.1.330' };
    expect(stateOf({ facts: fresh }).state).toBe('unknown');
    expect([of('cli', '2.1.119'), of('cli', '1.9.500'), of('vscode', '2.1.330'), of('cli', null)]).toEqual([
      'unknown',
      'unknown',
      'unknown',
      'unknown',
    ]);
  });

  it('[TR33] is unreachable while its machine is not connected, if it may run', () => {
    expect(stateOf({ isHostConnected: false, registry: alive('busy') }).state).toBe('unreachable');
    expect(stateOf({ isHostConnected: false, facts: { lastActivityAt: NOW - MINUTE } }).state).toBe(
      'unreachable',
    );
    expect(stateOf({ isHostConnected: false }).state).toBe('ended');
    expect(
      stateOf({ isHostConnected: false, ended: 'exited', facts: { lastActivityAt: NOW - MINUTE } }).state,
    ).toBe('ended');
  });

  it('[TR34] says for what it waits, with the text of the asking call', () => {
    const pendingTool = (name: string, detail?: string) => ({
      id: 't',
      name,
      argument: 'arg',
      agentId: 'a1',
      at: NOW,
      detail,
    });
    const waiting = (waitingFor: string | null, tool: ReturnType<typeof pendingTool> | null) =>
      stateOf({
        registry: alive('waiting', { waitingFor }),
        facts: { openCalls: tool === null ? [] : [tool] },
      }).waiting;
    expect(waiting('permission prompt', pendingTool('Bash', 'rm -rf build\nnpm ci'))).toEqual({
      kind: 'permission',
      reported: 'permission prompt',
      tool: 'Bash',
      text: 'rm -rf build\nnpm ci',
      agentId: 'a1',
    });
    expect(waiting('input needed', pendingTool('AskUserQuestion', 'Which?'))).toMatchObject({
      kind: 'question',
      text: 'Which?',
    });
    expect(waiting('permission prompt', pendingTool('ExitPlanMode', '# Plan'))).toMatchObject({
      kind: 'plan',
      text: '# Plan',
    });
    expect(waiting('approve Edit', null)).toMatchObject({ kind: 'permission', tool: null, text: '' });
    expect(waiting('input needed', null)).toMatchObject({ kind: 'question' });
    expect(waiting('worker request', null)).toMatchObject({ kind: 'other' });
    expect(waiting(null, pendingTool('Bash'))).toMatchObject({ kind: 'other', reported: '', text: 'arg' });
    expect(
      stateOf({ registry: alive('idle'), facts: { openCalls: [pendingTool('Bash')] } }).waiting,
    ).toBeNull();
  });

  it('[TR13] leaves no call running in a session that is over', () => {
    const call = {
      ...{
        id: 't',
        agentId: null,
        name: 'Bash',
        argument: '',
        startedAt: 1,
        endedAt: null,
        durationMs: null,
      },
      ...{ error: null, useSeq: 1, resultSeq: null, state: 'running' as const },
    };
    expect(settleToolCall(call, 'working').state).toBe('running');
    expect(settleToolCall(call, 'crashed').state).toBe('interrupted');
    expect(settleToolCall({ ...call, state: 'done' }, 'ended').state).toBe('done');
  });
});
