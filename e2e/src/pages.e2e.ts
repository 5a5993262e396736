import { readFile } from 'node:fs/promises';
import { axeFaults } from '@orrery/web/test/axe';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { becomeOwner, openBrowser } from './browser.ts';
import { type Product, startProduct } from './product.ts';

/** The demo is the world of these tests: machines, people and sessions in every state. */
let browser: Browser;
let product: Product;
let stranger: BrowserContext;
const contexts = new Map<'dark' | 'light', BrowserContext>();

beforeAll(async () => {
  browser = await openBrowser();
  product = await startProduct(['--demo']);
  const viewport = { width: 1440, height: 900 };
  contexts.set('dark', await browser.newContext({ colorScheme: 'dark', viewport }));
  await becomeOwner(contextOf('dark'), product.setupUrl ?? '');
  const storageState = await contextOf('dark').storageState({ indexedDB: true });
  contexts.set('light', await browser.newContext({ colorScheme: 'light', viewport, storageState }));
  stranger = await browser.newContext({ viewport });
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

/** A page that remembers every request to another origin, every breach of its policy and every error of its own. */
async function watchedPage(context: BrowserContext): Promise<{ page: Page; faults: string[] }> {
  const page = await context.newPage();
  const faults: string[] = [];
  await page.exposeFunction('reportViolation', (what: string) => faults.push(what));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const { reportViolation } = globalThis as unknown as { reportViolation(what: string): void };
      reportViolation(`${event.effectiveDirective}: ${event.blockedURI} at ${event.sourceFile}`);
    });
  });
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // Who is not signed in is told so by the hub: that is an answer and no fault of the page.
    const isRefusal = context === stranger && /status of 401/.test(message.text());
    if (message.type() === 'error' && !isRefusal) faults.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    const isOwn = origin === product.url || protocol === 'data:' || protocol === 'blob:';
    if (!isOwn) faults.push(`request: ${request.url()}`);
  });
  return { page, faults };
}

/** Opens a page as somebody who has its address, and sees its content. */
async function openPage(page: Page, { path, shows }: { path: string; shows: string }): Promise<void> {
  const response = await page.goto(product.url + path);
  expect(response?.headers()['content-security-policy']).toContain("script-src 'self';");
  await page.locator(shows).first().waitFor();
}

/** The pages of somebody who is signed in: by the router's name, as they are opened, and what they show then. */
const PAGES = [
  { route: '/', path: '/', shows: '[data-testid=session-card]' },
  { route: '/browse', path: '/browse?q=test', shows: '[data-testid=search-hit]' },
  { route: '/chat', path: '/chat', shows: 'main' },
  { route: '/wall', path: '/wall', shows: '[data-testid=wall] .wall-foot' },
  { route: '/settings', path: '/settings', shows: 'main' },
  { route: '/alerts', path: '/settings/alerts', shows: 'form' },
  { route: '/notifications', path: '/settings/notifications', shows: 'section[aria-label=Webhooks]' },
  { route: '/machines', path: '/settings/machines', shows: '[data-testid=machine-row]' },
  { route: '/account', path: '/settings/account', shows: 'form' },
  { route: '/keys', path: '/settings/keys', shows: 'main h1' },
  { route: '/activity', path: '/settings/activity', shows: 'main h1' },
  { route: '/docs', path: '/docs', shows: 'main h1' },
];

/** Opened in one theme only: no design of their own, or looked at by a test of their own. */
const MORE_PAGES = [
  { route: '/gallery', path: '/gallery', shows: '[data-testid=session-card]' },
  { route: '$', path: '/nowhere', shows: '[data-testid=session-card]' },
];

const PAGES_AT_THE_DOOR = [
  { route: '/sign-in', path: '/sign-in', shows: 'form' },
  { route: '/setup', path: '/setup?code=none', shows: 'h1' },
  { route: '/reset', path: '/reset', shows: 'form' },
];

for (const theme of ['dark', 'light'] as const) {
  test.each(PAGES)(
    `[WC22] $path in ${theme} theme is accessible, keeps to its policy and asks nobody else`,
    async (wanted) => {
      const { page, faults } = await watchedPage(contextOf(theme));
      await openPage(page, wanted);
      expect(await axeFaults(page)).toEqual([]);
      expect(faults).toEqual([]);
      await page.close();
    },
  );
}

test.each([...MORE_PAGES, ...PAGES_AT_THE_DOOR])(
  '[WC22] $path keeps to its policy and asks nobody else',
  async (wanted) => {
    const isAtTheDoor = PAGES_AT_THE_DOOR.includes(wanted);
    const { page, faults } = await watchedPage(isAtTheDoor ? stranger : contextOf('dark'));
    await openPage(page, wanted);
    // What a page does late, it does within half a second.
    await page.waitForTimeout(500);
    expect(faults).toEqual([]);
    await page.close();
  },
);

test('[WC22] every page of the router is looked at', async () => {
  const source = await readFile(new URL('../../packages/web/src/router.tsx', import.meta.url), 'utf8');
  const routes = [...source.matchAll(/^ {2}path: '([^']+)'/gm)].map(([, path]) => path);
  expect(routes.length).toBeGreaterThan(10);
  const seen = [...PAGES, ...MORE_PAGES, ...PAGES_AT_THE_DOOR].map(({ route }) => route);
  expect([...seen, '/sessions/$sessionId']).toEqual(expect.arrayContaining(routes));
});

test('[WC22] the service worker holds nothing that makes code of a text', async () => {
  const worker = await (await contextOf('dark').request.get(`${product.url}/sw.js`)).text();
  expect(worker).toContain('notificationclick');
  expect(worker).not.toMatch(/\beval\(|\bFunction\(/);
});

test('[WC22] a session opened from the list shows agents, tools and conversation, and has an address of its own', async () => {
  const { page, faults } = await watchedPage(contextOf('dark'));
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
  const { page } = await watchedPage(contextOf('dark'));
  await page.goto(product.url);
  await page.getByTestId('host-row').nth(7).waitFor();
  expect(await page.getByTestId('host-row').count()).toBe(8);
  for (const state of ['waiting', 'working']) await page.locator(`[data-state=${state}]`).first().waitFor();
  await page.close();
});

test('nothing scrolls sideways at 390 and 834 pixels', async () => {
  for (const width of [390, 834]) {
    const { page } = await watchedPage(contextOf('dark'));
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
