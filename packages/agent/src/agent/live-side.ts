import type { Command, CommandResult, HostStatus } from '@orrery/protocol';
import { createSessionCloser, type SessionCloser } from '../control/close-session.ts';
import { type CommandDesk, dispatchCommand } from '../control/command-dispatcher.ts';
import type { ClaudeFiles } from '../files/claude-files.ts';
import { GrantBook } from '../grants/grant-book.ts';
import { HooksService } from '../hooks/hooks-service.ts';
import { MachineWatch } from '../host/machine-watch.ts';
import type { HubConnection } from '../link/hub-connection.ts';
import { liveReports } from '../live/live-reports.ts';
import { LiveWatch } from '../live/live-watch.ts';
import { blindProcessControl, createProcessControl } from '../live/process-control.ts';
import { createRedact } from '../redact/redactor.ts';
import type { AgentOptions } from './agent-options.ts';
import type { Clock } from './clock.ts';
import type { Timing } from './timing.ts';

export interface LiveSideOptions {
  agent: Pick<AgentOptions, 'stateDir' | 'watchMode' | 'processTable' | 'processControl' | 'machineReaders'>;
  files: ClaudeFiles;
  roots: string[];
  timing: Timing;
  clock: Clock;
  /** `facts` have changed. */
  onChange: () => void;
  onError: (error: unknown) => void;
}

/** A close can take a minute; a hub that asks for more at once than people do is not served. */
const MAX_OPEN_COMMANDS = 128;

/** The half of an agent that is not about transcripts: which clients run, what they ask, their end, their machine. */
export class LiveSide {
  readonly #live: LiveWatch;
  readonly #hooks: HooksService;
  readonly #closer: SessionCloser;
  readonly #machine: MachineWatch;
  readonly #grants: GrantBook;
  readonly #desk: CommandDesk;
  #connection: HubConnection | null = null;
  #openCommands = 0;

  constructor({ agent, files, roots, timing, clock, onChange, onError }: LiveSideOptions) {
    const { processTable } = agent;
    const control =
      agent.processControl ?? (processTable ? blindProcessControl(processTable) : createProcessControl());
    const monotonicMs = () => clock.monotonicMs();
    this.#live = new LiveWatch({
      files,
      roots,
      mode: agent.watchMode ?? 'native',
      processes: processTable ?? control,
      control,
      ...timing,
      monotonicMs,
      wallMs: () => clock.wallMs(),
      onChange: (change) => {
        for (const message of liveReports({ isFull: false, ...change })) this.#connection?.send(message);
        this.#hooks.liveChanged(change);
      },
      onError,
    });
    this.#grants = new GrantBook({
      stateDir: agent.stateDir,
      checkMs: timing.hooksCheckMs,
      onChange: () => {
        this.#hooks.grantsChanged();
        onChange();
      },
    });
    this.#hooks = new HooksService({
      stateDir: agent.stateDir,
      roots,
      clock,
      // Its own: what dotenv files a transcript named is remembered by the shipper's.
      createRedact,
      mayAnswer: () => this.#grants.current.includes('hooks'),
      checkMs: timing.hooksCheckMs,
      running: () => this.#live.running,
      onChange,
      onError,
    });
    this.#closer = createSessionCloser({
      targetsOf: (sessionId) => this.#live.targetsOf(sessionId),
      expectEnd: (target, isExpected) => this.#live.expectEnd(target, isExpected),
      processes: control,
      monotonicMs,
    });
    this.#machine = new MachineWatch({
      root: roots[0] ?? null,
      everyMs: timing.metricsMs,
      runningVersions: () => this.#live.running.map(({ version }) => version),
      onChange,
      onError,
      ...agent.machineReaders,
    });
    this.#desk = {
      handlers: {
        decidePermission: (command) => this.#hooks.decide(command),
        changeHooks: (command) => this.#hooks.change(command),
        closeSession: (command) => this.#closer.closeSession(command),
      },
      allows: (grant) => this.#grants.allows(grant),
      onError,
    };
  }

  /** What the hub is told of the machine, its hooks, and what its owner allows. */
  get facts(): Pick<HostStatus, 'metrics' | 'claudeVersion' | 'allows'> & { hooks: HooksService['state'] } {
    return { ...this.#machine.facts, hooks: this.#hooks.state, allows: this.#grants.current };
  }

  /** What is wrong with the owner's file, and with who was sent hooks. */
  get problems(): string[] {
    return [this.#grants.problem, this.#hooks.problem].filter((words) => words !== '');
  }

  start(): void {
    this.#grants.start();
    this.#live.start();
    this.#machine.start();
    this.#hooks.start();
  }

  async close(): Promise<void> {
    this.#grants.close();
    this.#live.close();
    this.#machine.close();
    this.#closer.close();
    await this.#hooks.close();
  }

  connect(connection: HubConnection): void {
    this.#connection = connection;
    const { running, leftBehind } = this.#live;
    for (const message of liveReports({ isFull: true, running, gone: leftBehind })) connection.send(message);
    this.#hooks.connect(connection);
  }

  disconnect(): void {
    this.#connection = null;
    this.#hooks.disconnect();
  }

  /** Carries out what the hub asks. The answer goes to the connection that asked, or to none. */
  async command(message: Command): Promise<void> {
    const connection = this.#connection;
    if (this.#openCommands >= MAX_OPEN_COMMANDS) {
      const words = 'This machine does as much as it can for the hub already. Nothing was done. Try again.';
      connection?.send({ type: 'commandResult', id: message.id, outcome: 'refused', message: words });
      return;
    }
    this.#openCommands += 1;
    try {
      const result: CommandResult = await dispatchCommand(message, this.#desk);
      connection?.send(result);
    } finally {
      this.#openCommands -= 1;
    }
  }
}
