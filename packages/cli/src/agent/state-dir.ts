import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { dataFolder } from '../hub-access/data-folder.ts';
import { CliError, EXIT } from '../terminal/cli-error.ts';
import type { Terminal } from '../terminal/terminal.ts';

type Place = Pick<Terminal, 'env' | 'cwd'>;

/** One identity for each hub: the agent of "orrery up" on the same machine has its own as well. */
export function stateDirForHub(terminal: Place, hub: string): string {
  const { host } = new URL(hub);
  return join(agentsFolder(terminal), host.replace(/[^A-Za-z0-9.-]/g, '_'));
}

/**
 * The state folder of this machine's agent, for commands that are about an agent and not about a hub: as given, else that
 * of "orrery up", else the only one there is.
 */
export function findStateDir(terminal: Place, given: { state?: string; hub?: string }): string {
  if (given.state !== undefined) return resolve(terminal.cwd, given.state);
  const own = join(dataFolder(terminal), 'agent');
  if (given.hub !== undefined) {
    const other = stateDirForHub(terminal, given.hub);
    return existsSync(other) || !existsSync(own) ? other : own;
  }
  if (existsSync(own)) return own;
  const others = listAgents(agentsFolder(terminal));
  if (others.length > 1) {
    throw new CliError(
      `This machine has several agents (${others.join(', ')}). Say which: --hub URL or --state DIR`,
      {
        exitCode: EXIT.usage,
      },
    );
  }
  const [only] = others;
  return only === undefined ? own : join(agentsFolder(terminal), only);
}

/** State folders of all agents of this account; some may not be there. */
export function listStateDirs(terminal: Place): string[] {
  const folder = agentsFolder(terminal);
  return [join(dataFolder(terminal), 'agent'), ...listAgents(folder).map((name) => join(folder, name))];
}

function agentsFolder(terminal: Place): string {
  return join(dataFolder(terminal), 'agents');
}

function listAgents(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}
