import type { AddCommand } from './command.ts';

/** `orrery demo-fleet`: the invented machines of `orrery up --demo`, in their own process. */
export const addDemoFleetCommand: AddCommand = (program) => {
  program.command('demo-fleet', { hidden: true }).action(async () => {
    const { runDemoFleet } = await import('../demo/run-demo-fleet.ts');
    await runDemoFleet();
  });
};
