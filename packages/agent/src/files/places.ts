import { lstatSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { errorCode } from './error-code.ts';

/** Where the files of one Claude folder may truly be, and whose they have to be. */
export interface Places {
  owner: number;
  /** The Claude folder behind links. */
  root: string;
  /** Its `projects` behind a link of the same owner; where it is no link, the folder in `root`. */
  projects: string;
  /** What a person allowed by name. */
  followed: readonly string[];
}

/** Looks where a Claude folder is now; null while it is not there. */
export function findPlaces(root: string, follow: readonly string[]): Places | null {
  const realRoot = realPathOf(root);
  const stats = realRoot === null ? undefined : statSync(realRoot, { throwIfNoEntry: false });
  if (realRoot === null || !stats?.isDirectory()) return null;
  return {
    owner: stats.uid,
    root: realRoot,
    projects: findProjects(realRoot, stats.uid),
    followed: follow.flatMap((dir) => realPathOf(dir) ?? []),
  };
}

/** Whether a real path is one of the places, or below one. */
export function isInPlace(realPath: string, { root, projects, followed }: Places): boolean {
  return (
    isBelow(realPath, root) || isBelow(realPath, projects) || followed.some((dir) => isBelow(realPath, dir))
  );
}

/** Where a path below a Claude folder is when no other link is on the way. */
export function plainPathOf(path: string, { root, projects }: Places): string {
  const [first, ...rest] = path.split('/');
  return first === 'projects' ? join(projects, ...rest) : join(root, path);
}

/** Whether a link may be followed as if its target were there itself: made by the owner, or by root. */
export function isLinkOf(owner: number, link: { uid: number }): boolean {
  return link.uid === owner || link.uid === 0;
}

function findProjects(root: string, owner: number): string {
  const plain = join(root, 'projects');
  const link = lstatSync(plain, { throwIfNoEntry: false });
  if (!link?.isSymbolicLink() || !isLinkOf(owner, link)) return plain;
  const target = realPathOf(plain);
  const stats = target === null ? undefined : statSync(target, { throwIfNoEntry: false });
  return target !== null && stats?.isDirectory() && stats.uid === owner ? target : plain;
}

/** Whether a path is a folder, or below it. */
export function isBelow(path: string, dir: string): boolean {
  return path === dir || path.startsWith(dir === dirname(dir) ? dir : dir + sep);
}

/** Null for what is not there, a link in a circle, or what this account may not look into. */
export function realPathOf(path: string): string | null {
  try {
    return realpathSync.native(path);
  } catch (error) {
    if (errorCode(error) !== null) return null;
    throw error;
  }
}
