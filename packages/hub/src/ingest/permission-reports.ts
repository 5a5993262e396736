import { type HeldRequest, OrreryError, type PermissionRequests } from '@orrery/protocol';
import { plausibleTime } from '@orrery/transcript';
import type { RequestRef } from '../storage/rows.ts';
import type { Storage } from '../storage/storage.ts';
import { firstHeard } from './first-heard.ts';
import { sessionRowFor } from './session-rows.ts';
import type { HostUnit, Units } from './unit-of-work.ts';

/** Clients give up waiting for a hook sooner. */
const LONGEST_HOLD_MS = 86_400_000;

/** Twice what an agent holds at most. */
const MAX_REQUESTS_OF_HOST = 512;

/** Books what the clients of a host ask. */
export function applyPermissionReport(units: Units, hostId: string, change: PermissionRequests): void {
  units.runFor(hostId, (unit) => {
    const open = new Set(change.open.map(({ id }) => id));
    const closed = new Set(change.closed.map(({ id }) => id));
    let held = 0;
    for (const ref of unit.storage.requestRefs(hostId)) {
      if (closed.has(ref.id) || (change.isFull && !open.has(ref.id))) drop(unit, ref);
      else held += 1;
    }
    for (const told of change.open) {
      if (closed.has(told.id)) continue;
      const before = unit.storage.request(hostId, told.id);
      const request = withPlausibleTimes(told, before?.request, unit.now);
      const { pk: sessionPk } = sessionRowFor(unit, request.sessionId);
      const row = { hostId, sessionPk, request };
      if (before && JSON.stringify(before) === JSON.stringify(row)) continue;
      if (!before) held += 1;
      if (held > MAX_REQUESTS_OF_HOST) {
        throw new OrreryError('tooLarge', `An agent holds at most ${MAX_REQUESTS_OF_HOST} requests.`);
      }
      if (before && before.sessionPk !== sessionPk) unit.open(before.sessionPk);
      unit.storage.putRequest(row);
      unit.open(sessionPk);
    }
  });
}

/** A request ends within a day at most, whatever its machine's clock says. */
function withPlausibleTimes(told: HeldRequest, before: HeldRequest | undefined, now: number): HeldRequest {
  const at = firstHeard(told.at, before?.at, now);
  const { expiresAt } = told;
  return {
    ...told,
    at,
    expiresAt: expiresAt === null ? null : plausibleTime(expiresAt, at + LONGEST_HOLD_MS),
  };
}

/** Requests of an earlier run: whoever still holds one tells of it again. */
export function forgetRequests(storage: Storage, units: Units): void {
  units.run((unit) => {
    for (const { id } of storage.hosts()) {
      for (const ref of storage.requestRefs(id)) drop(unit.of(id), ref);
    }
  });
}

function drop(unit: HostUnit, { id, sessionPk }: RequestRef): void {
  unit.storage.deleteRequest(unit.hostId, id);
  unit.open(sessionPk);
}
