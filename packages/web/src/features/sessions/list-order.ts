import { totalTokens } from '../../format/amount.ts';
import { burnPerMinute } from '../../format/burn.ts';
import { REMOVED_MACHINE } from '../../state/host-words.ts';
import { type GroupKey, groupOf, markOf, toneOf } from '../../state/session-status.ts';
import type { HostView, SessionSummary } from '../../state/wire-types.ts';
import { matchesFilter, type SessionFilter } from './session-filter.ts';
import { type SortKey, sortNames } from './sort-keys.ts';

export type Grouping = 'state' | 'machine' | 'person' | 'project';

/** One group of the list, in order. */
export interface SessionGroup {
  key: string;
  title: string;
  /** How the cards are ordered, where that is not by last activity. */
  note: string | null;
  ids: string[];
}

const stateTitles: Record<GroupKey, string> = {
  needsYou: 'Needs you',
  working: 'Working',
  idle: 'Idle',
  unknown: 'State unknown',
  unreachable: 'Unreachable',
  ended: 'Ended today',
};
/** Who is in it waits for a person. */
export const URGENT_GROUP: GroupKey = 'needsYou';
const stateOrder = Object.keys(stateTitles) as GroupKey[];

/** Groups of all sessions that pass the filter, each in its order. `now` is the hub's clock. */
export function groupSessions(
  sessions: Iterable<SessionSummary>,
  options: {
    grouping: Grouping;
    sort?: SortKey;
    filter: SessionFilter;
    hosts: ReadonlyMap<string, HostView>;
    now: number;
  },
): SessionGroup[] {
  const groups = new Map<string, { title: string; sessions: SessionSummary[] }>();
  for (const session of sessions) {
    if (!matchesFilter(session, options.filter, options.hosts)) continue;
    const { key, title } = placeOf(session, options.grouping, options.hosts);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { title, sessions: [session] });
    else group.sessions.push(session);
  }
  const sort = options.sort ?? 'urgency';
  const isByState = options.grouping === 'state';
  const entries = [...groups].sort(([a, { title: titleA }], [b, { title: titleB }]) =>
    isByState
      ? stateOrder.indexOf(a as GroupKey) - stateOrder.indexOf(b as GroupKey)
      : titleA.localeCompare(titleB),
  );
  return entries.map(([key, group]) => ({
    key,
    title: group.title,
    note: sort !== 'urgency' || key === 'needsYou' ? sortNames[sort].toLowerCase() : null,
    ids: sortSessions(group.sessions, sort, options.now).map((session) => session.id),
  }));
}

function placeOf(session: SessionSummary, grouping: Grouping, hosts: ReadonlyMap<string, HostView>) {
  switch (grouping) {
    case 'state': {
      const key = groupOf(session);
      return { key, title: stateTitles[key] };
    }
    case 'machine':
      return { key: session.hostId, title: hosts.get(session.hostId)?.name ?? REMOVED_MACHINE };
    case 'person':
      return { key: session.person ?? '', title: session.person ?? 'No person known' };
    case 'project':
      return { key: session.project, title: session.project };
  }
}

/** Sessions in a chosen order. */
export function sortSessions(
  sessions: readonly SessionSummary[],
  sort: SortKey,
  now: number,
): SessionSummary[] {
  if (sort === 'urgency') return orderSessions(sessions, now);
  const weigh = weights[sort];
  return sessions
    .map((session) => ({ session, weight: weigh(session) }))
    .sort(
      (a, b) =>
        b.weight - a.weight ||
        (b.session.startedAt ?? 0) - (a.session.startedAt ?? 0) ||
        (a.session.id < b.session.id ? -1 : 1),
    )
    .map(({ session }) => session);
}

/** What each order goes by; coarse enough that working sessions do not change places with every token. */
const weights: Record<Exclude<SortKey, 'urgency'>, (session: SessionSummary) => number> = {
  activity: ({ lastActivityAt }) => Math.floor((lastActivityAt ?? 0) / CALM_MS),
  cost: ({ usage }) => Math.round(usage.costMicros / 10_000),
  tokens: ({ usage }) => Math.round(totalTokens(usage) / 1_000),
  started: ({ startedAt }) => startedAt ?? 0,
};

/** Who needs a person first, most urgent first; then by last activity, newest first. */
export function orderSessions(sessions: readonly SessionSummary[], now: number): SessionSummary[] {
  const keyed = sessions.map((session) => ({
    session,
    rank: rankOf(session),
    weight: weightOf(session, now),
  }));
  keyed.sort(
    (a, b) =>
      a.rank - b.rank ||
      b.weight - a.weight ||
      (b.session.startedAt ?? 0) - (a.session.startedAt ?? 0) ||
      (a.session.id < b.session.id ? -1 : 1),
  );
  return keyed.map(({ session }) => session);
}

/** Sessions at work all moved a moment ago: within a minute they keep their places, or the list would never rest. */
const CALM_MS = 60_000;

function rankOf(session: SessionSummary): number {
  switch (toneOf(markOf(session))) {
    case 'permit':
      return 0;
    case 'danger':
      return session.waiting?.kind === 'permission' ? 0 : 1;
    case 'input':
      return 2;
    default:
      return groupOf(session) === 'ended' ? 4 : 3;
  }
}

/** Permission and input by wait, alerts by cost rate, the rest by last activity. */
function weightOf(session: SessionSummary, now: number): number {
  switch (rankOf(session)) {
    case 0:
    case 2:
      return now - (session.stateSince ?? now);
    case 1:
      return costPerMinute(session, now);
    default:
      return Math.floor((session.lastActivityAt ?? 0) / CALM_MS);
  }
}

function costPerMinute(session: SessionSummary, now: number): number {
  const { usage } = session;
  const tokens = totalTokens(usage);
  return tokens === 0 ? 0 : burnPerMinute(session.burn, now) * (usage.costMicros / tokens);
}
