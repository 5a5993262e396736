import { readFileSync, statfsSync } from 'node:fs';
import os from 'node:os';
import { dirname } from 'node:path';
import type { HostMetrics } from '@orrery/protocol';

/** How busy and how full this machine is now; disk space is that of the disk which holds `folder`. */
export function readHostMetrics(folder: string | null): HostMetrics {
  const disk = folder === null ? null : readDisk(folder);
  return {
    // Windows has no such figure, and Node says 0 there.
    load1: process.platform === 'win32' ? null : Math.round((os.loadavg()[0] ?? 0) * 100) / 100,
    memoryUsedBytes: Math.max(0, os.totalmem() - readAvailableBytes()),
    diskFreeBytes: disk?.free ?? null,
    diskTotalBytes: disk?.total ?? null,
  };
}

/** Bytes of `MemAvailable`: what programs could get, with the caches that the system would give up. Null when it is not told. */
export function parseMemAvailable(meminfo: string): number | null {
  const kilobytes = /^MemAvailable:\s+(\d+) kB/m.exec(meminfo)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

function readAvailableBytes(): number {
  if (process.platform !== 'linux') return os.freemem();
  return parseMemAvailable(readFileSync('/proc/meminfo', 'latin1')) ?? os.freemem();
}

/** At once, like every other look at this folder: a pool of threads for one figure would cost a megabyte. A Claude folder that is not there yet will be made on the disk of the folder above. */
function readDisk(folder: string): { free: number; total: number } | null {
  try {
    const { bavail, blocks, bsize } = statfsSync(folder);
    return { free: bavail * bsize, total: blocks * bsize };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const above = dirname(folder);
    return error.code === 'ENOENT' && above !== folder ? readDisk(above) : null;
  }
}
