import type { LiveState } from './live-state.ts';
import { isLive } from './session-status.ts';
import type { CloseView, SessionSummary } from './wire-types.ts';

type Sessions = ReadonlyMap<string, SessionSummary>;

let cached: { sessions: Sessions; closes: readonly CloseView[]; shown: Sessions } | null = null;

/**
 * The sessions of lists and counts: all but those that somebody closes. The one place that knows it. Without a close it is
 * the map of the state itself.
 */
export function shownSessions({ sessions, closes }: Pick<LiveState, 'sessions' | 'closes'>): Sessions {
  if (closes.length === 0) return sessions;
  if (cached?.sessions !== sessions || cached.closes !== closes)
    cached = { sessions, closes, shown: withoutClosing(sessions, closes) };
  return cached.shown;
}

function withoutClosing(sessions: Sessions, closes: readonly CloseView[]): Sessions {
  const hidden = closes.filter((close) => isHidden(close, sessions.get(close.sessionId)));
  if (hidden.length === 0) return sessions;
  const shown = new Map(sessions);
  for (const { sessionId } of hidden) shown.delete(sessionId);
  return shown;
}

/** A session that has stopped stays away until its row says that it has ended: it must not come back for a moment. */
function isHidden(close: CloseView, session: SessionSummary | undefined): boolean {
  switch (close.state) {
    case 'pending':
    case 'stopping':
      return true;
    case 'done':
      return session !== undefined && isLive(session);
    case 'undone':
    case 'failed':
      return false;
  }
}

/** The close of a session that can still be undone or goes on now. */
export function activeClose(state: Pick<LiveState, 'closes'>, sessionId: string): CloseView | undefined {
  return state.closes.find(
    (close) => close.sessionId === sessionId && (close.state === 'pending' || close.state === 'stopping'),
  );
}
