import {
  type AgentCommand,
  agentCommandSchema,
  COMMAND_GRANT,
  type Command,
  type CommandResult,
  GRANT_WORDS,
  type Grant,
} from '@orrery/protocol';
import * as z from 'zod';

/** What became of a command, before it is given the command's id. */
export type CommandOutcome = Pick<CommandResult, 'outcome' | 'message'>;

type Handler<N extends AgentCommand['name']> = (
  command: Extract<AgentCommand, { name: N }>,
) => CommandOutcome | Promise<CommandOutcome>;

/** Who carries out which command. */
export type CommandHandlers = { [N in AgentCommand['name']]: Handler<N> };

const MAX_MESSAGE = 2048;

const nameSchema = z.object({ name: z.string() });

/** Who carries out commands, and whether the owner of the machine allows them. */
export interface CommandDesk {
  handlers: CommandHandlers;
  allows: (grant: Grant) => boolean;
  onError: (error: unknown) => void;
}

/** Carries out what a hub asks for, if the owner of the machine lets it. Always gives exactly one answer; never throws. */
export async function dispatchCommand(
  { id, command }: Command,
  { handlers, allows, onError }: CommandDesk,
): Promise<CommandResult> {
  const answer = ({ outcome, message }: CommandOutcome): CommandResult => ({
    type: 'commandResult',
    id,
    outcome,
    message: message.slice(0, MAX_MESSAGE),
  });
  const parsed = agentCommandSchema.safeParse(command);
  if (!parsed.success) return answer({ outcome: 'refused', message: describeUnfit(command, handlers) });
  const grant = COMMAND_GRANT[parsed.data.name];
  if (!allows(grant)) return answer({ outcome: 'refused', message: notAllowed(grant) });
  try {
    return answer(await run(parsed.data, handlers));
  } catch (error) {
    onError(error);
    const why = error instanceof Error ? error.message : String(error);
    return answer({ outcome: 'failed', message: `It did not work: ${why}` });
  }
}

function run(command: AgentCommand, handlers: CommandHandlers): CommandOutcome | Promise<CommandOutcome> {
  switch (command.name) {
    case 'decidePermission':
      return handlers.decidePermission(command);
    case 'closeSession':
      return handlers.closeSession(command);
    case 'changeHooks':
      return handlers.changeHooks(command);
  }
}

function notAllowed(grant: Grant): string {
  return `The owner of this machine does not let the hub ${GRANT_WORDS[grant]}. Nothing was done. To allow it, run there: orrery agent allow ${grant}`;
}

function describeUnfit(command: unknown, handlers: CommandHandlers): string {
  const named = nameSchema.safeParse(command);
  const isKnown = named.success && Object.hasOwn(handlers, named.data.name);
  return isKnown
    ? 'The command is not complete or not valid. Nothing was done.'
    : 'This agent does not know that command. Update it.';
}
