import { type HostView, MAX_WORDS_CHARS, OrreryError } from '@orrery/protocol';
import type { HostLink, HostRecord, HostRegistration } from '../archive/archive.ts';
import type { HostRow } from '../storage/rows.ts';
import type { Storage } from '../storage/storage.ts';
import { toHostView } from './host-view.ts';
import type { UnitOfWork, Units } from './unit-of-work.ts';

/** A session that was active so recently may be shown as unreachable without having been reported. */
const RECENT_MS = 10 * 60_000;

export interface HostRegistryOptions {
  storage: Storage;
  units: Units;
  /** Ten random characters, a-z and 0-9. */
  newId: () => string;
}

/** Machines: who they are and whether they can be reached. */
export interface HostRegistry {
  register(host: HostRegistration): HostView;
  byPublicKey(publicKey: string): HostRecord[];
  setLink(hostId: string, link: HostLink): void;
  /** After a start no agent is connected, whatever the last run wrote. */
  disconnectAll(reason: string): void;
}

export function createHostRegistry({ storage, units, newId }: HostRegistryOptions): HostRegistry {
  const setLink = (hostId: string, link: HostLink) =>
    units.run((unit) => {
      const row = storage.host(hostId);
      if (!row) throw new OrreryError('notFound', `There is no host ${hostId}.`);
      const next = linked(row, link, unit.now);
      if (isSameLink(row, next)) return;
      unit.putHost(next);
      if (next.isConnected !== row.isConnected) reopenLive(unit, hostId);
    });

  return {
    setLink,
    byPublicKey: (publicKey) => storage.hosts().filter((row) => row.publicKey === publicKey),
    register: (host) =>
      units.run((unit) => {
        const rows = storage.hosts();
        const known = findHost(rows, host);
        const row: HostRow = {
          slot: rows.reduce((most, other) => Math.max(most, other.slot), -1) + 1,
          isConnected: false,
          reason: 'connecting',
          degraded: '',
          lastSeenAt: unit.now,
          lagLines: 0,
          roundTripMs: null,
          duplicateOf: host.duplicateOf,
          status: {
            metrics: null,
            claudeVersion: null,
            hooks: { state: 'unknown', detail: '' },
            allows: [],
            notFollowed: [],
          },
          id: newId(),
          ...known,
          changeSeq: unit.seq,
          publicKey: host.publicKey,
          machine: host.machine,
          name: host.name,
          agentVersion: host.agentVersion,
          protocol: host.protocol,
          facts: host.facts,
        };
        unit.putHost(row);
        return toHostView(row);
      }),
    disconnectAll(reason) {
      for (const row of storage.hosts()) if (row.isConnected) setLink(row.id, { isConnected: false, reason });
    },
  };
}

/**
 * Key and machine make a host. A key from another machine is the same host that moved, unless the caller says that it is
 * connected elsewhere at this moment: then it is a copy, and a host of its own.
 */
function findHost(rows: readonly HostRow[], host: HostRegistration): HostRow | undefined {
  const sameKey = rows.filter((row) => row.publicKey === host.publicKey);
  const sameMachine = sameKey.find((row) => row.machine === host.machine);
  if (sameMachine || host.duplicateOf !== null) return sameMachine;
  return sameKey.find((row) => row.duplicateOf === null);
}

function linked(row: HostRow, link: HostLink, now: number): HostRow {
  const { status } = link;
  return {
    ...row,
    isConnected: link.isConnected,
    reason: link.isConnected ? '' : (link.reason ?? row.reason),
    roundTripMs: link.isConnected ? (link.roundTripMs ?? row.roundTripMs) : null,
    degraded: status
      ? [status.degraded, ...status.problems].filter(Boolean).join('; ').slice(0, MAX_WORDS_CHARS)
      : row.degraded,
    lagLines: status?.lagLines ?? row.lagLines,
    status: status
      ? {
          metrics: status.metrics ?? row.status.metrics,
          claudeVersion: status.claudeVersion ?? row.status.claudeVersion,
          hooks: status.hooks ?? row.status.hooks,
          allows: status.allows,
          notFollowed: status.notFollowed,
        }
      : row.status,
    lastSeenAt: link.isConnected || row.isConnected ? now : row.lastSeenAt,
  };
}

/** The time alone is no change: it is written with the next one. */
function isSameLink(a: HostRow, b: HostRow): boolean {
  return (
    a.isConnected === b.isConnected &&
    a.reason === b.reason &&
    a.degraded === b.degraded &&
    a.lagLines === b.lagLines &&
    a.roundTripMs === b.roundTripMs &&
    JSON.stringify(a.status) === JSON.stringify(b.status)
  );
}

function reopenLive(unit: UnitOfWork, hostId: string): void {
  const { storage, now, open } = unit.of(hostId);
  for (const pk of storage.liveSessionPks(hostId, now - RECENT_MS)) open(pk);
}
