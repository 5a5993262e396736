import { type HostStatus, MAX_LABEL_CHARS, MAX_PROBLEMS } from '@orrery/protocol';
import type { HubConnection } from '../link/hub-connection.ts';
import type { LinkState } from '../link/hub-link.ts';
import type { AgentStatus } from './agent-options.ts';

export interface StatusReporterOptions {
  /** At most one report in this time. */
  everyMs: number;
  /** What the hub and the owner are told. */
  read: () => Omit<AgentStatus, 'link'>;
  onStatus: (status: AgentStatus) => void;
}

/** Tells the hub and the owner how the agent does: on change, not more often than agreed. */
export class StatusReporter {
  readonly #options: StatusReporterOptions;
  #link: LinkState = { kind: 'connecting' };
  #connection: HubConnection | null = null;
  #sentText = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(options: StatusReporterOptions) {
    this.#options = options;
  }

  /** Something may have changed. */
  touch(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#report();
    }, this.#options.everyMs);
  }

  setLink(link: LinkState): void {
    this.#link = link;
    this.#options.onStatus({ link: this.#link, ...this.#options.read() });
  }

  /** A hub that has just been met hears the status at once. */
  connect(connection: HubConnection): void {
    this.#connection = connection;
    this.#sentText = '';
    this.#report();
  }

  disconnect(): void {
    this.#connection = null;
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #report(): void {
    const status = this.#options.read();
    const text = JSON.stringify(status);
    if (text === this.#sentText) return;
    this.#sentText = text;
    const cut = (words: string): string => words.slice(0, MAX_LABEL_CHARS);
    const message: HostStatus = {
      type: 'hostStatus',
      ...status,
      degraded: cut(status.degraded),
      problems: status.problems.slice(0, MAX_PROBLEMS).map(cut),
    };
    this.#connection?.send(message);
    this.#options.onStatus({ link: this.#link, ...status });
  }
}
