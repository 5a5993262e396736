import * as z from 'zod';
import { isLive, markOf } from '../../state/session-status.ts';
import type { HostView, SessionSummary } from '../../state/wire-types.ts';
import type { Grouping } from './list-order.ts';
import { type SortKey, sortKeys } from './sort-keys.ts';

/** Cells of the board and pills of the phone, as a filter. */
export const needSchema = z.enum([
  'permission',
  'answer',
  'burning',
  'faulty',
  'needsYou',
  'working',
  'idle',
]);
export type Need = z.infer<typeof needSchema>;

/** What narrows the list. It lives in the URL; keys combine with "and", values of one key with "or". */
export interface SessionFilter {
  text: string;
  need: Need | null;
  hosts: readonly string[];
  people: readonly string[];
  clients: readonly string[];
  projects: readonly string[];
  isEndedHidden: boolean;
}

/** Query of the Operations page. */
export interface OperationsSearch {
  session?: string | undefined;
  group?: Grouping | undefined;
  sort?: SortKey | undefined;
  need?: Need | undefined;
  q?: string | undefined;
  host?: string[] | undefined;
  person?: string[] | undefined;
  client?: string[] | undefined;
  project?: string[] | undefined;
  ended?: 'hide' | undefined;
}

const listSchema = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : value),
  z.array(z.string()).min(1),
);
const searchShape = {
  session: z.string(),
  group: z.enum(['state', 'machine', 'person', 'project']),
  sort: z.enum(sortKeys),
  need: needSchema,
  q: z.string(),
  host: listSchema,
  person: listSchema,
  client: listSchema,
  project: listSchema,
  ended: z.literal('hide'),
};

/**
 * Reads the query; parts that make no sense are undefined. They are not just left out: the router lays what is read over
 * the raw query, which would show through.
 */
export function parseOperationsSearch(raw: Record<string, unknown>): OperationsSearch {
  const search: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries(searchShape)) {
    const parsed = schema.safeParse(raw[key]);
    search[key] = parsed.success && parsed.data !== '' ? parsed.data : undefined;
  }
  return search;
}

/** The filter that a query stands for. */
export function filterOf(search: OperationsSearch): SessionFilter {
  return {
    text: search.q ?? '',
    need: search.need ?? null,
    hosts: search.host ?? [],
    people: search.person ?? [],
    clients: search.client ?? [],
    projects: search.project ?? [],
    isEndedHidden: search.ended === 'hide',
  };
}

/** A change that takes all filters away. */
export const noFilter: Partial<OperationsSearch> = {
  need: undefined,
  q: undefined,
  host: undefined,
  person: undefined,
  client: undefined,
  project: undefined,
  ended: undefined,
};

/** True when a filter narrows anything. */
export function isFiltering(filter: SessionFilter): boolean {
  return (
    filter.text.trim() !== '' ||
    filter.need !== null ||
    filter.isEndedHidden ||
    filter.hosts.length + filter.people.length + filter.clients.length + filter.projects.length > 0
  );
}

/** In words, for "No sessions match ...". */
export function describeFilter(filter: SessionFilter, hosts: ReadonlyMap<string, HostView>): string {
  return [
    ...(filter.need === null ? [] : [needNames[filter.need]]),
    ...filter.hosts.map((id) => `machine:${hosts.get(id)?.name ?? id}`),
    ...filter.people.map((person) => `person:${person}`),
    ...filter.clients.map((client) => `client:${client}`),
    ...filter.projects.map((project) => `project:${project}`),
    ...(filter.isEndedHidden ? ['not ended'] : []),
    ...(filter.text.trim() === '' ? [] : [`"${filter.text.trim()}"`]),
  ].join(' ');
}

const needNames: Record<Need, string> = {
  permission: 'need permission',
  answer: 'need an answer',
  burning: 'burning',
  faulty: 'looping, stuck or erroring',
  needsYou: 'need you',
  working: 'working',
  idle: 'idle',
};

/** Whether a session passes. */
export function matchesFilter(
  session: SessionSummary,
  filter: SessionFilter,
  hosts: ReadonlyMap<string, HostView>,
): boolean {
  if (filter.isEndedHidden && (session.state === 'ended' || session.state === 'crashed')) return false;
  if (filter.need !== null && !hasNeed(session, filter.need)) return false;
  if (filter.hosts.length > 0 && !filter.hosts.includes(session.hostId)) return false;
  if (filter.people.length > 0 && !filter.people.includes(session.person ?? '')) return false;
  if (filter.clients.length > 0 && !filter.clients.includes(session.client)) return false;
  if (filter.projects.length > 0 && !filter.projects.includes(session.project)) return false;
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const text = [
    session.title,
    session.project,
    session.gitBranch,
    session.cwd,
    session.person,
    hosts.get(session.hostId)?.name,
    session.id,
  ]
    .join('\n')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

/** Whether a session is counted by a cell of the board. */
export function hasNeed(session: SessionSummary, need: Need): boolean {
  const mark = markOf(session);
  switch (need) {
    case 'permission':
      return session.state === 'waiting' && session.waiting?.kind === 'permission';
    case 'answer':
      return session.state === 'waiting' && session.waiting?.kind !== 'permission';
    case 'burning':
      return isLive(session) && session.alerts.some((alert) => alert.kind === 'burning');
    case 'faulty':
      return (
        isLive(session) &&
        session.alerts.some(({ kind }) => kind === 'looping' || kind === 'stuck' || kind === 'erroring')
      );
    case 'needsYou':
      return ['permission', 'input', 'looping', 'burning', 'stuck', 'erroring'].includes(mark);
    case 'working':
      return session.state === 'working' || session.state === 'background';
    case 'idle':
      return session.state === 'idle';
  }
}
