import { expect, it } from 'vitest';
import { type CommandHandlers, dispatchCommand } from './command-dispatcher.ts';

const handlers: CommandHandlers = {
  decidePermission: ({ requestId }) => ({ outcome: 'done', message: requestId }),
  closeSession: () => Promise.reject(new Error('no such process')),
  changeHooks: () => ({ outcome: 'done', message: 'x'.repeat(5000) }),
};

const run = (command: unknown) =>
  dispatchCommand({ type: 'command', id: 'c1', command }, handlers, () => undefined);

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
