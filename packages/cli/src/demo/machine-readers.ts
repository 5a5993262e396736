import type { AgentOptions } from '@orrery/agent';
import type { Random } from '../synthetic/random.ts';
import { SESSION_PLANS } from './fleet-plan.ts';
import type { DemoMachine } from './machines.ts';

const GIB = 1024 ** 3;

/** How much of the way back to its usual value a figure goes with each look. */
const PULL = 0.15;

/** Widest step of one look, as a share of the usual value. */
const LOAD_STEP = 0.07;
const MEMORY_STEP = 0.03;

/** Builds and logs take a little of the disk with each look. */
const DISK_STEP_BYTES = 4 * 1024 ** 2;

/** Load, memory and disk of an invented machine, which move slowly, and the newest client that it has. */
export function createMachineReaders(
  machine: DemoMachine,
  random: Random,
): NonNullable<AgentOptions['machineReaders']> {
  const { facts, usual } = machine;
  const load = wander(random.fork('load'), (usual.load ?? 0) * facts.cpus, LOAD_STEP);
  const memory = wander(random.fork('memory'), usual.memory, MEMORY_STEP);
  const diskTotalBytes = usual.diskGib * GIB;
  let diskFreeBytes = Math.round(diskTotalBytes * usual.diskFree);
  return {
    readMetrics: () => {
      diskFreeBytes -= random.int(0, Math.min(DISK_STEP_BYTES, diskFreeBytes));
      const load1 = Math.round(load() * 100) / 100;
      return {
        load1: usual.load === null ? null : load1,
        memoryUsedBytes: Math.round(Math.min(0.98, memory()) * facts.memoryBytes),
        diskFreeBytes,
        diskTotalBytes,
      };
    },
    readInstalled: () => newestClient(machine.name),
  };
}

/** A figure that moves by small steps around its usual value. */
function wander(random: Random, usual: number, step: number): () => number {
  let value = usual;
  return () => {
    value += (usual - value) * PULL + usual * step * (random.next() * 2 - 1);
    return Math.max(0, value);
  };
}

function newestClient(name: string): string | null {
  const versions = SESSION_PLANS.filter(({ machine }) => machine === name).map(({ version }) => version);
  return versions.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1) ?? null;
}
