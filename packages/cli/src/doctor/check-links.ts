import { type FilesReport, readFilesReport } from '@orrery/agent';
import { listAgents } from '../agent/local-agents.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Check } from './run-checks.ts';

const NAME = 'links';

/** What the agents of this account leave out because of where it is, whose it is or what it is. */
export function checkLinks(terminal: Pick<Terminal, 'env' | 'cwd'>): Check[] {
  return listAgents(terminal).flatMap(({ stateDir }) => {
    const report = readFilesReport(stateDir);
    return report === null ? [] : describe(stateDir, report);
  });
}

function describe(dir: string, { follow, notFollowed }: FilesReport): Check[] {
  const allowed = follow.length === 0 ? '' : `; links may lead to ${follow.join(', ')}`;
  if (notFollowed.length === 0)
    return [{ name: NAME, result: 'ok', text: `the agent of ${dir} leaves nothing out${allowed}` }];
  return notFollowed.map((text) => ({ name: NAME, result: 'warn', text: `not read: ${text}` }));
}
