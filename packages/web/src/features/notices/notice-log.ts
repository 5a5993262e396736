import type { LiveState } from '../../state/live-state.ts';
import {
  groupOf,
  markNames,
  markOf,
  type StatusMark,
  urgentAlert,
  whatIsAsked,
} from '../../state/session-status.ts';
import { shownSessions } from '../../state/shown-sessions.ts';
import type { SessionSummary } from '../../state/wire-types.ts';

/** One time that a session needed a person. */
export interface Notice {
  /** Session, what it needs, and since when. */
  key: string;
  sessionId: string;
  mark: StatusMark;
  title: string;
  /** What is asked, or the evidence. */
  words: string;
  /** Hub's time at which it began. */
  at: number;
  /** Hub's time at which it was over; null while it lasts. */
  endedAt: number | null;
  /** It was there when the page opened: on the page, not news. */
  isOld: boolean;
}

/** What happened while this page was open. */
export interface NoticeLog {
  /** Newest first. */
  notices: readonly Notice[];
  /** False until the hub has told what there is. */
  isReady: boolean;
}

/** A log of nothing. */
export const emptyLog: NoticeLog = { notices: [], isReady: false };

const MOST = 50;

/** The log after a change of the fleet. The same object when nothing began or ended. */
export function reduceNotices(log: NoticeLog, state: LiveState): NoticeLog {
  if (state.fleetSeq === null) return log;
  const needing = new Map<string, SessionSummary>();
  for (const session of shownSessions(state).values()) {
    if (groupOf(session) === 'needsYou') needing.set(`${session.id} ${markOf(session)}`, session);
  }
  const open = new Set(log.notices.filter(({ endedAt }) => endedAt === null).map(stemOf));
  const begun = [...needing].filter(([stem]) => !open.has(stem));
  const ended = log.notices.filter((notice) => notice.endedAt === null && !needing.has(stemOf(notice)));
  if (log.isReady && begun.length === 0 && ended.length === 0) return log;
  const held = log.notices.map((notice) =>
    ended.includes(notice) ? { ...notice, endedAt: endOf(notice, state) } : notice,
  );
  const fresh = begun.map(([, session]) => noticeOf(session, !log.isReady));
  const notices = [...fresh, ...held].sort((a, b) => b.at - a.at).slice(0, MOST);
  return { notices, isReady: true };
}

/** How many began after the reader last looked. */
export function countUnread(log: NoticeLog, lookedAt: number): number {
  return log.notices.filter(({ isOld, at }) => !isOld && at > lookedAt).length;
}

/** A wait of this length that nobody saw is worth a question. */
const MISSED_MS = 60_000;

/** The longest wait for a person that went by unseen between two moments (hub's time); null if none was long enough. */
export function missedWait(
  log: NoticeLog,
  awaySince: number,
  backAt: number,
): { notice: Notice; waitedMs: number } | null {
  let missed: { notice: Notice; waitedMs: number } | null = null;
  for (const notice of log.notices) {
    if (notice.mark !== 'permission' && notice.mark !== 'input') continue;
    const waitedMs = Math.min(notice.endedAt ?? backAt, backAt) - Math.max(notice.at, awaySince);
    if (waitedMs > (missed?.waitedMs ?? MISSED_MS)) missed = { notice, waitedMs };
  }
  return missed;
}

const stemOf = ({ sessionId, mark }: Notice) => `${sessionId} ${mark}`;

function noticeOf(session: SessionSummary, isOld: boolean): Notice {
  const mark = markOf(session);
  const alert = urgentAlert(session);
  const at = alert?.since ?? session.stateSince ?? 0;
  return {
    key: `${session.id} ${mark} ${at}`,
    sessionId: session.id,
    mark,
    title: session.title,
    words: alert?.evidence ?? (whatIsAsked(session) || markNames[mark]),
    at,
    endedAt: null,
    isOld,
  };
}

/** A session that went on did so when its state changed. */
function endOf(notice: Notice, state: LiveState): number {
  const session = state.sessions.get(notice.sessionId);
  return Math.max(notice.at, session?.stateSince ?? 0, session?.lastActivityAt ?? 0);
}
