import { createWorld, shownSessionId, type World } from '../gallery/world.ts';

/** A world with a change to the session that is shown whole. */
export function worldWith(change: (session: World['sessions'][number], world: World) => void): World {
  const world = createWorld(Date.now());
  const session = world.sessions.find(({ id }) => id === shownSessionId);
  if (session === undefined) throw new Error('The world has this session.');
  change(session, world);
  return world;
}
