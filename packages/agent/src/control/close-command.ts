import type { AgentCommand, CommandResult } from '@orrery/protocol';

/** Asks an agent to end a session. */
export type CloseCommand = Extract<AgentCommand, { name: 'closeSession' }>;

/** What became of it, as `commandResult` tells it. */
export type CloseResult = Pick<CommandResult, 'outcome' | 'message'>;
