import { Command, CommanderError } from 'commander';
import type { AddCommand } from './commands/command.ts';
import { EXIT } from './terminal/cli-error.ts';
import { reportFailure } from './terminal/report-failure.ts';
import type { Terminal } from './terminal/terminal.ts';
import { CLI_VERSION } from './terminal/version.ts';

/** Runs one command line; resolves with the exit code once the command has ended. */
export async function runCli(
  args: readonly string[],
  terminal: Terminal,
  commands: readonly AddCommand[],
  name = 'orrery',
): Promise<number> {
  const program = new Command(name)
    .description('One web page over every Claude Code session on every machine')
    .version(CLI_VERSION, '-V, --version', 'print the version')
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    })
    .showSuggestionAfterError()
    .exitOverride();
  for (const add of commands) add(program, terminal);
  try {
    await program.parseAsync(args, { from: 'user' });
    return EXIT.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    return reportFailure(error, terminal);
  }
}
