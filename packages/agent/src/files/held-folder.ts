import { closeSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { NotFollowedError } from './not-followed.ts';
import { descriptorPath, hasDescriptorPaths, openPlacedFolder } from './open-placed.ts';

/** A folder that stays the same one while files in it are written, whatever its path leads to meanwhile. */
export interface HeldFolder {
  uid: number;
  gid: number;
  /** A path of a name in it. */
  at(name: string): string;
  close(): void;
}

/** Holds the folder at a real path. Linux: by its descriptor. Elsewhere it is looked at once, and then goes by its path. */
export function holdFolder(realPath: string): HeldFolder {
  if (!hasDescriptorPaths) {
    const { uid, gid } = lstatSync(realPath);
    return { uid, gid, at: (name) => join(realPath, name), close: () => undefined };
  }
  const { fd, stats, realPath: there } = openPlacedFolder(realPath);
  if (there !== realPath) {
    closeSync(fd);
    throw new NotFollowedError(`${realPath} has become a link meanwhile, to ${there}.`);
  }
  return {
    uid: Number(stats.uid),
    gid: Number(stats.gid),
    at: (name) => `${descriptorPath(fd)}/${name}`,
    close: () => closeSync(fd),
  };
}
