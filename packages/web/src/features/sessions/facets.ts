import type { LiveState } from '../../state/live-state.ts';

/** People who have a session in view. */
export const peopleOf = (state: LiveState): string[] =>
  distinct([...state.sessions.values()].flatMap(({ person }) => (person === null ? [] : [person])));

/** Clients that sessions in view were written by. */
export const clientsOf = (state: LiveState) =>
  distinct([...state.sessions.values()].map(({ client }) => client));

/** Projects that sessions in view belong to. */
export const projectsOf = (state: LiveState): string[] =>
  distinct([...state.sessions.values()].map(({ project }) => project));

function distinct<T extends string>(values: readonly T[]): T[] {
  return [...new Set(values)].sort((a, b) => a.localeCompare(b));
}
