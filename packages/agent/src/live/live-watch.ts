import type { LiveSession, LiveSessions } from '@orrery/protocol';
import type { CloseTarget } from './close-target.ts';
import { looksLikeClaude } from './looks-like-claude.ts';
import type { ProcessControl } from './process-control.ts';
import { ProcessScan } from './process-scan.ts';
import { RegistryWatch, type RegistryWatchOptions } from './registry-watch.ts';

type Gone = LiveSessions['gone'][number];

export interface LiveWatchOptions extends RegistryWatchOptions {
  control: ProcessControl;
  processScanMs: number;
  processSettleMs: number;
  monotonicMs: () => number;
}

/** All running clients of the machine: those that register themselves, and those found among the processes. */
export class LiveWatch {
  readonly #registry: RegistryWatch;
  readonly #scan: ProcessScan;
  /** Processes that are being ended by command. */
  readonly #expected = new Set<string>();

  constructor(options: LiveWatchOptions) {
    const onChange: LiveWatchOptions['onChange'] = ({ running, gone }) =>
      options.onChange({ running, gone: gone.map((each) => this.#asExpected(each)) });
    this.#registry = new RegistryWatch({
      ...options,
      onChange,
      canBeClient: (pid) => canBeClient(options.control, pid),
    });
    this.#scan = new ProcessScan({
      files: options.files,
      roots: options.roots,
      processes: options.control,
      everyMs: options.processScanMs,
      settleMs: options.processSettleMs,
      monotonicMs: options.monotonicMs,
      registered: () => this.#registry.running,
      onChange,
      onError: options.onError,
    });
  }

  start(): void {
    this.#registry.start();
    this.#scan.start();
  }

  /** All that run now, for a hub that has just been met. */
  get running(): LiveSession[] {
    return [...this.#registry.running, ...this.#scan.running];
  }

  /** What went without a word, perhaps while no hub listened. */
  get leftBehind(): Gone[] {
    return this.#registry.leftBehind;
  }

  /** Every process that has or had this session, as the registry files say at this moment. */
  targetsOf(sessionId: string): CloseTarget[] {
    return [...this.#registry.targetsOf(sessionId), ...this.#scan.targetsOf(sessionId)];
  }

  /** A process that is ended on purpose has not crashed, however it went. */
  expectEnd({ root, pid }: CloseTarget, isExpected: boolean): void {
    if (isExpected) this.#expected.add(`${pid} ${root}`);
    else this.#expected.delete(`${pid} ${root}`);
  }

  close(): void {
    this.#registry.close();
    this.#scan.close();
  }

  #asExpected(gone: Gone): Gone {
    return this.#expected.delete(`${gone.pid} ${gone.root}`) ? { ...gone, how: 'exited' } : gone;
  }
}

/** Where nothing is told of a process, it may be one. */
function canBeClient(control: ProcessControl, pid: number): boolean {
  const facts = control.describe(pid);
  return facts === null || looksLikeClaude(facts);
}
