import type { HostMetrics } from '@orrery/protocol';

const MEGABYTE = 1_048_576;

/** Less than this nobody sees on a page; a quiet machine then says nothing at all. */
const LOAD_STEP = 0.2;
const LOAD_SHARE = 0.1;
const MEMORY_SHARE = 0.05;
const MEMORY_STEP_BYTES = 128 * MEGABYTE;
const DISK_SHARE = 0.01;

/** Whether the figures moved so far that a person could notice. */
export function isWorthTelling(before: HostMetrics | null, after: HostMetrics): boolean {
  if (before === null) return true;
  return (
    moved(before.load1, after.load1, Math.max(LOAD_STEP, (before.load1 ?? 0) * LOAD_SHARE)) ||
    moved(
      before.memoryUsedBytes,
      after.memoryUsedBytes,
      Math.max(MEMORY_STEP_BYTES, before.memoryUsedBytes * MEMORY_SHARE),
    ) ||
    moved(before.diskTotalBytes, after.diskTotalBytes, 1) ||
    moved(before.diskFreeBytes, after.diskFreeBytes, diskStep(before))
  );
}

/** A hundredth of the disk, or a tenth of what is left where it gets narrow. */
function diskStep({ diskFreeBytes, diskTotalBytes }: HostMetrics): number {
  return Math.max(MEGABYTE, Math.min((diskTotalBytes ?? 0) * DISK_SHARE, (diskFreeBytes ?? 0) / 10));
}

function moved(before: number | null, after: number | null, step: number): boolean {
  if (before === null || after === null) return before !== after;
  return Math.abs(after - before) >= step;
}
