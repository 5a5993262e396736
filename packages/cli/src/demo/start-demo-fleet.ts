import type { Hub } from '@orrery/hub';
import type { Terminal } from '../terminal/terminal.ts';
import type { DemoSetup } from '../up/child-messages.ts';
import { type SupervisedChild, superviseChild } from '../up/supervised-child.ts';
import { MACHINES } from './machines.ts';

/** Starts the invented fleet in its own process: files, registry and one real agent for each machine. */
export function startDemoFleet(
  options: { hub: Hub; folder: string; seed: number },
  terminal: Terminal,
): SupervisedChild {
  const { hub, folder, seed } = options;
  return superviseChild({
    args: ['demo-fleet'],
    createSetup: (): DemoSetup => ({
      hubUrl: hub.url,
      folder,
      seed,
      joinTokens: MACHINES.map(({ name }) => hub.createJoinToken({ name }).token),
    }),
    onReport: (report) => {
      if (report.type === 'notice') terminal.err(`demo: ${report.text}`);
    },
    onExit: ({ code, signal, restartInMs }) => {
      terminal.err(`demo: ended (${signal ?? code}); starting it again in ${restartInMs / 1000} s`);
    },
  });
}
