import type { Command } from 'commander';
import type { HooksCommandOptions } from '../agent/change-hooks.ts';
import { collect, parseHubUrl } from '../terminal/parse-option.ts';
import type { AddCommand } from './command.ts';

/** `orrery agent hooks install|uninstall|status` */
export const addAgentHooksCommand: AddCommand = (agent, terminal) => {
  const group = agent
    .command('hooks')
    .description("answer permission requests from the page: hooks in Claude Code's settings");
  const add = (name: string, description: string): Command =>
    group
      .command(name)
      .description(description)
      .option(
        '--claude-dir <dir>',
        'a Claude folder; may be repeated (default: ~/.claude and $CLAUDE_CONFIG_DIR)',
        collect,
      )
      .option('--state <dir>', 'the agent of this state folder')
      .option('--hub <url>', 'the agent that sends to this hub; needed where there are several', parseHubUrl)
      .option('--json', 'print JSON');
  add('install', 'add them to settings.json; what is there stays as it is')
    .option('--force', 'although an older Claude Code would skip the whole file')
    .action(async (_, command: Command) => {
      const { changeHooks } = await import('../agent/change-hooks.ts');
      await changeHooks('install', optionsOf(command), terminal);
    });
  add('uninstall', 'take them out again, byte for byte')
    .option('--all', 'those of every Orrery agent, also where their state folders are gone')
    .action(async (_, command: Command) => {
      const { changeHooks } = await import('../agent/change-hooks.ts');
      await changeHooks('uninstall', optionsOf(command), terminal);
    });
  add('status', 'say where they are, and what keeps them from working').action(
    async (_, command: Command) => {
      const { showHooks } = await import('../agent/change-hooks.ts');
      await showHooks(optionsOf(command), terminal);
    },
  );
};

/** "agent" has options of the same names, and takes them wherever they stand. */
function optionsOf(command: Command): HooksCommandOptions {
  return command.optsWithGlobals<HooksCommandOptions>();
}
