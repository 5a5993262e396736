import { type AgentCommand, OrreryError } from '@orrery/protocol';

/**
 * Why a command has no result. `notLinked`: it never left. `lost`: it was sent, and nothing came back, so that nobody knows
 * whether it happened.
 */
type CommandFault = 'notLinked' | 'lost';

/** What a person is told: what did not happen, or where to look. */
export function commandError(fault: CommandFault, command: AgentCommand, host: string): OrreryError {
  switch (fault) {
    case 'notLinked':
      return new OrreryError('unavailable', notReached(command, host));
    case 'lost':
      return new OrreryError('unavailable', `${host} did not answer. ${whereToLook(command)}`);
  }
}

function notReached(command: AgentCommand, host: string): string {
  switch (command.name) {
    case 'decidePermission':
      return command.decision.behavior === 'allow'
        ? `Approve did not reach ${host}. Nothing ran.`
        : `Deny did not reach ${host}. The request is open there.`;
    case 'closeSession':
      return `${host} is not connected. Nothing was closed.`;
    case 'changeHooks':
      return `${host} is not connected. Its hooks are as they were.`;
  }
}

function whereToLook({ name }: AgentCommand): string {
  switch (name) {
    case 'decidePermission':
      return 'Look at the session: it may have got the answer all the same.';
    case 'closeSession':
      return 'Look at the session: it may be closed all the same.';
    case 'changeHooks':
      return 'Look at its hooks: they may be changed all the same.';
  }
}
