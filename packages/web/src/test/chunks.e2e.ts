import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { shownSessionId } from '../gallery/world.ts';
import { openPages, type Pages } from './open-page.ts';
import { SITE } from './test-browser.ts';

const detail = `/?session=${shownSessionId}`;

let pages: Pages;
beforeAll(async () => {
  pages = await openPages();
});
afterEach(() => pages.reset());
afterAll(() => pages.close());

describe('the JavaScript of a visit', () => {
  it.each([
    ['a desk', 1440],
    ['a phone', 390],
  ])('is at most 250 kB gzipped with a session open on %s', async (_, width) => {
    const { page } = await pages.open({ width });
    // Coloured code is not part of the budget; without the highlighter nothing else of it is asked for.
    await page.route('**/assets/reader-*.js', (route) => route.abort());
    const loaded = new Set<string>();
    page.on('requestfinished', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.endsWith('.js')) loaded.add(pathname);
    });
    await page.goto(new URL(detail, page.url()).href);
    await page.getByTestId('permission-bar').waitFor();
    await page.getByTestId('conversation-entry').nth(1).waitFor();
    if (width < 768) await page.getByRole('tab', { name: 'Agents' }).click();
    await page.getByTestId('agent-node').first().waitFor();
    await page.waitForLoadState('networkidle');
    const sizes = [...loaded].map((path) => gzipSync(readFileSync(join(SITE, path)), { level: 9 }).length);
    expect(sizes.length).toBeGreaterThan(5);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(250_000);
  });
});

describe('a part of the page that does not load', () => {
  it('is said in its pane, with a way to try again and a way to a new page', async () => {
    const { page } = await pages.open({});
    await page.route('**/assets/agents-graph-*.js', (route) => route.abort());
    await page.goto(new URL(detail, page.url()).href);
    const told = page.getByRole('alert').filter({ hasText: 'Agents did not load' });
    await told.getByRole('button', { name: 'Reload the page' }).waitFor();
    expect(await page.getByTestId('permission-bar').count()).toBe(1);
    await page.unroute('**/assets/agents-graph-*.js');
    await told.getByRole('button', { name: 'Reload section' }).click();
    await page.getByTestId('agent-node').first().waitFor();
    expect(await told.count()).toBe(0);
  });

  it('takes nothing else with it when it lies over the page, and opens the next time', async () => {
    const { page } = await pages.open({});
    await page.route('**/assets/shortcut-sheet-*.js', (route) => route.abort());
    await page.keyboard.press('?');
    const told = page.getByRole('alert').filter({ hasText: 'A part of this page did not load' });
    await told.getByRole('button', { name: 'Reload the page' }).waitFor();
    await page.getByTestId('session-card').first().waitFor();
    await page.unroute('**/assets/shortcut-sheet-*.js');
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
  });

  it('brings the buttons of a request when it is asked for again', async () => {
    const { page } = await pages.open({});
    await page.route('**/assets/request-bar-*.js', (route) => route.abort());
    await page.goto(new URL(detail, page.url()).href);
    const told = page.getByRole('alert').filter({ hasText: 'The request did not load' });
    await told.waitFor();
    await page.unroute('**/assets/request-bar-*.js');
    await told.getByRole('button', { name: 'Reload section' }).click();
    await page
      .getByTestId('permission-bar')
      .getByRole('button', { name: /^Approve/ })
      .waitFor();
  });
});

describe('a part of the page that comes late', () => {
  it('leaves the latest turns at their end, without a shift of anything else', async () => {
    // So low that the turns have to scroll.
    const { page } = await pages.open({ height: 620 });
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/assets/entry-view-*.js', async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(new URL(detail, page.url()).href);
    const turns = page.getByRole('region', { name: 'Latest turns' });
    await turns.waitFor();
    await page.getByTestId('agent-node').first().waitFor();
    const before = await turns.boundingBox();
    release();
    await page.getByTestId('conversation-entry').nth(1).waitFor();
    const toScroll = () =>
      turns.evaluate((box) => ({
        all: box.scrollHeight - box.clientHeight,
        left: Math.round(box.scrollHeight - box.clientHeight - box.scrollTop),
      }));
    await expect.poll(async () => (await toScroll()).all).toBeGreaterThan(20);
    await expect.poll(async () => (await toScroll()).left).toBe(0);
    expect(await turns.boundingBox()).toEqual(before);
  });
});

describe('the parts of a session on a phone', () => {
  it('are tabs for keys as well', async () => {
    const { page } = await pages.open({ width: 390 });
    await page.goto(new URL(detail, page.url()).href);
    const tab = (name: RegExp) => page.getByRole('tab', { name });
    await tab(/^Conversation/).focus();
    await page.keyboard.press('ArrowRight');
    await page
      .getByRole('tabpanel', { name: /^Agents/ })
      .getByTestId('agent-node')
      .first()
      .waitFor();
    expect(await tab(/^Agents/).getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowRight');
    await page.getByRole('tabpanel', { name: /^Conversation/ }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Home');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toMatch(/^Conversation/);
    expect(await page.getByRole('tabpanel').count()).toBe(1);
  });
});
