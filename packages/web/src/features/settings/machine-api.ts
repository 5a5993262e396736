import {
  doneSchema,
  type HostHoldings,
  type HostRemoval,
  hostHoldingsSchema,
  hostRemovalsSchema,
  type WaitingMachine,
  waitingMachinesSchema,
} from '@orrery/protocol';
import { call, get } from '../../http.ts';

const path = (id: string, about: string) => `/api/hosts/${encodeURIComponent(id)}/${about}`;

/** Machines that show the key of another one (admin). */
export const fetchWaiting = (signal?: AbortSignal): Promise<WaitingMachine[]> =>
  get('/api/hosts/waiting', waitingMachinesSchema, signal);

/** Removals that go on (admin). */
export const fetchRemovals = (signal?: AbortSignal): Promise<HostRemoval[]> =>
  get('/api/hosts/removals', hostRemovalsSchema, signal);

/** What goes with a machine, or stays (admin). */
export const fetchHoldings = (id: string, signal?: AbortSignal): Promise<HostHoldings> =>
  get(path(id, 'holdings'), hostHoldingsSchema, signal);

/** Closes a machine's link and refuses its key (admin). */
export const revokeHost = (id: string, why: string) =>
  call('POST', path(id, 'revoke'), doneSchema, why === '' ? {} : { why });

/** Lets in a machine that was revoked, or one that waits (admin). */
export const admitHost = (id: string, as: { as: 'own' | 'same'; hostId?: string }) =>
  call('POST', path(id, 'admit'), doneSchema, as);

/** Refuses a machine that waits (admin). */
export const refuseHost = (id: string) => call('POST', path(id, 'refuse'), doneSchema, {});

/** Shows a machine with another name; null is its own (admin). */
export const renameHost = (id: string, name: string | null) =>
  call('POST', path(id, 'rename'), doneSchema, { name });

/** Removes a machine, and its history where that is asked for (admin). */
export const removeHost = (id: string, body: { name: string; withHistory: boolean }) =>
  call('DELETE', `/api/hosts/${encodeURIComponent(id)}`, doneSchema, body);
