import { resolve } from 'node:path';
import { type HookChange, installHooks, lookAtHooks, readHooksStatus, uninstallHooks } from '@orrery/agent';
import { CliError } from '../terminal/cli-error.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import { chooseRoots } from './agent-roots.ts';
import { forbiddenHooksWords, hubLine, readAllowed } from './agent-words.ts';
import { type AgentNamed, findAgent } from './find-agent.ts';
import { type LocalAgent, listAgents, ownStateDir, readAgent } from './local-agents.ts';

/** Options of `orrery agent hooks ...`, parsed. */
export interface HooksCommandOptions extends AgentNamed {
  claudeDir?: string[];
  force?: true;
  all?: true;
  json?: true;
}

/** Adds hooks to the settings, or takes them out. A running agent sees it within a second. */
export async function changeHooks(
  action: 'install' | 'uninstall',
  options: HooksCommandOptions,
  terminal: Terminal,
): Promise<void> {
  const agent = findAgentOfHooks(options, terminal);
  const { stateDir } = agent;
  const roots = chooseRoots(options, stateDir, terminal);
  if (roots.length === 0)
    throw new CliError('There is no Claude folder yet. Run claude once, or name one: --claude-dir DIR');
  const changes =
    action === 'install'
      ? await installHooks({
          ...{ stateDir, roots, nowMs: Date.now() },
          ...{ isForced: options.force ?? false, env: terminal.env },
        })
      : uninstallHooks({ stateDir, roots, isForAll: options.all ?? false });
  const refused = changes.filter(({ outcome }) => outcome === 'refused');
  if (options.json) printJson(terminal, changes);
  else {
    // Where nothing was done, nothing is an answer: all words are on stderr.
    (refused.length === changes.length ? terminal.err : terminal.out)(hubLine(agent));
    for (const change of changes) printChange(change, terminal);
  }
  if (refused.length > 0) {
    throw new CliError(
      refused.length === changes.length
        ? 'Nothing was changed; the lines above say why and what to do.'
        : `${refused.length} of ${changes.length} folders were not changed; the lines above say why and what to do.`,
    );
  }
  if (action === 'install' && !options.json) sayWhatFollows(stateDir, roots, terminal);
}

/** Says how the hooks stand, from the files; whether the agent runs, the hub shows. */
export async function showHooks(options: HooksCommandOptions, terminal: Terminal): Promise<void> {
  const agent = findAgentOfHooks(options, terminal);
  const { stateDir, hubUrl } = agent;
  const status = await lookAtHooks({ stateDir, roots: chooseRoots(options, stateDir, terminal) });
  if (options.json) {
    printJson(terminal, { ...status, stateDir, hubUrl });
    return;
  }
  terminal.out(hubLine(agent));
  terminal.out(`folder: ${stateDir}`);
  const forbidden = forbiddenHooksWords(status.state, readAllowed(stateDir));
  terminal.out([`hooks: ${status.state}`, ...(forbidden === '' ? [] : [forbidden])].join('. '));
  for (const { root, state, detail } of status.folders) {
    terminal.out(`${root}: ${state}${detail === '' ? '' : `. ${detail}`}`);
  }
  const isTold = status.folders.some(({ detail }) => detail === status.detail);
  if (status.detail !== '' && !isTold) terminal.out(status.detail);
}

/**
 * Hooks may be there before their agent is, in a folder that is named; and those of every agent can be taken out where
 * none is left.
 */
function findAgentOfHooks(options: HooksCommandOptions, terminal: Terminal): LocalAgent {
  const { state, hub, all } = options;
  const none = { hubUrl: null, hubKeyHash: null, hasJoined: false };
  if (state !== undefined) {
    const stateDir = resolve(terminal.cwd, state);
    return readAgent(stateDir) ?? { ...none, stateDir };
  }
  const agents = listAgents(terminal);
  if (all && hub === undefined && agents.length !== 1) {
    const stateDir = ownStateDir(terminal);
    return agents.find((agent) => agent.stateDir === stateDir) ?? { ...none, stateDir };
  }
  return findAgent(terminal, options);
}

function sayWhatFollows(stateDir: string, roots: string[], terminal: Terminal): void {
  const { state } = readHooksStatus({ stateDir, roots });
  if (state === 'broken') return;
  const forbidden = forbiddenHooksWords(state, readAllowed(stateDir));
  terminal.out(
    forbidden === ''
      ? 'Requests of running sessions can be answered from the page as soon as the agent runs.'
      : forbidden,
  );
}

function printChange({ root, outcome, message, warnings }: HookChange, terminal: Terminal): void {
  const print = outcome === 'refused' ? terminal.err : terminal.out;
  print(`${root}: ${outcome === 'refused' ? 'not changed' : outcome}. ${message}`);
  for (const warning of warnings) terminal.err(`warning: ${warning}`);
}
