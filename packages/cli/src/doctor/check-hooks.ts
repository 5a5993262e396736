import { lookAtHooks, readHookStore } from '@orrery/agent';
import { listAgents } from '../agent/local-agents.ts';
import { describeError } from '../terminal/cli-error.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Check } from './run-checks.ts';

const NAME = 'hooks';

/** How the hooks of this account's agents stand, and whether somebody else listens where they are sent. */
export async function checkHooks(terminal: Pick<Terminal, 'env' | 'cwd'>): Promise<Check[]> {
  return (await Promise.all(listAgents(terminal).map(({ stateDir }) => checkAgent(stateDir)))).flat();
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
