/** First version seen to keep `sessions/<pid>.json`; 2.1.19 did not. */
const FIRST_REGISTERED = '2.1.120';

/** Below zero when `a` is older than `b`. What is no version is older than any. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (const index of [0, 1, 2] as const) {
    const difference = left[index] - right[index];
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether a client of this version keeps a registry file for each of its processes. */
export function keepsRegistry(version: string): boolean {
  return compareVersions(version, FIRST_REGISTERED) >= 0;
}

/** The newest of some versions; null when there is none. What is no version does not count. */
export function newestVersion(versions: Iterable<string | null>): string | null {
  let newest: string | null = null;
  for (const version of versions) {
    if (version === null || !/^\d+\.\d+\.\d+/.test(version)) continue;
    if (newest === null || compareVersions(version, newest) > 0) newest = version;
  }
  return newest?.slice(0, 64) ?? null;
}

function partsOf(version: string): [number, number, number] {
  const match = /^(\d+)\.(\d+)\.(\d+)/.exec(version);
  return match === null ? [-1, -1, -1] : [Number(match[1]), Number(match[2]), Number(match[3])];
}
