import { type HostView, hostsSchema, type WaitingMachine, waitingMachinesSchema } from '@orrery/protocol';
import { CliError } from '../terminal/cli-error.ts';
import type { HubClient } from './hub-client.ts';

/** Path of a machine, or of something about it. */
export function hostPath(id: string, about?: string): string {
  return `/api/hosts/${encodeURIComponent(id)}${about === undefined ? '' : `/${about}`}`;
}

/** The machine of an id or a name, as a person types it. */
export async function findHost(hub: HubClient, machine: string): Promise<HostView> {
  const hosts = await hub.get('/api/hosts', hostsSchema);
  const found = oneOf(hosts, machine);
  if (found === null) throw new CliError(`There is no machine ${machine}. Look at: orrery hosts list`);
  return found;
}

/** The machine of an id or a name that waits; null when none does. */
export async function findWaiting(hub: HubClient, machine: string): Promise<WaitingMachine | null> {
  const waiting = await hub.get('/api/hosts/waiting', waitingMachinesSchema);
  // A copy most often has the name of its original: only its id is meant then.
  return waiting.find(({ id }) => id === machine) ?? null;
}

function oneOf<T extends { id: string; name: string }>(all: readonly T[], wanted: string): T | null {
  const byId = all.find(({ id }) => id === wanted);
  if (byId) return byId;
  const [first, ...more] = all.filter(({ name }) => name === wanted);
  if (more.length > 0) throw new CliError(`Several machines are called ${wanted}. Give the id of one.`);
  return first ?? null;
}
