import { text } from 'node:stream/consumers';
import { OrreryError, parseJoinToken } from '@orrery/protocol';
import { CliError, EXIT } from '../terminal/cli-error.ts';
import type { Terminal } from '../terminal/terminal.ts';

/**
 * The join token: as given, from stdin for `-`, else from `ORRERY_JOIN_TOKEN`. Undefined when there is none, which is right
 * for a machine that has joined. What stands in an argument every account of the machine can read; it is taken out of
 * the process list at once.
 */
export async function readJoinToken(
  given: string | undefined,
  terminal: Terminal,
): Promise<string | undefined> {
  const token = given === '-' ? await text(terminal.input) : (given ?? terminal.env.ORRERY_JOIN_TOKEN);
  if (given !== undefined && given !== '-') process.title = 'orrery agent';
  if (token === undefined || token.trim() === '') return undefined;
  try {
    parseJoinToken(token);
  } catch (error) {
    if (error instanceof OrreryError) throw new CliError(error.message, { exitCode: EXIT.usage });
    throw error;
  }
  return token.trim();
}
