import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveSessionState, type SessionStateInput } from '../index.ts';
import { NOW } from '../test/state-input.ts';

const time = fc.integer({ min: NOW - 3_600_000, max: NOW + 600_000 });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const name = fc.constantFrom('Bash', 'Agent', 'AskUserQuestion', 'ExitPlanMode', 'mcp__x__y');
const agentId = fc.constantFrom(null, 'a1', 'a2');
const words = fc.constantFrom(
  '',
  'permission prompt',
  'approve Bash',
  'input needed',
  'dialog open',
  'Stop.',
  '…',
);
const call = fc.record({ id: fc.string(), name, argument: fc.string(), agentId, at: maybe(time) });

const inputs: fc.Arbitrary<SessionStateInput> = fc.record({
  registry: maybe(
    fc.record({
      source: fc.constantFrom('registry' as const, 'process' as const),
      status: fc.constantFrom('busy', 'idle', 'waiting', 'shell', 'other', null),
      waitingFor: maybe(words),
      statusSince: maybe(time),
      startedAt: maybe(time),
      process: fc.constantFrom('alive' as const, 'unverifiable' as const),
    }),
  ),
  hook: maybe(
    fc.record({ status: fc.constantFrom('busy', 'idle', 'waiting', 'ended'), reason: words, at: time }),
  ),
  request: maybe(
    fc.record({
      kind: fc.constantFrom('permission', 'question', 'plan', 'other'),
      ...{ tool: name, text: fc.string(), agentId, at: time },
    }),
  ),
  ended: fc.constantFrom('exited', 'died', 'moved', null),
  endedAt: maybe(time),
  facts: fc.record({
    isTurnOpen: fc.boolean(),
    turnSince: maybe(time),
    guessedEnd: maybe(fc.record({ at: time, turnOpenedAt: maybe(time) })),
    lastActivityAt: maybe(time),
    openCalls: fc.array(call, { maxLength: 4 }),
    client: fc.constantFrom('cli', 'sdk', 'vscode', 'unknown'),
    clientVersion: fc.constantFrom(null, '2.0.30', '2.1.19', '2.1.330'),
  }),
  isHostConnected: fc.boolean(),
  hostSeenAt: maybe(time),
  now: fc.constant(NOW),
});

const holds = (check: (input: SessionStateInput, status: ReturnType<typeof deriveSessionState>) => void) =>
  fc.assert(
    fc.property(inputs, (input) => check(input, deriveSessionState(input))),
    { numRuns: 3000 },
  );

const LIVE: readonly string[] = ['working', 'waiting', 'idle', 'background'];

describe('whatever is reported', () => {
  it('[TR48] nothing lives without a process, an open request or a hook of the last minutes', () => {
    holds((input, { state }) => {
      if (!LIVE.includes(state)) return;
      const isHookRecent =
        input.hook !== null && input.hook.status !== 'ended' && Math.abs(NOW - input.hook.at) < 300_000;
      expect(input.registry !== null || input.request !== null || isHookRecent).toBe(true);
      expect(input.isHostConnected).toBe(true);
    });
  });

  it('[TR48] nothing lives once its process went, unless a client asks since then', () => {
    holds((input, { state }) => {
      const isAskedSince =
        input.request !== null && input.endedAt !== null && input.request.at > input.endedAt;
      if (input.registry === null && input.ended !== null && !isAskedSince) {
        expect(['ended', 'crashed']).toContain(state);
      }
      if (state === 'crashed') expect(input).toMatchObject({ ended: 'died', facts: { isTurnOpen: true } });
    });
  });

  it('[TR48] there is a reason, nothing began later than now, and only what waits says for what', () => {
    holds((input, status) => {
      expect(status.reason.trim()).not.toBe('');
      expect(status.reason).not.toMatch(/\d/);
      expect(status.since ?? 0).toBeLessThanOrEqual(NOW);
      expect(status.waiting !== null).toBe(status.state === 'waiting');
      expect(deriveSessionState(structuredClone(input))).toEqual(status);
    });
  });
});
