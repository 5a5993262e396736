import { Command, CommanderError } from 'commander';
import { addAgentCommand } from './commands/agent.ts';
import { addApiKeyCommand } from './commands/api-key.ts';
import { addBenchDataCommand } from './commands/bench-data.ts';
import type { AddCommand } from './commands/command.ts';
import { addDemoFleetCommand } from './commands/demo-fleet.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addJoinTokenCommand } from './commands/join-token.ts';
import { addLocalAgentCommand } from './commands/local-agent.ts';
import { addReindexCommand } from './commands/reindex.ts';
import { addSearchCommand } from './commands/search.ts';
import { addSessionsCommand } from './commands/sessions.ts';
import { addUpCommand } from './commands/up.ts';
import { addVersionCommand } from './commands/version.ts';
import { CliError, describeError, EXIT } from './terminal/cli-error.ts';
import type { Terminal } from './terminal/terminal.ts';
import { CLI_VERSION } from './terminal/version.ts';

const COMMANDS: readonly AddCommand[] = [
  addUpCommand,
  addAgentCommand,
  addJoinTokenCommand,
  addApiKeyCommand,
  addSessionsCommand,
  addSearchCommand,
  addReindexCommand,
  addDoctorCommand,
  addBenchDataCommand,
  addVersionCommand,
  addLocalAgentCommand,
  addDemoFleetCommand,
];

/** Runs one command line; resolves with the exit code once the command has ended. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  const program = new Command('orrery')
    .description('One web page over every Claude Code session on every machine')
    .version(CLI_VERSION, '-V, --version', 'print the version')
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    })
    .showSuggestionAfterError()
    .exitOverride();
  for (const add of COMMANDS) add(program, terminal);
  try {
    await program.parseAsync(args, { from: 'user' });
    return EXIT.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    terminal.err(`orrery: ${describeError(error)}`);
    return error instanceof CliError ? error.exitCode : EXIT.failed;
  }
}
