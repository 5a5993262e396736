import { grantsNow, writeGrants } from '@orrery/agent';
import type { Grant } from '@orrery/protocol';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import { describeGrants, hubLine } from './agent-words.ts';
import { type AgentNamed, findAgent, nameOf } from './find-agent.ts';
import { listAgents } from './local-agents.ts';

/** Options of `orrery agent allow|forbid|status`, parsed. */
export interface GrantsCommandOptions extends AgentNamed {
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
  const agent = findAgent(terminal, options);
  const { stateDir, hubUrl } = agent;
  const before = grantsNow(stateDir).allows;
  const after =
    action === 'allow' ? [...new Set([...before, ...what])] : before.filter((grant) => !what.includes(grant));
  writeGrants(stateDir, after);
  const { allows } = grantsNow(stateDir);
  const all = listAgents(terminal);
  const others = all.filter((other) => other.stateDir !== stateDir);
  if (options.json) {
    printJson(terminal, { stateDir, hubUrl, allows, unchanged: others.map((other) => other.stateDir) });
    return;
  }
  terminal.out(hubLine(agent));
  terminal.out(describeGrants(allows));
  terminal.out(`folder: ${stateDir}`);
  if (others.length > 0)
    terminal.out(
      `Not changed: what other hubs may do on this machine (${others.map((other) => nameOf(other, all)).join(', ')}).`,
    );
}
