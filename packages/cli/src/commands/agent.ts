import { join, resolve } from 'node:path';
import { type AgentStatus, createAgent, defaultRoots } from '@orrery/agent';
import { dataFolder } from '../hub-access/data-folder.ts';
import { collect } from '../terminal/parse-option.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { CLI_VERSION } from '../terminal/version.ts';
import { warnAboutRoots } from '../up/claude-folders.ts';
import { untilSignal } from '../up/until-signal.ts';
import type { AddCommand } from './command.ts';

interface Options {
  hub: string;
  join?: string;
  name?: string;
  claudeDir?: string[];
  state?: string;
}

/** `orrery agent`: this machine's agent, in the foreground. */
export const addAgentCommand: AddCommand = (program, terminal) => {
  program
    .command('agent')
    .description("watch this machine's sessions and send them to a hub, in the foreground")
    .requiredOption('--hub <url>', 'address of the hub')
    .option('--join <token>', 'from "orrery join-token create" on the hub; needed the first time only')
    .option('--name <name>', 'how the machine is called; its host name by default')
    .option('--claude-dir <dir>', 'a Claude folder; may be repeated (default: ~/.claude)', collect)
    .option('--state <dir>', "folder for this agent's key")
    .action(async (options: Options) => {
      const stateDir =
        options.state === undefined
          ? join(dataFolder(terminal), 'agent')
          : resolve(terminal.cwd, options.state);
      const roots = options.claudeDir?.map((dir) => resolve(terminal.cwd, dir)) ?? defaultRoots(terminal.env);
      warnAboutRoots(terminal, roots);
      const agent = createAgent({
        hubUrl: options.hub,
        stateDir,
        roots,
        version: CLI_VERSION,
        ...(options.join === undefined ? {} : { joinToken: options.join }),
        ...(options.name === undefined ? {} : { name: options.name }),
        onStatus: createStatusPrinter(terminal),
      });
      const running = agent.run();
      await Promise.race([running, untilSignal().then(() => agent.close())]);
      await running;
    });
};

/** One line for each change that a person cares about. */
function createStatusPrinter(terminal: Terminal): (status: AgentStatus) => void {
  let told = '';
  return ({ link, degraded, problems }) => {
    const parts = [link.kind, ...(degraded === '' ? [] : [degraded]), ...problems];
    const text = parts.join('; ');
    if (text === told) return;
    told = text;
    terminal.err(`agent: ${text}`);
  };
}
