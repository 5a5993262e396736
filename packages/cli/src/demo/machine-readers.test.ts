import { expect, test } from 'vitest';
import { createRandom } from '../synthetic/random.ts';
import { createMachineReaders } from './machine-readers.ts';
import { MACHINES } from './machines.ts';

const figures = MACHINES.map((machine) => {
  const readers = createMachineReaders(machine, createRandom(machine.name));
  return {
    ...machine,
    version: readers.readInstalled?.() ?? null,
    looks: Array.from({ length: 500 }, () => readers.readMetrics?.(null)),
  };
});

test('load, memory and disk of every machine move, and stay possible', () => {
  for (const { facts, looks } of figures) {
    expect(new Set(looks.map((look) => look?.memoryUsedBytes)).size).toBeGreaterThan(100);
    for (const look of looks) {
      expect(look?.memoryUsedBytes).toBeLessThan(facts.memoryBytes);
      expect(look?.diskFreeBytes).toBeGreaterThan(0);
      expect(look?.diskFreeBytes).toBeLessThan(look?.diskTotalBytes ?? 0);
      if (facts.os === 'windows') expect(look?.load1).toBeNull();
      else expect(look?.load1).toBeGreaterThan(0);
    }
  }
});

test('one machine has more to do than processors, and one has a nearly full disk', () => {
  const loaded = figures.filter(({ facts, looks }) => looks.every((look) => (look?.load1 ?? 0) > facts.cpus));
  expect(loaded.map(({ name }) => name)).toEqual(['build-01']);
  const full = figures.filter(({ looks }) =>
    looks.every((look) => (look?.diskFreeBytes ?? 0) < 0.05 * (look?.diskTotalBytes ?? 0)),
  );
  expect(full.map(({ name }) => name)).toEqual(['build-02']);
});

test('a machine has the newest client that its sessions run', () => {
  const versions = Object.fromEntries(figures.map(({ name, version }) => [name, version]));
  expect(versions).toMatchObject({ 'build-01': '2.1.330', 'pi-rack': '2.1.197' });
});
