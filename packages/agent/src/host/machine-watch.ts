import type { HostMetrics, HostStatus } from '@orrery/protocol';
import { newestVersion } from '../live/version-order.ts';
import { readHostMetrics } from './host-metrics.ts';
import { installedVersion, installPlaces } from './installed-version.ts';
import { isWorthTelling } from './is-worth-telling.ts';

/** Installing a client is rare, and one that runs tells its version anyway. */
const INSTALLED_EVERY_MS = 3_600_000;

export interface MachineWatchOptions {
  /** The first Claude folder. */
  root: string | null;
  everyMs: number;
  /** Versions that running clients report. */
  runningVersions: () => (string | null)[];
  /** The facts moved perceptibly. */
  onChange: () => void;
  onError: (error: unknown) => void;
  readMetrics?: typeof readHostMetrics;
  readInstalled?: () => string | null;
}

/** Follows how the machine does, and which Claude Code it has. Silent while nothing moves. */
export class MachineWatch {
  readonly #options: MachineWatchOptions;
  #metrics: HostMetrics | null = null;
  #claudeVersion: string | null = null;
  #installed: string | null = null;
  #looksUntilInstalled = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: MachineWatchOptions) {
    this.#options = options;
  }

  start(): void {
    this.#look();
    this.#timer = setInterval(() => this.#look(), this.#options.everyMs);
  }

  /** Part of `hostStatus`: as last worth telling. */
  get facts(): Pick<HostStatus, 'metrics' | 'claudeVersion'> {
    return { claudeVersion: this.#claudeVersion, ...(this.#metrics && { metrics: this.#metrics }) };
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const { root, everyMs, readMetrics = readHostMetrics } = this.#options;
    try {
      if (this.#looksUntilInstalled === 0) {
        this.#installed = (this.#options.readInstalled ?? readInstalledHere)();
        this.#looksUntilInstalled = Math.max(1, Math.round(INSTALLED_EVERY_MS / everyMs));
      }
      this.#looksUntilInstalled -= 1;
      const version = newestVersion(this.#options.runningVersions()) ?? this.#installed;
      const metrics = readMetrics(root);
      const isNews = isWorthTelling(this.#metrics, metrics);
      if (!isNews && version === this.#claudeVersion) return;
      if (isNews) this.#metrics = metrics;
      this.#claudeVersion = version;
      this.#options.onChange();
    } catch (error) {
      this.#options.onError(error);
    }
  }
}

function readInstalledHere(): string | null {
  return installedVersion(installPlaces());
}
