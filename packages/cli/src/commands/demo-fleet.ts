import { runDemoFleet } from '../demo/run-demo-fleet.ts';
import { demoSetupSchema } from '../up/child-messages.ts';
import { runAsChild } from '../up/child-process.ts';
import type { AddCommand } from './command.ts';

/** `orrery demo-fleet`: the invented machines of `orrery up --demo`, in their own process. */
export const addDemoFleetCommand: AddCommand = (program) => {
  program.command('demo-fleet', { hidden: true }).action(async () => {
    await runAsChild(demoSetupSchema, runDemoFleet);
  });
};
