import type { HostFacts } from '@orrery/protocol';

/** A machine of the invented fleet. */
export interface DemoMachine {
  name: string;
  person: string;
  /** Folder of the account, in the machine's own style. */
  home: string;
  facts: HostFacts;
  usual: UsualLoad;
  /** Its agent's hooks are in the settings when the demo starts. */
  hasHooks: boolean;
  /** Clients of years ago were used here: they know no hooks, so none can be installed. */
  hasOldClients: boolean;
}

/** What a machine's figures move around. */
interface UsualLoad {
  /** For each processor; null where the system tells none. */
  load: number | null;
  /** Shares of the whole. */
  memory: number;
  diskFree: number;
  diskGib: number;
}

/** The machine whose agent goes away while the demo runs. */
export const LOST_MACHINE = 'pi-rack';

/** The machine whose sessions can be answered at their own keyboard only, until somebody installs the hooks. */
export const UNHOOKED_MACHINE = 'vps-fra';

const PEOPLE = { ana: 'Ana Ferreira', sam: 'Sam Lindqvist', mei: 'Mei Tanaka', joel: 'Joel Okafor' } as const;

const GIB = 1024 ** 3;

function machine(
  name: string,
  person: keyof typeof PEOPLE,
  home: string,
  facts: Omit<HostFacts, 'person' | 'memoryBytes'> & { memoryGib: number },
  usual: UsualLoad,
): DemoMachine {
  const { memoryGib, ...rest } = facts;
  return {
    name,
    person: PEOPLE[person],
    home,
    facts: { ...rest, memoryBytes: memoryGib * GIB, person: PEOPLE[person] },
    usual,
    hasHooks: name !== UNHOOKED_MACHINE && name !== LOST_MACHINE,
    hasOldClients: name === LOST_MACHINE,
  };
}

const debian = { os: 'linux', osVersion: 'Debian GNU/Linux 13', arch: 'x64' };

/** Eight machines of four people, in the order in which they join. */
export const MACHINES: readonly DemoMachine[] = [
  machine(
    'studio-01',
    'ana',
    '/home/ana',
    { ...debian, cpus: 32, memoryGib: 64, formFactor: 'desktop' },
    { load: 0.29, memory: 0.46, diskFree: 0.41, diskGib: 1_800 },
  ),
  machine(
    'vps-fra',
    'sam',
    '/home/sam',
    { ...debian, cpus: 4, memoryGib: 8, formFactor: 'cloud' },
    { load: 0.38, memory: 0.58, diskFree: 0.35, diskGib: 80 },
  ),
  machine(
    'ana-mbp',
    'ana',
    '/Users/ana',
    { os: 'macos', osVersion: 'macOS 26.1', arch: 'arm64', cpus: 12, memoryGib: 32, formFactor: 'laptop' },
    { load: 0.24, memory: 0.71, diskFree: 0.22, diskGib: 926 },
  ),
  // More to do than processors: builds wait for each other here.
  machine(
    'build-01',
    'joel',
    '/home/joel',
    { ...debian, cpus: 48, memoryGib: 128, formFactor: 'server' },
    { load: 1.42, memory: 0.77, diskFree: 0.28, diskGib: 3_500 },
  ),
  // Nobody has cleaned up its caches.
  machine(
    'build-02',
    'joel',
    '/home/joel',
    { ...debian, cpus: 48, memoryGib: 128, formFactor: 'server' },
    { load: 0.61, memory: 0.52, diskFree: 0.028, diskGib: 1_750 },
  ),
  machine(
    'win-qa',
    'mei',
    'C:\\Users\\mei',
    {
      os: 'windows',
      osVersion: 'Windows 11 25H2',
      arch: 'x64',
      cpus: 16,
      memoryGib: 32,
      formFactor: 'desktop',
    },
    { load: null, memory: 0.63, diskFree: 0.3, diskGib: 476 },
  ),
  machine(
    'pi-rack',
    'sam',
    '/home/pi',
    { ...debian, arch: 'arm64', cpus: 4, memoryGib: 8, formFactor: 'pi' },
    { load: 0.2, memory: 0.33, diskFree: 0.54, diskGib: 58 },
  ),
  machine(
    'gpu-lab',
    'mei',
    '/home/mei',
    { ...debian, cpus: 64, memoryGib: 512, formFactor: 'server' },
    { load: 0.47, memory: 0.39, diskFree: 0.17, diskGib: 7_000 },
  ),
];
