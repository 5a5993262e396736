import { describe, expect, it } from 'vitest';
import type { HookState } from '../index.ts';
import { alive, MINUTE, NOW, stateOf } from '../test/state-input.ts';

const hookOf = (status: HookState['status'], at = NOW - 1000, reason = 'Stop'): HookState => ({
  status,
  at,
  reason,
});
const unreported = alive(null, { statusSince: null, startedAt: NOW - 30 * MINUTE });
const inferred = { ...unreported, source: 'process' as const };

describe('state of a client that does not report it', () => {
  it('[TR43] is what the newest hook says', () => {
    const of = (status: HookState['status']) =>
      stateOf({ registry: unreported, hook: hookOf(status), facts: { lastActivityAt: NOW - 2000 } }).state;
    expect([of('busy'), of('idle'), of('waiting'), of('ended')]).toEqual([
      'working',
      'idle',
      'waiting',
      'ended',
    ]);
  });

  it('[TR43] is what the transcript says once that is newer', () => {
    const facts = { isTurnOpen: true, turnSince: NOW - 500, lastActivityAt: NOW - 400 };
    expect(stateOf({ registry: unreported, hook: hookOf('idle'), facts })).toMatchObject({
      state: 'working',
      since: NOW - 500,
    });
    const closed = { isTurnOpen: false, turnSince: NOW - 400, lastActivityAt: NOW - 400 };
    expect(stateOf({ registry: unreported, hook: hookOf('busy'), facts: closed })).toMatchObject({
      state: 'idle',
      since: NOW - 400,
    });
  });

  it('[TR43] is never overruled by hooks where the client reports it', () => {
    for (const status of ['busy', 'idle', 'waiting', 'ended'] as const) {
      expect(stateOf({ registry: alive('shell'), hook: hookOf(status, NOW) }).state).toBe('background');
    }
  });

  it('[TR43] without a process holds as of a hook that was heard a moment ago', () => {
    const facts = { lastActivityAt: NOW - 2000 };
    expect(stateOf({ hook: hookOf('busy'), facts })).toMatchObject({
      state: 'working',
      since: NOW - 1000,
      reason: expect.stringContaining('No process of it is registered'),
    });
    expect(stateOf({ hook: hookOf('busy', NOW - 6 * MINUTE) }).state).toBe('ended');
    expect(stateOf({ hook: hookOf('ended', NOW - 6 * MINUTE) })).toMatchObject({
      state: 'ended',
      since: NOW - 6 * MINUTE,
      reason: 'A hook reported the end of the session.',
    });
    // A clock that is far ahead makes nothing recent.
    expect(stateOf({ hook: hookOf('busy', NOW + 60 * MINUTE) }).state).toBe('ended');
    // A client that always registers and is not registered is believed no longer than its registration takes.
    const registering = { clientVersion: '2.1.330' };
    expect(stateOf({ hook: hookOf('busy', NOW - 20_000), facts: registering }).state).toBe('ended');
  });

  it('[TR43] is over once its process went, whatever a hook says', () => {
    for (const at of [NOW - MINUTE, NOW, NOW + 1000]) {
      expect(stateOf({ hook: hookOf('busy', at), ended: 'exited', endedAt: NOW - 500 }).state).toBe('ended');
      expect(
        stateOf({ hook: hookOf('busy', at), ended: 'died', endedAt: NOW, facts: { isTurnOpen: true } }).state,
      ).toBe('crashed');
    }
  });

  it('[TR43] waits in the words of the hook', () => {
    const waiting = (reason: string, isTurnOpen: boolean) =>
      stateOf({
        registry: unreported,
        hook: hookOf('waiting', NOW - 1000, reason),
        facts: {
          isTurnOpen,
          lastActivityAt: NOW - 8000,
          openCalls: [{ id: 't', name: 'Bash', argument: 'rm x', agentId: null, at: NOW - 8000 }],
        },
      });
    expect(waiting('Claude needs your permission to use Bash', true)).toMatchObject({
      state: 'waiting',
      reason: 'A hook reported that the client waits: Claude needs your permission to use Bash.',
      waiting: { kind: 'permission', tool: 'Bash', text: 'rm x' },
    });
    expect(waiting('Claude needs your attention', true).waiting).toMatchObject({ kind: 'other' });
    expect(waiting('Claude is waiting for your input', false)).toMatchObject({
      state: 'idle',
      waiting: null,
    });
  });

  it('[TR47] is not at work with a turn that an earlier process left open', () => {
    const facts = { isTurnOpen: true, turnSince: NOW - 50 * MINUTE, lastActivityAt: NOW - 40 * MINUTE };
    expect(stateOf({ registry: unreported, facts })).toMatchObject({
      state: 'idle',
      since: NOW - 30 * MINUTE,
      reason: expect.stringContaining('of an earlier process'),
    });
    expect(stateOf({ registry: unreported, facts, hook: hookOf('busy', NOW - 40 * MINUTE) }).state).toBe(
      'idle',
    );
    expect(stateOf({ registry: { ...unreported, startedAt: NOW - 41 * MINUTE }, facts }).state).toBe(
      'working',
    );
  });

  it('[TR46] goes on until a last text without a stop reason has been the last for some seconds', () => {
    const facts = (at: number) => ({
      ...{ isTurnOpen: false, turnSince: at, lastActivityAt: at },
      guessedEnd: { at, turnOpenedAt: NOW - MINUTE },
    });
    expect(stateOf({ registry: inferred, facts: facts(NOW - 1000) })).toMatchObject({
      state: 'working',
      since: NOW - MINUTE,
    });
    expect(stateOf({ registry: inferred, facts: facts(NOW - 5000) })).toMatchObject({
      state: 'idle',
      since: NOW - 5000,
    });
  });

  it('[TR32] tells that a session is inferred from the process', () => {
    const doubt = "Its session is inferred from the process's folder.";
    expect(stateOf({ registry: inferred }).reason).toContain(doubt);
    expect(stateOf({ registry: inferred, facts: { isTurnOpen: true } }).reason).toContain(doubt);
    expect(stateOf({ registry: unreported }).reason).not.toContain(doubt);
  });

  it('[TR44] is idle since the turn closed, or since the process runs', () => {
    const closed = (turnSince: number | null, lastActivityAt: number) =>
      stateOf({ registry: unreported, facts: { turnSince, lastActivityAt } }).since;
    expect(closed(NOW - 9000, NOW - 8000)).toBe(NOW - 9000);
    expect(closed(NOW - 90 * MINUTE, NOW - 90 * MINUTE)).toBe(NOW - 30 * MINUTE);
  });
});
