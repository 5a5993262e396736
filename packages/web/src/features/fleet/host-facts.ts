import { counted } from '../../format/name.ts';
import type { HostView } from '../../state/wire-types.ts';

/** One thing that is known of a machine, in words. */
export interface HostFact {
  key: 'state' | 'hooks' | 'load' | 'memory' | 'disk' | 'lag' | 'trip' | 'claude';
  text: string;
  /** Outside of what is usual: shown on every row, with a mark. */
  isOff: boolean;
}

const GIB = 2 ** 30;
const MOST_MEMORY = 0.9;
const LEAST_DISK = 0.05;
const LEAST_DISK_BYTES = 5 * GIB;

/** What is known of a machine, the worst news first; facts that nobody told are left out. */
export function hostFacts(host: HostView): HostFact[] {
  const facts = [stateFact(host), hooksFact(host), ...metricFacts(host)];
  if (host.lagLines > 0) {
    facts.push({ key: 'lag', text: `${counted(host.lagLines, 'line')} behind`, isOff: true });
  }
  // A lost machine has no way to measure; what it had is old.
  if (host.roundTripMs !== null && host.state !== 'unreachable') {
    facts.push({ key: 'trip', text: `trip ${formatTrip(host.roundTripMs)}`, isOff: false });
  }
  if (host.claudeVersion !== null) {
    facts.push({ key: 'claude', text: `Claude Code ${host.claudeVersion}`, isOff: false });
  }
  const known = facts.filter((fact) => fact !== null);
  return [...known.filter(({ isOff }) => isOff), ...known.filter(({ isOff }) => !isOff)];
}

/** Facts of the row of a machine, whose columns say its state, client, trip and hooks: why it is so, and how it does. */
export function rowFacts(host: HostView): HostFact[] {
  const facts = hostFacts(host).filter(({ key }) => !['state', 'trip', 'claude', 'hooks'].includes(key));
  // What a revoked machine has as its reason is said where it is shown as revoked.
  if (host.reason === '' || host.state === 'connected' || host.revoked !== null) return facts;
  return [{ key: 'state', text: host.reason, isOff: true }, ...facts];
}

/** Facts outside of what is usual, in one line; empty when all is well. */
export function troubleOf(facts: readonly HostFact[]): string {
  return joined(facts.filter(({ isOff }) => isOff));
}

/** All facts in one line. */
export function joined(facts: readonly HostFact[]): string {
  return facts.map(({ text }) => text).join(', ');
}

/** Whole milliseconds, never `0 ms`. */
export function formatTrip(roundTripMs: number): string {
  return `${Math.max(1, Math.round(roundTripMs))} ms`;
}

function stateFact({ state, reason }: HostView): HostFact | null {
  if (state === 'connected') return null;
  return { key: 'state', text: reason === '' ? state : `${state}: ${reason}`, isOff: true };
}

function hooksFact({ hooks }: HostView): HostFact | null {
  if (hooks.state !== 'broken') return null;
  return { key: 'hooks', text: hooks.detail === '' ? 'hooks broken' : `hooks: ${hooks.detail}`, isOff: true };
}

function metricFacts({ metrics, cpus, memoryBytes, state }: HostView): (HostFact | null)[] {
  if (metrics === null || state === 'unreachable') return [];
  const { load1, memoryUsedBytes, diskFreeBytes, diskTotalBytes } = metrics;
  const used = memoryBytes > 0 ? memoryUsedBytes / memoryBytes : 0;
  return [
    load1 === null ? null : { key: 'load', text: `load ${load1.toFixed(1)} of ${cpus}`, isOff: load1 > cpus },
    { key: 'memory', text: `memory ${Math.round(used * 100)} %`, isOff: used > MOST_MEMORY },
    diskFreeBytes === null
      ? null
      : {
          key: 'disk',
          text: `disk ${formatGib(diskFreeBytes)} free`,
          isOff:
            diskFreeBytes < LEAST_DISK_BYTES ||
            (diskTotalBytes !== null && diskFreeBytes < diskTotalBytes * LEAST_DISK),
        },
  ];
}

function formatGib(bytes: number): string {
  if (bytes >= 1_024 * GIB) return `${(bytes / (1_024 * GIB)).toFixed(1)} TB`;
  if (bytes >= 10 * GIB) return `${Math.round(bytes / GIB)} GB`;
  return `${(bytes / GIB).toFixed(1)} GB`;
}
