import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostMetrics } from '@orrery/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { World } from '../test/world.ts';
import { parseMemAvailable, readHostMetrics } from './host-metrics.ts';
import { installedVersion } from './installed-version.ts';
import { isWorthTelling } from './is-worth-telling.ts';
import { MachineWatch } from './machine-watch.ts';

const GIGABYTE = 2 ** 30;
const quiet: HostMetrics = {
  load1: 0.5,
  memoryUsedBytes: 8 * GIGABYTE,
  diskFreeBytes: 100 * GIGABYTE,
  diskTotalBytes: 500 * GIGABYTE,
};

describe('how the machine does', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'orrery-host-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('[L46] load, memory and the disk of the first folder, also before it exists', () => {
    const metrics = readHostMetrics(join(dir, 'not', 'yet'));
    expect(metrics.memoryUsedBytes).toBeGreaterThan(0);
    expect(metrics.diskTotalBytes).toBeGreaterThan(0);
    expect(metrics.diskFreeBytes).toBeLessThanOrEqual(metrics.diskTotalBytes ?? 0);
    expect(readHostMetrics(null)).toMatchObject({ diskFreeBytes: null, diskTotalBytes: null });
    expect(parseMemAvailable('MemFree: 1 kB\nMemAvailable:   2048 kB\n')).toBe(2_097_152);
    expect(parseMemAvailable('MemFree: 1 kB\n')).toBeNull();
  });

  it('[L47] is worth telling only when it moved perceptibly', () => {
    const after = (changes: Partial<HostMetrics>): boolean => isWorthTelling(quiet, { ...quiet, ...changes });
    expect(isWorthTelling(null, quiet)).toBe(true);
    expect(after({})).toBe(false);
    expect(after({ load1: 0.65, memoryUsedBytes: 8.1 * GIGABYTE, diskFreeBytes: 99 * GIGABYTE })).toBe(false);
    expect(after({ load1: 0.75 })).toBe(true);
    expect(after({ load1: null })).toBe(true);
    expect(after({ memoryUsedBytes: 9 * GIGABYTE })).toBe(true);
    expect(after({ diskFreeBytes: 94 * GIGABYTE })).toBe(true);
    // Load 20 and load 21 look the same; a disk that is nearly full is watched closely.
    expect(isWorthTelling({ ...quiet, load1: 20 }, { ...quiet, load1: 21 })).toBe(false);
    const narrow = { ...quiet, diskFreeBytes: 0.2 * GIGABYTE };
    expect(isWorthTelling(narrow, { ...narrow, diskFreeBytes: 0.15 * GIGABYTE })).toBe(true);
  });

  it('[L48] finds the newest installed client without starting anything', () => {
    const modules = join(dir, 'lib/node_modules');
    mkdirSync(join(modules, '@anthropic-ai/claude-code'), { recursive: true });
    writeFileSync(join(modules, '@anthropic-ai/claude-code/package.json'), '{"version":"2.1.19"}');
    mkdirSync(join(dir, 'versions/2.1.9'), { recursive: true });
    const places = { versionFolders: [join(dir, 'versions')], moduleFolders: [modules, join(dir, 'none')] };
    expect(installedVersion(places)).toBe('2.1.19');
    mkdirSync(join(dir, 'versions/2.1.330'));
    mkdirSync(join(dir, 'versions/.lock'));
    expect(installedVersion(places)).toBe('2.1.330');
    writeFileSync(join(modules, '@anthropic-ai/claude-code/package.json'), 'not json');
    expect(installedVersion({ versionFolders: [], moduleFolders: [modules] })).toBeNull();
  });

  it('[L48] a running client counts before an installed one', async () => {
    const versions: string[] = [];
    const tell = Promise.withResolvers<void>();
    const watch = new MachineWatch({
      root: null,
      everyMs: 5,
      runningVersions: () => versions,
      readInstalled: () => '2.1.330',
      readMetrics: () => quiet,
      onChange: () => {
        if (watch.facts.claudeVersion === '2.1.197') tell.resolve();
        else versions.push('2.1.120', '2.1.197');
      },
      onError: tell.reject,
    });
    watch.start();
    expect(watch.facts).toEqual({ claudeVersion: '2.1.330', metrics: quiet });
    await tell.promise;
    expect(watch.facts).toEqual({ claudeVersion: '2.1.197', metrics: quiet });
    watch.close();
  });

  it('[L47] tells once while nothing moves', async () => {
    let looks = 0;
    let told = 0;
    const enough = Promise.withResolvers<void>();
    const watch = new MachineWatch({
      root: null,
      everyMs: 2,
      runningVersions: () => [],
      readInstalled: () => null,
      readMetrics: () => {
        looks += 1;
        if (looks === 10) enough.resolve();
        return { ...quiet, load1: 0.5 + (looks % 2) / 10 };
      },
      onChange: () => {
        told += 1;
      },
      onError: enough.reject,
    });
    watch.start();
    await enough.promise;
    watch.close();
    expect(told).toBe(1);
  });

  it('[L46] reaches the hub', async () => {
    const world = await World.create();
    try {
      world.startAgent();
      await world.until(() => world.hub.statuses.some(({ metrics }) => metrics !== undefined));
      const status = world.hub.statuses.at(-1);
      expect(status?.metrics?.diskTotalBytes).toBeGreaterThan(0);
      expect(status).toHaveProperty('claudeVersion');
    } finally {
      await world.close();
    }
  });
});
