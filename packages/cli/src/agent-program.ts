import { configureAgent } from './commands/agent.ts';
import { CARRIED_AGENT } from './commands/join-words.ts';
import { addVersionCommand } from './commands/version.ts';
import { runCli } from './program.ts';
import type { Terminal } from './terminal/terminal.ts';

/**
 * The command line of the one-file agent: all of "orrery agent", without that word. With it as well, because that is how
 * messages name these commands.
 */
export async function runAgentCli(args: readonly string[], terminal: Terminal): Promise<number> {
  const own = args[0] === 'agent' ? args.slice(1) : args;
  return await runCli(own, terminal, [configureAgent, addVersionCommand], CARRIED_AGENT);
}
