/** Every interval of the agent, in milliseconds. Tests shorten them; the product uses the defaults. */
export interface Timing {
  /** Stat sweep over files that changed lately. */
  activeSweepMs: number;
  /** A file counts as active for this long after its last change. */
  activeForMs: number;
  /** Whole-tree sweep: at least and at most this far apart; between them its own cost decides. */
  treeSweepMinMs: number;
  treeSweepMaxMs: number;
  /** How often the pids of running clients are checked. */
  pidCheckMs: number;
  /** The same for clients at work: a dead one must not look busy for long. */
  workingPidCheckMs: number;
  /** How often clients without a registry file are looked for among the processes, and how old such a process has to be. */
  processScanMs: number;
  processSettleMs: number;
  /** How often the machine's load, memory and disk are looked at. */
  metricsMs: number;
  /** A ping after this much silence; the link is dead after two without an answer or any progress. */
  heartbeatMs: number;
  /** An opening handshake that takes longer has failed. */
  handshakeMs: number;
  backoffMinMs: number;
  backoffMaxMs: number;
  /** `hostStatus` at most this often. */
  statusMs: number;
  /** How often the settings and the agent's own file about hooks are looked at. */
  hooksCheckMs: number;
}

/** The product's intervals. */
export const defaultTiming: Timing = {
  activeSweepMs: 250,
  activeForMs: 120_000,
  treeSweepMinMs: 5_000,
  treeSweepMaxMs: 30_000,
  pidCheckMs: 1_500,
  workingPidCheckMs: 400,
  processScanMs: 4_000,
  processSettleMs: 3_000,
  metricsMs: 10_000,
  heartbeatMs: 15_000,
  handshakeMs: 15_000,
  backoffMinMs: 250,
  backoffMaxMs: 30_000,
  statusMs: 1_000,
  hooksCheckMs: 1_000,
};
