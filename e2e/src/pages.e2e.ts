import { axeFaults } from '@orrery/web/test/axe';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { becomeOwner, openBrowser } from './browser.ts';
import { type Product, startProduct } from './product.ts';

/** The demo is the world of these tests: machines, people and sessions in every state. */
let browser: Browser;
let product: Product;
const contexts = new Map<'dark' | 'light', BrowserContext>();

beforeAll(async () => {
  browser = await openBrowser();
  product = await startProduct(['--demo']);
  const viewport = { width: 1440, height: 900 };
  contexts.set('dark', await browser.newContext({ colorScheme: 'dark', viewport }));
  await becomeOwner(contextOf('dark'), product.setupUrl ?? '');
  const storageState = await contextOf('dark').storageState({ indexedDB: true });
  contexts.set('light', await browser.newContext({ colorScheme: 'light', viewport, storageState }));
});

afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

function contextOf(theme: 'dark' | 'light'): BrowserContext {
  const context = contexts.get(theme);
  if (!context) throw new Error(`No ${theme} context.`);
  return context;
}

/** A page that remembers every request to another origin and every error of its own. */
async function watchedPage(theme: 'dark' | 'light'): Promise<{ page: Page; faults: string[] }> {
  const page = await contextOf(theme).newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    const isOwn = origin === product.url || protocol === 'data:' || protocol === 'blob:';
    if (!isOwn) faults.push(`request: ${request.url()}`);
  });
  return { page, faults };
}

const PAGES = [
  { path: '/', shows: '[data-testid=session-card]' },
  { path: '/browse?q=test', shows: '[data-testid=search-hit]' },
  { path: '/chat', shows: 'main' },
  { path: '/wall', shows: '[data-testid=wall] .wall-foot' },
  { path: '/settings', shows: 'main' },
  { path: '/settings/alerts', shows: 'form' },
  { path: '/settings/notifications', shows: 'section[aria-label=Webhooks]' },
  { path: '/settings/machines', shows: '[data-testid=machine-row]' },
  { path: '/settings/account', shows: 'form' },
  { path: '/settings/keys', shows: 'main h1' },
  { path: '/settings/activity', shows: 'main h1' },
  { path: '/docs', shows: 'main h1' },
];

for (const theme of ['dark', 'light'] as const) {
  test.each(PAGES)(
    `$path in ${theme} theme is accessible, clean and asks nobody else`,
    async ({ path, shows }) => {
      const { page, faults } = await watchedPage(theme);
      await page.goto(product.url + path);
      await page.locator(shows).first().waitFor();
      expect(await axeFaults(page)).toEqual([]);
      expect(faults).toEqual([]);
      await page.close();
    },
  );
}

test('a session opened from the list shows agents, tools and conversation, and has an address of its own', async () => {
  const { page, faults } = await watchedPage('dark');
  await page.goto(product.url);
  const card = page.getByTestId('session-card').first();
  const id = await card.getAttribute('data-session-id');
  await card.click();
  for (const part of ['agent-node', 'tool-row', 'conversation-entry'])
    await page.getByTestId(part).first().waitFor();
  await page.waitForURL(`**/?session=${id}`);
  await page.goto(`${product.url}/sessions/${id}`);
  await page.getByTestId('conversation-entry').first().waitFor();
  expect(await axeFaults(page)).toEqual([]);
  expect(faults).toEqual([]);
  await page.close();
});

test('the demo shows 8 machines, and sessions that wait, work and idle', async () => {
  const { page } = await watchedPage('dark');
  await page.goto(product.url);
  await expect.poll(() => page.getByTestId('host-row').count()).toBe(8);
  for (const state of ['waiting', 'working']) await page.locator(`[data-state=${state}]`).first().waitFor();
  await page.close();
});

test('nothing scrolls sideways at 390 and 834 pixels', async () => {
  for (const width of [390, 834]) {
    const { page } = await watchedPage('dark');
    await page.setViewportSize({ width, height: 844 });
    for (const { path, shows } of PAGES) {
      await page.goto(product.url + path);
      await page.locator(shows).first().waitFor();
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect({ path, width, overflow }).toEqual({ path, width, overflow: 0 });
    }
    await page.close();
  }
});
