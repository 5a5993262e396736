import { MAX_WORDS_CHARS } from '@orrery/protocol';
import type { HostLink } from '../archive/archive.ts';
import type { HostRow } from '../storage/rows.ts';
import { labelFor } from './host-label.ts';

/** What is known of a machine that comes in for the first time. */
type NewHost = Pick<
  HostRow,
  'publicKey' | 'machine' | 'name' | 'agentVersion' | 'protocol' | 'facts' | 'duplicateOf'
>;

/** A machine that comes in for the first time: the next slot on the map, and a name that tells it apart. */
export function newHostRow(
  rows: readonly HostRow[],
  { publicKey, machine, name, agentVersion, protocol, facts, duplicateOf }: NewHost,
  { id, now }: { id: string; now: number },
): HostRow {
  return {
    ...{ id, publicKey, machine, name, agentVersion, protocol, facts, duplicateOf },
    slot: rows.reduce((most, other) => Math.max(most, other.slot), -1) + 1,
    isConnected: false,
    reason: 'connecting',
    degraded: '',
    lastSeenAt: now,
    lagLines: 0,
    roundTripMs: null,
    status: {
      metrics: null,
      claudeVersion: null,
      hooks: { state: 'unknown', detail: '' },
      allows: [],
      notFollowed: [],
    },
    label: labelFor(rows, name, undefined),
    revoked: null,
    removed: null,
    changeSeq: 0,
  };
}

/** A machine's row after its agent came, went or told how it does. */
export function linkedRow(row: HostRow, link: HostLink, now: number): HostRow {
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
