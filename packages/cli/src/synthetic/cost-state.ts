import type { ActorTotals } from './actor.ts';

/** The client's own totals, written at exit by the newest versions. Dollars as it would count them for a mid-size model. */
export function costState(given: {
  sessionId: string;
  model: string;
  startedAtMs: number;
  nowMs: number;
  totals: ActorTotals;
}): object {
  const { totals } = given;
  const costUSD =
    (totals.input * 3 + totals.output * 15 + totals.cacheRead * 0.3 + totals.cacheWrite * 3.75) / 1_000_000;
  return {
    type: 'cost-state',
    sessionId: given.sessionId,
    totalCostUSD: costUSD,
    totalAPIDuration: totals.output * 14,
    totalAPIDurationWithoutRetries: totals.output * 14,
    totalToolDuration: totals.tools * 700,
    totalLinesAdded: totals.tools * 3,
    totalLinesRemoved: totals.tools,
    totalDuration: given.nowMs - given.startedAtMs,
    startTime: given.startedAtMs,
    modelUsage: {
      [given.model]: {
        inputTokens: totals.input,
        outputTokens: totals.output,
        thinkingTokens: 0,
        cacheReadInputTokens: totals.cacheRead,
        cacheCreationInputTokens: totals.cacheWrite,
        cacheCreationEphemeral5mInputTokens: totals.cacheWrite,
        cacheCreationEphemeral1hInputTokens: 0,
        webSearchRequests: 0,
        costUSD,
      },
    },
    hasUnknownModelCost: false,
  };
}
