import { beforeEach, describe, expect, it } from 'vitest';
import { HeldWorld, root, sessionId } from '../../test/held-world.ts';

const otherSession = '0b0c1d2e-0000-4000-8000-000000000002';

let world: HeldWorld;

beforeEach(() => {
  world = new HeldWorld();
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
    const { id, call } = world.ask();
    world.held.observe(world.payload(changes));
    expect(world.closed()).toEqual([{ id, why }]);
    expect(call.replied).toEqual({});
    expect(world.allow(id)).toMatchObject({ outcome: 'stale' });
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
    const { call } = world.ask();
    world.held.observe(world.payload(changes));
    expect(call.replied).toBeNull();
  });

  it('[HK36] keeps what a sub-agent asks when the main thread goes on', () => {
    const { call } = world.ask({ agent_id: 'a1' });
    world.held.observe(world.payload({ hook_event_name: 'Stop' }));
    world.held.observe(world.payload({ hook_event_name: 'UserPromptSubmit' }));
    expect(call.replied).toBeNull();
  });

  it('[HK35] when a question comes back with its answer in the input', () => {
    const { call } = world.ask({ tool_name: 'AskUserQuestion', tool_input: { questions: [] } });
    world.held.observe(
      world.payload({ ...post, tool_name: 'AskUserQuestion', tool_input: { questions: [], answers: {} } }),
    );
    expect(call.replied).toEqual({});
  });

  it('[HK37] when the registry stops saying waiting, but not while it has not said so yet, nor for a moment', () => {
    world.liveIs({ status: 'busy' });
    const { id, call } = world.ask();
    world.liveIs({ status: 'busy' });
    world.wait(5_000);
    world.liveIs({ status: 'waiting' });
    world.wait(5_000);
    world.liveIs({ status: 'busy' });
    world.wait(100);
    world.liveIs({ status: 'waiting' });
    world.wait(5_000);
    expect(call.replied).toBeNull();
    world.liveIs({ status: 'idle' });
    world.wait(499);
    expect(call.replied).toBeNull();
    world.wait(1);
    expect(world.closed()).toEqual([{ id, why: 'elsewhere' }]);
  });

  it('[HK37] not because a second client of the session does something', () => {
    const other = world.session({ pid: 2, status: 'idle' });
    world.live = [other, world.session({ status: 'waiting' })];
    const { call } = world.ask();
    world.held.liveChanged({ running: world.live, gone: [] });
    world.live[0] = { ...other, status: 'busy' };
    world.held.liveChanged({ running: [world.live[0]], gone: [] });
    world.wait(5_000);
    expect(call.replied).toBeNull();
  });

  it('[HK37] not for a client that reports no status', () => {
    world.liveIs({ status: null });
    const { call } = world.ask();
    world.liveIs({ status: null });
    world.wait(5_000);
    expect(call.replied).toBeNull();
  });

  it('[HK38] when its process is gone, unless the session runs on in another one', () => {
    const { id, call } = world.ask();
    const gone = [{ root, pid: 1, sessionId, how: 'died' as const }];
    world.live = [world.session({ pid: 2 })];
    world.held.liveChanged({ running: [], gone });
    expect(call.replied).toBeNull();
    world.live = [];
    world.held.liveChanged({ running: [], gone });
    expect(world.closed()).toEqual([{ id, why: 'gone' }]);
  });

  it('[HK38] when the client hangs up', () => {
    const { id, call } = world.ask();
    call.hangUp();
    expect(world.closed()).toEqual([{ id, why: 'gone' }]);
    expect(world.allow(id)).toMatchObject({
      outcome: 'stale',
      message: expect.stringMatching(/ended or stopped waiting/),
    });
  });

  it('[HK39] after a day, and after ten minutes where there is no dialog', () => {
    const { id } = world.ask();
    const day = 86_390_000;
    expect(world.held.open[0]?.expiresAt).toBe(1_800_000_000_000 + day);
    world.liveIs({ entrypoint: 'sdk-cli', status: 'busy' });
    expect(world.held.open[0]?.expiresAt).toBe(1_800_000_000_000 + 600_000);
    expect(world.told.at(-1)?.open).toEqual(world.held.open);
    world.wait(599_999);
    expect(world.held.size).toBe(1);
    world.wait(1);
    expect(world.closed()).toEqual([{ id, why: 'expired' }]);
    world.live = [];
    const { id: second } = world.ask();
    world.wait(day - 1);
    expect(world.held.size).toBe(1);
    world.wait(1);
    expect(world.closed().at(-1)).toEqual({ id: second, why: 'expired' });
  });

  it('[HK39] after two minutes for a sub-agent, whose dialog may come only then, unless it is seen to be up', () => {
    world.liveIs({ status: 'busy' });
    const behind = world.ask({ agent_id: 'a1' });
    const shown = world.ask({ agent_id: 'a2' });
    const life = (): number[] => world.held.open.map(({ at, expiresAt }) => (expiresAt ?? 0) - at);
    expect(life()).toEqual([120_000, 120_000]);
    world.wait(5_001);
    world.liveIs({ status: 'waiting' });
    expect(life()).toEqual([120_000, 120_000]);
    world.liveIs({ status: 'busy' });
    world.wait(1_000);
    expect(world.held.size).toBe(2);
    world.wait(113_999);
    expect(world.held.size).toBe(0);
    expect([behind.call.replied, shown.call.replied]).toEqual([{}, {}]);
    world.ask({ agent_id: 'a3' });
    world.liveIs({ status: 'waiting' });
    expect(life()).toEqual([86_390_000]);
    world.liveIs({ status: 'busy' });
    world.wait(500);
    expect(world.held.size).toBe(0);
  });

  it('[HK40] when the hub is away for a minute; a new request is not held after ten seconds', () => {
    const first = world.ask();
    world.held.hubWent();
    world.wait(10_000);
    expect(world.ask().call.replied).toBeNull();
    world.wait(1);
    expect(world.ask().call.replied).toEqual({});
    world.held.hubCame();
    world.held.hubWent();
    world.wait(59_999);
    expect(first.call.replied).toBeNull();
    world.wait(1);
    expect(first.call.replied).toEqual({});
    expect(world.held.size).toBe(0);
  });

  it('[HK41] holds at most 16 requests of a session and 128 in all', () => {
    for (let index = 0; index < 16; index += 1) world.ask();
    expect(world.ask().call.replied).toEqual({});
    for (let index = 0; index < 200; index += 1) {
      world.ask({ session_id: `${sessionId.slice(0, 24)}${String(index).padStart(12, '0')}` });
    }
    expect(world.held.size).toBe(128);
  });

  it('[HK41] does not hold a request without a tool or an input', () => {
    expect(world.ask({ tool_name: '' }).call.replied).toEqual({});
    expect(world.ask({ tool_input: 'text' }).call.replied).toEqual({});
    expect(world.told).toEqual([]);
  });

  it('[HK42] gives everything back when the agent ends', () => {
    const { call } = world.ask();
    world.held.close();
    expect(call.replied).toEqual({});
  });
});
