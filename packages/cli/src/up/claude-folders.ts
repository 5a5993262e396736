import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import { describeError } from '../terminal/cli-error.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Why a Claude folder cannot be read now; null when it can. */
export function folderProblem(root: string): string | null {
  try {
    if (!statSync(root).isDirectory()) return 'it is not a folder';
    accessSync(root, constants.R_OK | constants.X_OK);
    const projects = join(root, 'projects');
    if (statSync(projects, { throwIfNoEntry: false })) accessSync(projects, constants.R_OK | constants.X_OK);
    return null;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT') return 'it does not exist';
    if (code === 'EACCES' || code === 'EPERM') return 'this account may not read it';
    return describeError(error);
  }
}

/** One line for each folder that cannot be read; the agent goes on and looks again by itself. */
export function warnAboutRoots(terminal: Terminal, roots: readonly string[]): void {
  for (const root of roots) {
    const problem = folderProblem(root);
    if (problem !== null) terminal.err(`warning: ${root}: ${problem}. It will be read as soon as it can be.`);
  }
}
