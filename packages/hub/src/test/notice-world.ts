import type { PermissionRequestView, SessionSummary } from '@orrery/protocol';
import { type KnownNotices, nothingKnown } from '../notices/known-notices.ts';
import type { NoticedFact } from '../notices/notice.ts';
import { knowFleet, reduceNotices } from '../notices/reduce-notices.ts';
import { sessionRow } from './fake-archive.ts';

/** A permission request with every field. */
export function requestRow(
  id: string,
  at: number,
  part: Partial<PermissionRequestView> = {},
): PermissionRequestView {
  return {
    ...{ id, kind: 'permission', tool: 'Bash', text: 'ls', input: null, agentId: null, agentType: null },
    ...{ at, expiresAt: null, alwaysAllow: [], isWhole: true, digest: `digest-${id}`, ...part },
  };
}

/** A session that waits for a permission. */
export function waitingRow(
  id: string,
  since: number,
  requests: PermissionRequestView[] = [],
): SessionSummary {
  const waiting = {
    ...{
      kind: 'permission' as const,
      reported: 'permission prompt',
      tool: 'Bash',
      text: 'ls',
      agentId: null,
    },
  };
  return sessionRow({ id, state: 'waiting', stateSince: since, lastActivityAt: since, waiting, requests });
}

/** One session's alert, seen at work. */
export function alertRow(
  id: string,
  alerts: SessionSummary['alerts'],
  part: Partial<SessionSummary> = {},
): SessionSummary {
  return sessionRow({ id, state: 'working', alerts, ...part });
}

/** Plays changes against the reducer and keeps what was told. */
export interface NoticeWorld {
  now: number;
  readonly told: NoticedFact[];
  /** Kinds told since the last call. */
  news(): string[];
  know(...sessions: SessionSummary[]): void;
  change(...sessions: SessionSummary[]): void;
  pass(ms: number): void;
  known(): KnownNotices;
}

/** Nothing known, at a time of no meaning. */
export function createNoticeWorld(): NoticeWorld {
  let known = nothingKnown;
  let heard = 0;
  const world: NoticeWorld = {
    now: 1_000_000_000_000,
    told: [],
    news: () => {
      const kinds = world.told.slice(heard).map(({ kind }) => kind);
      heard = world.told.length;
      return kinds;
    },
    know: (...sessions) => {
      known = knowFleet(sessions, world.now);
    },
    change: (...sessions) => {
      const next = reduceNotices(known, { sessions }, world.now);
      known = next.known;
      world.told.push(...next.notices);
    },
    pass: (ms) => {
      world.now += ms;
      world.change();
    },
    known: () => known,
  };
  return world;
}
