import type { Grant, HooksState, HostFacts, HostStatus } from '@orrery/protocol';
import type { OpenFile } from '../files/open-placed.ts';
import type { MachineWatchOptions } from '../host/machine-watch.ts';
import type { WriteFile } from '../identity/identity-store.ts';
import type { LinkState } from '../link/hub-link.ts';
import type { ProcessControl } from '../live/process-control.ts';
import type { ProcessTable } from '../live/process-table.ts';
import type { ProbePoint } from '../ship/probe.ts';
import type { ReadLimits } from '../tail/read-batch.ts';
import type { WatchFunction } from '../watch/dir-watcher.ts';
import type { Clock } from './clock.ts';
import type { Logger } from './logger.ts';
import type { Timing } from './timing.ts';

/** How the agent does, for a service or a status command. */
export interface AgentStatus
  extends Pick<HostStatus, 'degraded' | 'lagLines' | 'problems' | 'metrics' | 'claudeVersion' | 'allows'> {
  link: LinkState;
  /** What is left out because of where it is, whose it is or what it is: in words, at most 21 entries. */
  notFollowed: string[];
  /** Whether its sessions can be answered from the page. */
  hooks: HooksState;
}

export interface AgentOptions {
  /** As a person writes it: `http://host:4680`. */
  hubUrl: string;
  /** Holds the key, the hub's address and pinned key, what the owner allows, and what is known of installed hooks. */
  stateDir: string;
  /** Needed the first time only. */
  joinToken?: string;
  /** What the hub may do on this machine: counts in the line that joins, by default hooks and close. Afterwards the owner's file decides. */
  allow?: readonly Grant[];
  /** Talk to a hub on another machine without TLS. */
  insecureHub?: boolean;
  /** Shown name of the machine; the host name by default. */
  name?: string;
  /** Claude folders; by default those of this account. */
  roots?: string[];
  /** Folders outside the Claude folders that links in them may lead to. */
  follow?: string[];
  /** What a person starts to allow one more, as they would type it; `orrery agent --follow` by default. */
  followCommand?: string;
  /** Who uses the machine; by default the account's name. */
  person?: string;
  version?: string;
  watchMode?: 'native' | 'polling';
  processTable?: ProcessTable;
  /** Describes, lists and signals processes. An embedder that brings only a table gets none of it. */
  processControl?: ProcessControl;
  /** Overrides how the machine's load, memory, disk and installed client are read. */
  machineReaders?: Pick<MachineWatchOptions, 'readMetrics' | 'readInstalled'>;
  /** Overrides what is found about the machine. */
  facts?: Partial<HostFacts>;
  /** Overrides the machine hash. */
  machine?: string;
  logger?: Logger;
  clock?: Clock;
  random?: () => number;
  timing?: Partial<Timing>;
  limits?: Partial<ReadLimits>;
  onStatus?: (status: AgentStatus) => void;
  /** Words for the person who started it, said once. */
  onNotice?: (words: string) => void;
  /** Faults and stops, for tests. */
  faults?: {
    openFile?: OpenFile;
    watchFunction?: WatchFunction;
    /** One watch for the whole tree, as on macOS and Windows. */
    isRecursive?: boolean;
    writeFile?: WriteFile;
    probe?: (point: ProbePoint) => void;
  };
}

/** A host's agent. */
export interface Agent {
  /** Resolves after `close`; rejects with an `OrreryError` that only a person can heal. */
  run(): Promise<void>;
  close(): Promise<void>;
}
