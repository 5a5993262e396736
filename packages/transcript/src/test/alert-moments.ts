import { type Alert, deriveAlerts, settleAgent } from '../index.ts';
import type { ReplayedSession } from './replayed-session.ts';
import type { Sources } from './reported-evidence.ts';
import { replayStates } from './state-sequence.ts';

/** The moment an alert came, or went. */
export interface AlertMoment {
  kind: Alert['kind'];
  isRaised: boolean;
  /** Words at its end: they count on while it stands. */
  evidence: string;
  at: number;
  since: number;
  /** Calls made so far, and how many of them failed. */
  calls: number;
  failed: number;
  contextTokens: number;
}

const FROM_THE_REGISTRY: Sources = { registry: true, hooks: false, processes: false };

/** Every coming and going of an alert while a recording happened, told with the state that the client reported. */
export function alertMoments(recording: string, sessionId: string): AlertMoment[] {
  const moments: AlertMoment[] = [];
  const standing = new Map<Alert['kind'], AlertMoment>();
  replayStates(recording, sessionId, FROM_THE_REGISTRY, ({ at, session, status }) => {
    const { projection } = session;
    const alerts = deriveAlerts({
      facts: projection.facts(),
      alertState: projection.alertState(),
      agents: projection.agents().map((agent) => settleAgent(agent, status.state)),
      status,
      now: at,
    });
    for (const alert of alerts) {
      const known = standing.get(alert.kind);
      if (known === undefined) {
        const moment = momentOf(session, alert, { at, isRaised: true });
        standing.set(alert.kind, moment);
        moments.push(moment);
      } else known.evidence = alert.evidence;
    }
    for (const [kind, known] of standing) {
      if (alerts.some((alert) => alert.kind === kind)) continue;
      standing.delete(kind);
      moments.push(momentOf(session, known, { at, isRaised: false }));
    }
  });
  return moments;
}

function momentOf(
  session: ReplayedSession,
  { kind, evidence, since }: Pick<Alert, 'kind' | 'evidence' | 'since'>,
  when: { at: number; isRaised: boolean },
): AlertMoment {
  const { toolCalls, toolErrors, contextTokens } = session.projection.facts();
  return { kind, evidence, since, ...when, calls: toolCalls, failed: toolErrors, contextTokens };
}
