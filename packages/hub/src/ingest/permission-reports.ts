import { OrreryError, type PermissionRequests } from '@orrery/protocol';
import type { RequestRow } from '../storage/rows.ts';
import type { Storage } from '../storage/storage.ts';
import { sessionRowFor } from './session-rows.ts';
import type { UnitOfWork, Units } from './unit-of-work.ts';

/** Twice what an agent holds at most. */
const MAX_REQUESTS_OF_HOST = 512;

/** Books what the clients of a host ask. */
export function applyPermissionReport(units: Units, hostId: string, change: PermissionRequests): void {
  units.run((unit) => {
    const open = new Set(change.open.map(({ id }) => id));
    const closed = new Set(change.closed.map(({ id }) => id));
    const held = new Map<string, RequestRow>();
    for (const row of unit.storage.requestsOfHost(hostId)) {
      const { id } = row.request;
      if (closed.has(id) || (change.isFull && !open.has(id))) drop(unit, row);
      else held.set(id, row);
    }
    for (const request of change.open) {
      if (closed.has(request.id)) continue;
      const before = held.get(request.id);
      const { pk: sessionPk } = sessionRowFor(unit, hostId, request.sessionId);
      const row = { hostId, sessionPk, request };
      if (before && JSON.stringify(before) === JSON.stringify(row)) continue;
      held.set(request.id, row);
      if (held.size > MAX_REQUESTS_OF_HOST) {
        throw new OrreryError('tooLarge', `An agent holds at most ${MAX_REQUESTS_OF_HOST} requests.`);
      }
      if (before && before.sessionPk !== sessionPk) unit.open(before.sessionPk);
      unit.storage.putRequest(row);
      unit.open(sessionPk);
    }
  });
}

/** Requests of an earlier run: whoever still holds one tells of it again. */
export function forgetRequests(storage: Storage, units: Units): void {
  units.run((unit) => {
    for (const { id } of storage.hosts()) for (const row of storage.requestsOfHost(id)) drop(unit, row);
  });
}

function drop(unit: UnitOfWork, { hostId, sessionPk, request }: RequestRow): void {
  unit.storage.deleteRequest(hostId, request.id);
  unit.open(sessionPk);
}
