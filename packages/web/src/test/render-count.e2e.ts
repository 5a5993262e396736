import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld } from '../gallery/world.ts';
import type { SessionSummary } from '../state/wire-types.ts';
import { countRenders, type Rendered } from './fibers.ts';
import { openPages, type Pages } from './open-page.ts';

/** The standing world, eleven times over: 300 sessions and more on its ten machines. */
function createLargeWorld() {
  const world = createWorld(Date.now());
  const copies = Array.from({ length: 11 }, (_, copy) =>
    world.sessions.map(
      (session): SessionSummary => ({
        ...session,
        id: `${session.id.slice(0, -6)}${String(copy).padStart(2, '0')}${session.id.slice(-4)}`,
        requests: session.requests.map((request) => ({ ...request, id: `${request.id}-${copy}` })),
      }),
    ),
  );
  return { ...world, sessions: copies.flat() };
}

/** Every card renders when the slow clock moves; that is not what is counted here. */
function stopSlowClock() {
  const start = globalThis.setInterval;
  const SLOW_MS = 15_000;
  globalThis.setInterval = ((task: () => void, ms?: number) =>
    ms === SLOW_MS ? 0 : start(task, ms)) as unknown as typeof setInterval;
}

describe('what one event renders', () => {
  let pages: Pages;
  beforeAll(async () => {
    pages = await openPages();
  });
  afterAll(() => pages.close());

  it('[WC13] of 300 sessions: at most one card, its buttons, its machine and one cell of the board', async () => {
    const world = createLargeWorld();
    expect(world.sessions.length).toBeGreaterThan(300);
    const { page, hub } = await pages.open({ hub: { world }, init: countRenders });
    await page.evaluate(stopSlowClock);
    const cards = page.getByTestId('session-card');
    await cards.first().waitFor();
    const take = () =>
      page.evaluate(() => (globalThis as unknown as { takeRendered(): Rendered }).takeRendered());
    const shownIds = await cards.evaluateAll((all) =>
      all.map((card) => card.getAttribute('data-session-id') ?? ''),
    );
    const sessions = shownIds.map((id) => hub.world.sessions.find((session) => session.id === id));
    // The engine, the fonts and the first frames are still under way when the cards appear.
    await expect.poll(async () => (await take()).total, { timeout: 20_000, interval: 500 }).toBe(0);

    for (const [index, session] of sessions.slice(0, 6).entries()) {
      if (session === undefined) throw new Error('A card shows a session that the hub does not know.');
      const title = `Event ${index}`;
      session.title = title;
      session.toolCalls += 1;
      hub.change(session);
      await page.getByText(title, { exact: true }).first().waitFor();
      const rendered = await take();
      expect(rendered.total).toBeGreaterThan(0);
      expect(rendered.cards).toEqual([session.id]);
      expect(rendered.answers.filter((id) => id !== session.id)).toEqual([]);
      expect(rendered.boardCells.length).toBeLessThanOrEqual(1);
      expect(rendered.hosts.filter((id) => id !== session.hostId)).toEqual([]);
    }
  });
});
