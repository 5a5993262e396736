import type { Grant } from '@orrery/protocol';
import type { Command } from 'commander';
import type { GrantsCommandOptions } from '../agent/change-grants.ts';
import { parseGrant, parseHubUrl } from '../terminal/parse-option.ts';
import type { AddCommand } from './command.ts';

const WHAT = 'hooks (answer permission requests and change hooks), close, terminals, settings';

/** `orrery agent allow|forbid|status`: what a hub may do on this machine is decided here, and nowhere else. */
export const addAgentGrantsCommands: AddCommand = (agent, terminal) => {
  const add = (name: string, description: string): Command =>
    agent
      .command(name)
      .description(description)
      .option('--state <dir>', 'the agent of this state folder')
      .option('--hub <url>', 'the agent that sends to this hub; needed where there are several', parseHubUrl)
      .option('--json', 'print JSON');
  const optionsOf = (command: Command) => command.optsWithGlobals<GrantsCommandOptions>();
  add('allow', `let the hub do more on this machine: ${WHAT}`)
    .argument('<what...>', 'hooks, close, terminals, settings', parseGrant)
    .action(async (what: Grant[], _, command: Command) => {
      const { changeGrants } = await import('../agent/change-grants.ts');
      changeGrants('allow', what, optionsOf(command), terminal);
    });
  add('forbid', `let the hub do less on this machine: ${WHAT}`)
    .argument('<what...>', 'hooks, close, terminals, settings', parseGrant)
    .action(async (what: Grant[], _, command: Command) => {
      const { changeGrants } = await import('../agent/change-grants.ts');
      changeGrants('forbid', what, optionsOf(command), terminal);
    });
  add('status', 'say which hub this machine trusts, and what it may do here').action(
    async (_, command: Command) => {
      const { showAgent } = await import('../agent/show-agent.ts');
      await showAgent(optionsOf(command), terminal);
    },
  );
};
