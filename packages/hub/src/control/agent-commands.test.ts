import type { AgentCommand, Command, CommandResult } from '@orrery/protocol';
import { describe, expect, it } from 'vitest';
import { createCounters } from '../server/counters.ts';
import { createFakeTime } from '../test/fake-time.ts';
import { type CommandPort, createAgentCommands } from './agent-commands.ts';

const APPROVE: AgentCommand = {
  name: 'decidePermission',
  requestId: 'r1',
  decision: { behavior: 'allow', alwaysAllow: [] },
};
const CLOSE: AgentCommand = { name: 'closeSession', sessionId: 's', pid: 7, graceMs: 5_000 };

function createWorld() {
  const time = createFakeTime();
  const counters = createCounters();
  let ids = 0;
  const commands = createAgentCommands({
    counters,
    newId: () => `c${++ids}`,
    schedule: time.schedule,
    findHostName: async (hostId) => (hostId === 'h1' ? 'studio-01' : undefined),
  });
  const portOf = (part: Partial<CommandPort> = {}) => {
    const sent: Command[] = [];
    const port: CommandPort = {
      hostId: 'h1',
      hostName: 'studio-01',
      send: (message) => sent.push(message) > 0,
      ...part,
    };
    return { port, sent };
  };
  return { time, counters, commands, portOf };
}

const resultOf = (id: string, part: Partial<CommandResult> = {}): CommandResult => ({
  type: 'commandResult',
  id,
  outcome: 'done',
  message: 'Approved.',
  ...part,
});

describe('commands to agents', () => {
  it('[AG14] gives the result of the agent that was asked, once', async () => {
    const { commands, portOf, time, counters } = createWorld();
    const { port, sent } = portOf();
    commands.join(port);
    const result = commands.send('h1', APPROVE);
    expect(sent).toEqual([{ type: 'command', id: 'c1', command: APPROVE }]);
    commands.settle(portOf().port, resultOf('c1', { message: 'forged' }));
    commands.settle(port, resultOf('unknown', { message: 'wrong id' }));
    commands.settle(port, resultOf('c1'));
    commands.settle(port, resultOf('c1', { outcome: 'failed' }));
    expect(await result).toEqual(resultOf('c1'));
    expect(time.timers).toBe(0);
    expect(counters).toMatchObject({ commandsSent: 1, commandsUnanswered: 0 });
  });

  it('[AG14] says that nothing ran when the agent is not there', async () => {
    const { commands, portOf } = createWorld();
    const missing = { kind: 'unavailable', message: 'Approve did not reach studio-01. Nothing ran.' };
    await expect(commands.send('h1', APPROVE)).rejects.toMatchObject(missing);
    commands.join(portOf({ send: () => false }).port);
    await expect(commands.send('h1', APPROVE)).rejects.toMatchObject(missing);
    await expect(commands.send('h9', CLOSE)).rejects.toMatchObject({
      message: 'h9 is not connected. Nothing was closed.',
    });
  });

  it('[AG14] says where to look when it was sent and nothing came back', async () => {
    const { commands, portOf, time, counters } = createWorld();
    const { port } = portOf();
    commands.join(port);
    const approve = commands.send('h1', APPROVE);
    const close = commands.send('h1', CLOSE);
    time.pass(4_999);
    expect(counters.commandsUnanswered).toBe(0);
    time.pass(1);
    const lost = {
      kind: 'unavailable',
      message: expect.stringMatching(/^studio-01 did not answer\. Look at/),
    };
    await expect(approve).rejects.toMatchObject(lost);
    // It may take the whole grace before the agent knows.
    time.pass(5_000);
    await expect(close).rejects.toMatchObject(lost);
    expect(counters.commandsUnanswered).toBe(2);
  });

  it('[AG14] fails what an agent was asked when its link ends, and not what its successor was', async () => {
    const { commands, portOf } = createWorld();
    const [old, fresh] = [portOf(), portOf()];
    commands.join(old.port);
    const lost = commands.send('h1', APPROVE);
    commands.join(fresh.port);
    const kept = commands.send('h1', APPROVE);
    commands.leave(old.port);
    await expect(lost).rejects.toMatchObject({ kind: 'unavailable' });
    expect(commands.isLinked('h1')).toBe(true);
    commands.settle(fresh.port, resultOf('c2'));
    expect(await kept).toMatchObject({ outcome: 'done' });
    commands.leave(fresh.port);
    expect(commands.isLinked('h1')).toBe(false);
  });
});
