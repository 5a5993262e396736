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

/** The machine of an id or a name that waits. */
export async function findWaiting(hub: HubClient, machine: string): Promise<WaitingMachine> {
  const found = oneOf(await waitingOn(hub), machine);
  if (found === null) throw new CliError(`No machine ${machine} waits. Look at: orrery hosts waiting`);
  return found;
}

/**
 * The machine of an id or a name that can be let in: one that waits, or one that was revoked. A copy most often has the
 * name of its original, and where both are outside the name means neither.
 */
export async function findAdmittable(
  hub: HubClient,
  machine: string,
): Promise<{ id: string; waits: boolean }> {
  const waiting = (await waitingOn(hub)).map(({ id, name }) => ({ id, name, waits: true }));
  const revoked = (await hub.get('/api/hosts', hostsSchema))
    .filter((host) => host.revoked !== null)
    .map(({ id, name }) => ({ id, name, waits: false }));
  const found = oneOf([...waiting, ...revoked], machine);
  // The hub says why one that is neither cannot be let in.
  return found ?? { id: (await findHost(hub, machine)).id, waits: false };
}

async function waitingOn(hub: HubClient): Promise<WaitingMachine[]> {
  return await hub.get('/api/hosts/waiting', waitingMachinesSchema);
}

function oneOf<T extends { id: string; name: string }>(all: readonly T[], wanted: string): T | null {
  const byId = all.find(({ id }) => id === wanted);
  if (byId) return byId;
  const [first, ...more] = all.filter(({ name }) => name === wanted);
  if (first === undefined || more.length === 0) return first ?? null;
  const ids = [first, ...more].map(({ id }) => id).join(', ');
  throw new CliError(`Several machines are called ${wanted} (${ids}). Give the id of one.`);
}
