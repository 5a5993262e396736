import type { HostFacts } from '@orrery/protocol';

/** A machine of the invented fleet. */
export interface DemoMachine {
  name: string;
  person: string;
  /** Folder of the account, in the machine's own style. */
  home: string;
  facts: HostFacts;
}

const PEOPLE = { ana: 'Ana Ferreira', sam: 'Sam Lindqvist', mei: 'Mei Tanaka', joel: 'Joel Okafor' } as const;

const GIB = 1024 ** 3;

function machine(
  name: string,
  person: keyof typeof PEOPLE,
  home: string,
  facts: Omit<HostFacts, 'person' | 'memoryBytes'> & { memoryGib: number },
): DemoMachine {
  const { memoryGib, ...rest } = facts;
  return {
    name,
    person: PEOPLE[person],
    home,
    facts: { ...rest, memoryBytes: memoryGib * GIB, person: PEOPLE[person] },
  };
}

const debian = { os: 'linux', osVersion: 'Debian GNU/Linux 13', arch: 'x64' };

/** Eight machines of four people, in the order in which they join. */
export const MACHINES: readonly DemoMachine[] = [
  machine('studio-01', 'ana', '/home/ana', { ...debian, cpus: 32, memoryGib: 64, formFactor: 'desktop' }),
  machine('vps-fra', 'sam', '/home/sam', { ...debian, cpus: 4, memoryGib: 8, formFactor: 'cloud' }),
  machine('ana-mbp', 'ana', '/Users/ana', {
    os: 'macos',
    osVersion: 'macOS 26.1',
    arch: 'arm64',
    cpus: 12,
    memoryGib: 32,
    formFactor: 'laptop',
  }),
  machine('build-01', 'joel', '/home/joel', { ...debian, cpus: 48, memoryGib: 128, formFactor: 'server' }),
  machine('build-02', 'joel', '/home/joel', { ...debian, cpus: 48, memoryGib: 128, formFactor: 'server' }),
  machine('win-qa', 'mei', 'C:\\Users\\mei', {
    os: 'windows',
    osVersion: 'Windows 11 25H2',
    arch: 'x64',
    cpus: 16,
    memoryGib: 32,
    formFactor: 'desktop',
  }),
  machine('pi-rack', 'sam', '/home/pi', {
    ...debian,
    arch: 'arm64',
    cpus: 4,
    memoryGib: 8,
    formFactor: 'pi',
  }),
  machine('gpu-lab', 'mei', '/home/mei', { ...debian, cpus: 64, memoryGib: 512, formFactor: 'server' }),
];

/** The machine whose agent goes away while the demo runs. */
export const LOST_MACHINE = 'pi-rack';
