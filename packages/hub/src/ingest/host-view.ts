import type { HostView } from '@orrery/protocol';
import type { HostRow } from '../storage/rows.ts';
import { shownName } from './host-label.ts';

/** A host as lists and the map show it. */
export function toHostView(row: HostRow): HostView {
  return {
    id: row.id,
    name: shownName(row),
    os: row.facts.os,
    arch: row.facts.arch,
    formFactor: row.facts.formFactor,
    person: row.facts.person,
    ...hostState(row),
    lastSeenAt: row.lastSeenAt,
    agentVersion: row.agentVersion,
    lagLines: row.lagLines,
    roundTripMs: row.roundTripMs,
    duplicateOf: row.duplicateOf,
    revoked: row.revoked,
    cpus: row.facts.cpus,
    memoryBytes: row.facts.memoryBytes,
    ...row.status,
    slot: row.slot,
    changeSeq: row.changeSeq,
  };
}

function hostState(row: HostRow): Pick<HostView, 'state' | 'reason'> {
  if (!row.isConnected) return { state: 'unreachable', reason: row.reason };
  if (row.degraded !== '') return { state: 'degraded', reason: row.degraded };
  return { state: 'connected', reason: '' };
}
