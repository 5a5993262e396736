import { statfsSync } from 'node:fs';

/** Magic numbers of file systems that do not report what other machines write: NFS, SMB, CIFS, SMB2, 9p, FUSE, AFS, Ceph. */
const NETWORK_TYPES: ReadonlySet<number> = new Set([
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x01021997, 0x65735546, 0x5346414f, 0x00c36400,
]);

/** Whether native watching of this folder would miss changes. False where the platform does not tell. */
export function isOnNetworkFileSystem(dir: string, statfs: typeof statfsSync = statfsSync): boolean {
  if (process.platform !== 'linux') return false;
  try {
    return NETWORK_TYPES.has(Number(statfs(dir).type) >>> 0);
  } catch (error) {
    // Not there yet: the folder that is made later will most likely be local.
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}
