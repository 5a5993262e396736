import type { AgentCommandOptions } from '../agent/run-agent.ts';
import { CliError, EXIT } from '../terminal/cli-error.ts';
import { collect, parseGrants, parseHubUrl } from '../terminal/parse-option.ts';
import { addAgentGrantsCommands } from './agent-grants.ts';
import { addAgentHooksCommand } from './agent-hooks.ts';
import type { AddCommand } from './command.ts';

/** `orrery agent`: this machine's agent, in the foreground. */
export const addAgentCommand: AddCommand = (program, terminal) =>
  configureAgent(program.command('agent'), terminal);

/** Makes a command the agent's: it runs it, and has the commands of its owner below it. */
export const configureAgent: AddCommand = (agent, terminal) => {
  agent
    .description("watch this machine's sessions and send them to a hub, in the foreground")
    .option('--hub <url>', 'address of the hub (needed)', parseHubUrl)
    .option(
      '--join <token>',
      'from "orrery join-token create" on the hub, needed the first time only; "-" reads it from stdin, and ORRERY_JOIN_TOKEN works too: both keep it out of the process list',
    )
    .option(
      '--allow <what>',
      'what the hub may do here, when it joins: hooks,close unless told; or terminals, settings, none',
      parseGrants,
    )
    .option(
      '--insecure-hub',
      'talk to a hub on another machine without TLS: only on a network that you trust',
    )
    .option('--name <name>', 'how the machine is called; its host name by default')
    .option(
      '--claude-dir <dir>',
      'a Claude folder; may be repeated (default: ~/.claude and $CLAUDE_CONFIG_DIR)',
      collect,
    )
    .option(
      '--follow <dir>',
      'a folder outside the Claude folders that links in them may lead to; may be repeated',
      collect,
    )
    .option('--state <dir>', "folder for this agent's key")
    .action(async ({ hub, ...options }: Partial<AgentCommandOptions>) => {
      if (hub === undefined) {
        throw new CliError('Say which hub to send to: orrery agent --hub http://HOST:4680', {
          exitCode: EXIT.usage,
        });
      }
      const { runAgent } = await import('../agent/run-agent.ts');
      await runAgent({ ...options, hub }, terminal);
    });
  addAgentGrantsCommands(agent, terminal);
  addAgentHooksCommand(agent, terminal);
};
