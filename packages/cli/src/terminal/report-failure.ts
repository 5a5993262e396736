import { CliError, describeError, EXIT } from './cli-error.ts';
import type { Terminal } from './terminal.ts';

/** Says in one line why a command failed; returns its exit code. */
export function reportFailure(error: unknown, terminal: Terminal): number {
  terminal.err(`orrery: ${describeError(error)}`);
  return error instanceof CliError ? error.exitCode : EXIT.failed;
}
