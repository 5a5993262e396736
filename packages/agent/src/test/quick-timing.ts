/** Short intervals; the same code paths. */
export const quickTiming = {
  activeSweepMs: 25,
  treeSweepMinMs: 120,
  treeSweepMaxMs: 240,
  pidCheckMs: 60,
  workingPidCheckMs: 20,
  processScanMs: 60,
  processSettleMs: 30,
  metricsMs: 60,
  backoffMinMs: 10,
  backoffMaxMs: 80,
  statusMs: 20,
  hooksCheckMs: 25,
};
