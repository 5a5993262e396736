import { ALL_GRANTS, COMMAND_GRANT, type Grant } from '@orrery/protocol';
import { expect, it } from 'vitest';
import { type CommandHandlers, dispatchCommand } from './command-dispatcher.ts';

const handlers: CommandHandlers = {
  decidePermission: ({ requestId }) => ({ outcome: 'done', message: requestId }),
  closeSession: () => Promise.reject(new Error('no such process')),
  changeHooks: () => ({ outcome: 'done', message: 'x'.repeat(5000) }),
};

const run = (command: unknown, allowed: readonly Grant[] = ALL_GRANTS) =>
  dispatchCommand(
    { type: 'command', id: 'c1', command },
    { handlers, allows: (grant) => allowed.includes(grant), onError: () => undefined },
  );

it('[CM1] runs the handler of a command and answers with its id', async () => {
  const decision = { behavior: 'deny', message: '' };
  expect(await run({ name: 'decidePermission', requestId: 'r1', decision })).toEqual({
    type: 'commandResult',
    id: 'c1',
    outcome: 'done',
    message: 'r1',
  });
});

it.each([{ name: 'rebootMachine' }, { name: 'constructor' }, null, 'changeHooks', []])(
  '[CM2] refuses what it does not know: %j',
  async (command) => {
    expect(await run(command)).toMatchObject({
      outcome: 'refused',
      message: 'This agent does not know that command. Update it.',
    });
  },
);

it('[CM2] refuses a known command that is not valid, with other words', async () => {
  const message = await run({ name: 'closeSession', sessionId: 's', pid: -1, graceMs: 0 });
  expect(message).toMatchObject({ outcome: 'refused', message: expect.stringMatching(/not valid/) });
});

it('[CM3] says failed, with words, when a handler throws', async () => {
  const message = await run({ name: 'closeSession', sessionId: 's', pid: 1, graceMs: 0 });
  expect(message).toMatchObject({ outcome: 'failed', message: 'It did not work: no such process' });
});

it('[CM3] keeps an answer within what the hub takes', async () => {
  expect((await run({ name: 'changeHooks', action: 'install' })).message).toHaveLength(2048);
});

const valid = {
  decidePermission: {
    name: 'decidePermission',
    requestId: 'r1',
    decision: { behavior: 'allow', alwaysAllow: [] },
  },
  closeSession: { name: 'closeSession', sessionId: 's', pid: 1, graceMs: 0 },
  changeHooks: { name: 'changeHooks', action: 'install' },
} satisfies Record<keyof typeof COMMAND_GRANT, unknown>;

it.each(Object.keys(COMMAND_GRANT) as (keyof typeof COMMAND_GRANT)[])(
  '[CM4] refuses %s where the owner of the machine allows everything but that, and says how to allow it',
  async (name) => {
    const grant = COMMAND_GRANT[name];
    const others = ALL_GRANTS.filter((other) => other !== grant);
    expect(await run(valid[name], others)).toMatchObject({
      outcome: 'refused',
      message: expect.stringContaining(`orrery agent allow ${grant}`),
    });
    expect((await run(valid[name], [grant])).outcome).not.toBe('refused');
  },
);
