import { grantsNow, lookAtHooks, readFilesReport, readIdentity } from '@orrery/agent';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import { chooseRoots } from './agent-roots.ts';
import { describeGrants, forbiddenHooksWords, hubLine } from './agent-words.ts';
import type { GrantsCommandOptions } from './change-grants.ts';
import { findAgent } from './find-agent.ts';

/** Says what this machine's agent trusts and allows, from its files; whether it runs, the hub shows. */
export async function showAgent(
  options: GrantsCommandOptions & { claudeDir?: string[] },
  terminal: Terminal,
): Promise<void> {
  const agent = findAgent(terminal, options);
  const { stateDir, hubUrl, hubKeyHash } = agent;
  // For one that is damaged: its own words say what to do.
  readIdentity(stateDir);
  const { allows, problem } = grantsNow(stateDir);
  const hooks = await lookAtHooks({ stateDir, roots: chooseRoots(options, stateDir, terminal) });
  const notFollowed = readFilesReport(stateDir)?.notFollowed ?? [];
  if (options.json) {
    printJson(terminal, { stateDir, hubUrl, hubKeyHash, allows, hooks, notFollowed });
    return;
  }
  terminal.out(`${hubLine(agent)}${hubKeyHash === null ? '' : `, key ${hubKeyHash}`}`);
  terminal.out(`folder: ${stateDir}`);
  terminal.out(describeGrants(allows));
  if (problem !== '') terminal.out(problem);
  const details = [hooks.detail, forbiddenHooksWords(hooks.state, allows)].filter((text) => text !== '');
  terminal.out([`hooks: ${hooks.state}`, ...details].join('. '));
  for (const words of notFollowed) terminal.out(`not read: ${words}`);
}
