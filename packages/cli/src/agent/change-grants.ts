import { grantsNow, writeGrants } from '@orrery/agent';
import { GRANT_WORDS, type Grant } from '@orrery/protocol';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import { findStateDir } from './state-dir.ts';

/** Options of `orrery agent allow|forbid|status`, parsed. */
export interface GrantsCommandOptions {
  state?: string;
  hub?: string;
  json?: true;
}

/**
 * Writes down what the hub may do. A running agent obeys at once, because it reads the file before it acts. A file that is
 * damaged or gone allows nothing, so what is named then is all that is allowed.
 */
export function changeGrants(
  action: 'allow' | 'forbid',
  what: readonly Grant[],
  options: GrantsCommandOptions,
  terminal: Terminal,
): void {
  const stateDir = findStateDir(terminal, options);
  const before = grantsNow(stateDir).allows;
  const after =
    action === 'allow' ? [...new Set([...before, ...what])] : before.filter((grant) => !what.includes(grant));
  writeGrants(stateDir, after);
  const { allows } = grantsNow(stateDir);
  if (options.json) printJson(terminal, { stateDir, allows });
  else terminal.out(describeGrants(allows));
}

/** "The hub may close sessions. It may not open terminals, ..." */
export function describeGrants(allows: readonly Grant[]): string {
  const all = Object.keys(GRANT_WORDS) as Grant[];
  const name = (grant: Grant) => `${GRANT_WORDS[grant]} (${grant})`;
  const may = all.filter((grant) => allows.includes(grant)).map(name);
  const mayNot = all.filter((grant) => !allows.includes(grant)).map(name);
  const lines = [
    may.length === 0 ? 'The hub may do nothing on this machine but read.' : `The hub may ${may.join(', ')}.`,
  ];
  if (mayNot.length > 0) lines.push(`It may not ${mayNot.join(', ')}.`);
  return lines.join('\n');
}
