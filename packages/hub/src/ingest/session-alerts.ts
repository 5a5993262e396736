import type { SessionSummary } from '@orrery/protocol';
import { type AgentView, type AlertThresholds, deriveAlerts, type SessionFacts } from '@orrery/transcript';
import type { SessionMemory } from './session-memory.ts';
import type { LiveState } from './session-state.ts';

/** What is wrong with a session now, by the thresholds that are set. */
export function alertsOf(
  { projection }: SessionMemory,
  { state, stateSince, waiting }: LiveState,
  known: { facts: SessionFacts; agents: readonly AgentView[]; thresholds: AlertThresholds; now: number },
): SessionSummary['alerts'] {
  const status = { state, since: stateSince, waiting };
  return deriveAlerts({ ...known, status, alertState: projection.alertState() });
}
