import type { AgentCommand, Command, CommandResult } from '@orrery/protocol';
import type { Counters } from '../server/counters.ts';
import { commandError } from './command-words.ts';

/** A linked agent, as far as commands need it. */
export interface CommandPort {
  readonly hostId: string;
  readonly hostName: string;
  /** False when the socket is closing: nothing was sent. */
  send(message: Command): boolean;
}

/** Commands to agents: each gets exactly one result, or fails with words that say what did not happen. */
export interface AgentCommands {
  /** From now on the agent can be asked. A newer port of a host replaces the older one. */
  join(port: CommandPort): void;
  /** What it was asked and has not answered fails. */
  leave(port: CommandPort): void;
  /** A result counts once, and only from the agent that was asked. */
  settle(port: CommandPort, result: CommandResult): void;
  isLinked(hostId: string): boolean;
  /** Name of a machine for people; its id when nobody knows it. */
  hostName(hostId: string): Promise<string>;
  /** Throws when the command could not be sent now. */
  check(hostId: string, command: AgentCommand): Promise<void>;
  /** Throws `unavailable` when the agent is not there or does not answer. */
  send(hostId: string, command: AgentCommand): Promise<CommandResult>;
}

interface AgentCommandsOptions {
  counters: Counters;
  newId: () => string;
  /** Runs a task later; returns the way to call it off. */
  schedule: (task: () => void, delayMs: number) => () => void;
  /** For machines that are not linked. */
  findHostName: (hostId: string) => Promise<string | undefined>;
}

interface Pending {
  port: CommandPort;
  command: AgentCommand;
  done: PromiseWithResolvers<CommandResult>;
  stopTimer: () => void;
}

/** An answer takes milliseconds; who needs longer is stuck or gone. */
const ANSWER_MS = 5_000;

/** Reads and writes a settings file in each Claude folder. */
const HOOKS_MS = 15_000;

/** A desk without agents. */
export function createAgentCommands(options: AgentCommandsOptions): AgentCommands {
  const { counters, newId, schedule, findHostName } = options;
  const ports = new Map<string, CommandPort>();
  const pending = new Map<string, Pending>();
  const take = (id: string) => {
    const found = pending.get(id);
    if (pending.delete(id)) counters.commandsWaiting -= 1;
    found?.stopTimer();
    return found;
  };
  const lose = (id: string) => {
    const lost = take(id);
    if (!lost) return;
    counters.commandsUnanswered += 1;
    lost.done.reject(commandError('lost', lost.command, lost.port.hostName));
  };
  const hostName = async (hostId: string) =>
    ports.get(hostId)?.hostName ?? (await findHostName(hostId)) ?? hostId;
  const check = async (hostId: string, command: AgentCommand) => {
    if (!ports.has(hostId)) throw commandError('notLinked', command, await hostName(hostId));
  };
  return {
    join: (port) => void ports.set(port.hostId, port),
    leave: (port) => {
      if (ports.get(port.hostId) === port) ports.delete(port.hostId);
      for (const [id, asked] of [...pending]) if (asked.port === port) lose(id);
    },
    settle: (port, result) => {
      if (pending.get(result.id)?.port !== port) return;
      take(result.id)?.done.resolve(result);
    },
    isLinked: (hostId) => ports.has(hostId),
    hostName,
    check,
    send: async (hostId, command) => {
      const port = ports.get(hostId);
      if (port === undefined) {
        await check(hostId, command);
        // It was linked while its name was looked up; whoever asked can ask again.
        throw commandError('notLinked', command, await hostName(hostId));
      }
      const id = newId();
      const done = Promise.withResolvers<CommandResult>();
      const stopTimer = schedule(() => lose(id), answerMs(command));
      pending.set(id, { port, command, done, stopTimer });
      counters.commandsWaiting += 1;
      counters.commandsSent += 1;
      if (!port.send({ type: 'command', id, command })) {
        take(id);
        throw commandError('notLinked', command, port.hostName);
      }
      return done.promise;
    },
  };
}

function answerMs(command: AgentCommand): number {
  switch (command.name) {
    case 'decidePermission':
      return ANSWER_MS;
    case 'closeSession':
      return command.graceMs + ANSWER_MS;
    case 'changeHooks':
      return HOOKS_MS;
  }
}
