import { grantsNow, lookAtHooks, readFilesReport, readIdentity } from '@orrery/agent';
import { CliError } from '../terminal/cli-error.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import { chooseRoots } from './agent-roots.ts';
import { describeGrants, type GrantsCommandOptions } from './change-grants.ts';
import { findStateDir } from './state-dir.ts';

/** Says what this machine's agent trusts and allows, from its files; whether it runs, the hub shows. */
export async function showAgent(
  options: GrantsCommandOptions & { claudeDir?: string[] },
  terminal: Terminal,
): Promise<void> {
  const stateDir = findStateDir(terminal, options);
  const identity = readIdentity(stateDir);
  if (identity === null) {
    throw new CliError(
      `No agent has run from ${stateDir} yet. Join a hub first: orrery agent --hub URL, with a token of "orrery join-token create"`,
    );
  }
  const { allows, problem } = grantsNow(stateDir);
  const hooks = await lookAtHooks({ stateDir, roots: chooseRoots(options, stateDir, terminal) });
  const notFollowed = readFilesReport(stateDir)?.notFollowed ?? [];
  const { hubUrl, hubKeyHash } = identity;
  if (options.json) {
    printJson(terminal, { stateDir, hubUrl, hubKeyHash, allows, hooks, notFollowed });
    return;
  }
  terminal.out(`hub: ${hubUrl}${hubKeyHash === null ? ', not met yet' : `, key ${hubKeyHash}`}`);
  terminal.out(describeGrants(allows));
  if (problem !== '') terminal.out(problem);
  terminal.out(`hooks: ${hooks.state}${hooks.detail === '' ? '' : `. ${hooks.detail}`}`);
  for (const words of notFollowed) terminal.out(`not read: ${words}`);
}
