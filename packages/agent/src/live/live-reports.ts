import {
  type LiveSession,
  type LiveSessions,
  MAX_GONE_SESSIONS,
  MAX_ID_CHARS,
  MAX_LABEL_CHARS,
  MAX_LIVE_SESSIONS,
} from '@orrery/protocol';

/**
 * One message, or several where a machine runs more clients than one may name; the first one replaces what was known.
 * What any program of the account can write into a registry file is cut to what the hub takes.
 */
export function liveReports(change: Omit<LiveSessions, 'type'>): LiveSessions[] {
  const { isFull, gone } = change;
  const running = change.running.map(cut);
  const pages = Math.max(1, Math.ceil(running.length / MAX_LIVE_SESSIONS));
  return Array.from({ length: pages }, (_, page): LiveSessions => {
    const start = page * MAX_LIVE_SESSIONS;
    return {
      type: 'liveSessions',
      isFull: isFull && page === 0,
      running: running.slice(start, start + MAX_LIVE_SESSIONS),
      // Files of years: those that the hub saw running are among the newest.
      gone: page === 0 ? gone.slice(-MAX_GONE_SESSIONS) : [],
    };
  });
}

function cut(session: LiveSession): LiveSession {
  return {
    ...session,
    kind: session.kind?.slice(0, MAX_ID_CHARS) ?? null,
    waitingFor: session.waitingFor?.slice(0, MAX_LABEL_CHARS) ?? null,
    entrypoint: session.entrypoint?.slice(0, MAX_ID_CHARS) ?? null,
    version: session.version?.slice(0, MAX_ID_CHARS) ?? null,
    name: session.name?.slice(0, MAX_LABEL_CHARS) ?? null,
  };
}
