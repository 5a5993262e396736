import type { DemoSetup } from '../up/child-messages.ts';
import type { ParentChannel } from '../up/child-process.ts';

export async function runDemoFleet(_setup: DemoSetup, { ended }: ParentChannel): Promise<void> {
  await ended;
}
