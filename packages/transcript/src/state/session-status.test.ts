import { describe, expect, it } from 'vitest';
import { settleAgent, settleToolCall } from '../index.ts';
import { alive, MINUTE, NOW, stateOf } from '../test/state-input.ts';

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
    expect(stateOf({ ended: 'died', endedAt: NOW - 300, facts: { isTurnOpen: true } })).toMatchObject({
      state: 'crashed',
      since: NOW - 300,
      reason: 'The process went away in the middle of a turn, without cleaning up.',
    });
    expect(stateOf({ ended: 'moved', endedAt: NOW - 300, facts: { isTurnOpen: true } })).toMatchObject({
      state: 'ended',
      reason: 'The client went on with another session.',
    });
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
    expect(
      stateOf({ isHostConnected: false, registry: alive('busy'), hostSeenAt: NOW - 7000 }),
    ).toMatchObject({
      since: NOW - 7000,
      reason: 'The machine is not connected.',
    });
    expect(stateOf({ isHostConnected: false }).state).toBe('ended');
    expect(
      stateOf({ isHostConnected: false, ended: 'exited', facts: { lastActivityAt: NOW - MINUTE } }).state,
    ).toBe('ended');
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

  it('[TR49] shows the main thread at rest at the prompt, and agents as they are', () => {
    const agent = {
      ...{
        id: 'main',
        parentId: null,
        toolUseId: null,
        type: 'main',
        title: '',
        isBackground: false,
        model: null,
      },
      ...{
        depth: 0,
        order: 0,
        startedAt: 1,
        endedAt: null,
        lastActivityAt: 5,
        tools: {},
        toolErrors: 0,
        burn: [],
      },
      usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, costMicros: 0 },
      state: 'working' as const,
    };
    expect(settleAgent(agent, 'idle')).toMatchObject({ state: 'done', endedAt: 5 });
    expect(settleAgent(agent, 'background').state).toBe('done');
    expect(settleAgent(agent, 'waiting').state).toBe('working');
    const helper = { ...agent, id: 'a1', parentId: 'main', isBackground: true };
    expect(settleAgent(helper, 'idle').state).toBe('working');
    expect(settleAgent(helper, 'background').state).toBe('working');
  });
});
