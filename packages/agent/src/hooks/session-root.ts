import { sep } from 'node:path';
import { realPathOrSame } from '../files/look.ts';

/** Finds the Claude folder that a transcript lies in; null for one that lies elsewhere. */
export function createRootFinder(roots: readonly string[]): (transcriptPath: string) => string | null {
  const names = roots.flatMap((root) => [
    { root, prefix: root + sep },
    { root, prefix: realPathOrSame(root) + sep },
  ]);
  return (path) => {
    const found = names.find(({ prefix }) => path.startsWith(prefix));
    // One folder only: then the client that was given our token can be of no other.
    return found?.root ?? (roots.length === 1 ? (roots[0] ?? null) : null);
  };
}
