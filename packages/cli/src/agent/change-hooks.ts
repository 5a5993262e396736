import { type HookChange, installHooks, lookAtHooks, readHooksStatus, uninstallHooks } from '@orrery/agent';
import { CliError } from '../terminal/cli-error.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import { chooseRoots } from './agent-roots.ts';
import { findStateDir } from './state-dir.ts';

/** Options of `orrery agent hooks ...`, parsed. */
export interface HooksCommandOptions {
  claudeDir?: string[];
  state?: string;
  hub?: string;
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
  const stateDir = findStateDir(terminal, options);
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
  if (options.json) printJson(terminal, changes);
  else for (const change of changes) printChange(change, terminal);
  const refused = changes.filter(({ outcome }) => outcome === 'refused');
  if (refused.length > 0) {
    throw new CliError(
      refused.length === changes.length
        ? 'Nothing was changed; the lines above say why and what to do.'
        : `${refused.length} of ${changes.length} folders were not changed; the lines above say why and what to do.`,
    );
  }
  if (action === 'install' && !options.json && readHooksStatus({ stateDir, roots }).state !== 'broken') {
    terminal.out('Requests of running sessions can be answered from the page as soon as the agent runs.');
  }
}

/** Says how the hooks stand, from the files; whether the agent runs, the hub shows. */
export async function showHooks(options: HooksCommandOptions, terminal: Terminal): Promise<void> {
  const stateDir = findStateDir(terminal, options);
  const status = await lookAtHooks({ stateDir, roots: chooseRoots(options, stateDir, terminal) });
  if (options.json) {
    printJson(terminal, { ...status, stateDir });
    return;
  }
  terminal.out(`hooks: ${status.state}`);
  for (const { root, state, detail } of status.folders) {
    terminal.out(`${root}: ${state}${detail === '' ? '' : `. ${detail}`}`);
  }
  const isTold = status.folders.some(({ detail }) => detail === status.detail);
  if (status.detail !== '' && !isTold) terminal.out(status.detail);
}

function printChange({ root, outcome, message, warnings }: HookChange, terminal: Terminal): void {
  const print = outcome === 'refused' ? terminal.err : terminal.out;
  print(`${root}: ${outcome === 'refused' ? 'not changed' : outcome}. ${message}`);
  for (const warning of warnings) terminal.err(`warning: ${warning}`);
}
