import { type Role, wholeLine } from '@orrery/protocol';
import type { LiveState } from '../../state/live-state.ts';
import type { PermissionRequestView, SessionSummary } from '../../state/wire-types.ts';
import { answerOffer } from '../control/offer.ts';

/** A request that the palette can approve, and whose it is. */
export interface AnswerableRequest {
  session: SessionSummary;
  request: PermissionRequestView;
}

/** Requests that can be approved without reading more than a line, in the order of their sessions. */
export function answerableRequests(
  sessions: readonly SessionSummary[],
  state: LiveState,
  role: Role | null,
): AnswerableRequest[] {
  return sessions.flatMap((session) => {
    const facts = { role, connection: state.connection.status, host: state.hosts.get(session.hostId) };
    return session.requests
      .filter(
        (request) =>
          wholeLine(request) !== null && answerOffer(facts, request, Date.now() + state.skewMs).isOffered,
      )
      .map((request) => ({ session, request }));
  });
}
