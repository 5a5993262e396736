import type { AddCommand } from './command.ts';

/** `orrery local-agent`: the agent of `orrery up`, in its own process. */
export const addLocalAgentCommand: AddCommand = (program) => {
  program.command('local-agent', { hidden: true }).action(async () => {
    const { runLocalAgent } = await import('../agent/run-local-agent.ts');
    await runLocalAgent();
  });
};
