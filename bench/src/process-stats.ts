import { readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second on every platform that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Peak and present resident memory in megabytes, from `/proc`. Null once the process is gone. */
export function readMemory(pid: number): { peakMb: number; nowMb: number } | null {
  const status = readOptional(`/proc/${pid}/status`);
  const kilobytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? Number.NaN);
  return status === '' ? null : { peakMb: kilobytes('VmHWM') / 1000, nowMb: kilobytes('VmRSS') / 1000 };
}

/** Processor time used so far, seconds. */
export function readCpuSeconds(pid: number): number {
  const stat = readOptional(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** The one child of a process; null when it has none. */
export function childOf(pid: number): number | null {
  const children = readOptional(`/proc/${pid}/task/${pid}/children`).trim();
  return children === '' ? null : Number(children.split(' ')[0]);
}

function readOptional(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return '';
    throw error;
  }
}
