import { existsSync } from 'node:fs';
import { lookAtHooks, readHookStore } from '@orrery/agent';
import { listStateDirs } from '../agent/state-dir.ts';
import { describeError } from '../terminal/cli-error.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Check } from './run-checks.ts';

const NAME = 'hooks';

/** How the hooks of this account's agents stand, and whether somebody else listens where they are sent. */
export async function checkHooks(terminal: Pick<Terminal, 'env' | 'cwd'>): Promise<Check[]> {
  const dirs = listStateDirs(terminal).filter((dir) => existsSync(dir));
  return (await Promise.all(dirs.map(checkAgent))).flat();
}

async function checkAgent(stateDir: string): Promise<Check[]> {
  try {
    const roots = readHookStore(stateDir)?.files.map(({ root }) => root) ?? [];
    if (roots.length === 0) return [];
    const { state, detail } = await lookAtHooks({ stateDir, roots });
    if (state === 'broken') return [{ name: NAME, result: 'fail', text: detail }];
    return [{ name: NAME, result: 'ok', text: `the agent of ${stateDir}: ${state}` }];
  } catch (error) {
    return [{ name: NAME, result: 'fail', text: describeError(error) }];
  }
}
