import type { LiveState } from '../../state/live-state.ts';
import { shownSessions } from '../../state/shown-sessions.ts';

/** People who have a session in view. */
export const peopleOf = (state: LiveState): string[] =>
  distinct([...shownSessions(state).values()].flatMap(({ person }) => (person === null ? [] : [person])));

/** Clients that sessions in view were written by. */
export const clientsOf = (state: LiveState) =>
  distinct([...shownSessions(state).values()].map(({ client }) => client));

/** Projects that sessions in view belong to. */
export const projectsOf = (state: LiveState): string[] =>
  distinct([...shownSessions(state).values()].map(({ project }) => project));

function distinct<T extends string>(values: readonly T[]): T[] {
  return [...new Set(values)].sort((a, b) => a.localeCompare(b));
}
