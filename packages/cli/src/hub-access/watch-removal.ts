import { setTimeout as sleep } from 'node:timers/promises';
import { hostRemovalsSchema } from '@orrery/protocol';
import { counted } from '../terminal/counted.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { HubClient } from './hub-client.ts';

const LOOK_EVERY_MS = 1_000;

/** Tells how a removal goes on until it is over. The hub does not need anybody to watch. */
export async function watchRemoval(hub: HubClient, hostId: string, terminal: Terminal): Promise<void> {
  let said = '';
  for (;;) {
    const removals = await hub.get('/api/hosts/removals', hostRemovalsSchema);
    const removal = removals.find(({ id }) => id === hostId);
    if (removal === undefined) break;
    const line = `${removal.step}: ${counted(removal.sessionsLeft, 'session')} and ${counted(removal.filesLeft, 'file')} left`;
    if (line !== said) terminal.err(line);
    said = line;
    await sleep(LOOK_EVERY_MS);
  }
  terminal.out('Its history is deleted.');
}
