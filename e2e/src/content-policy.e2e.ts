import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { becomeOwner, openBrowser } from './browser.ts';
import { pageHeaders } from './page-headers.ts';
import { type Product, startProduct } from './product.ts';

let browser: Browser;
let product: Product;
let owner: BrowserContext;
let stranger: BrowserContext;

beforeAll(async () => {
  browser = await openBrowser();
  product = await startProduct(['--demo']);
  owner = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await becomeOwner(owner, product.setupUrl ?? '');
  stranger = await browser.newContext();
});

afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

/** Every page of the router, as somebody opens it, and what it shows then. */
const PAGES: { route: string; path: string; shows: string; isSignedOut?: boolean }[] = [
  { route: '/', path: '/', shows: '[data-testid=session-card]' },
  { route: '/browse', path: '/browse?q=test', shows: '[data-testid=search-hit]' },
  { route: '/sessions/$sessionId', path: '/sessions/SESSION', shows: '[data-testid=conversation-entry]' },
  { route: '/chat', path: '/chat', shows: 'main' },
  { route: '/settings', path: '/settings', shows: 'main' },
  { route: '/alerts', path: '/settings/alerts', shows: 'form' },
  { route: '/notifications', path: '/settings/notifications', shows: 'section[aria-label=Webhooks]' },
  { route: '/machines', path: '/settings/machines', shows: '[data-testid=machine-row]' },
  { route: '/activity', path: '/settings/activity', shows: 'main h1' },
  { route: '/wall', path: '/wall', shows: '[data-testid=wall] .wall-foot' },
  { route: '/sign-in', path: '/sign-in', shows: 'form', isSignedOut: true },
  { route: '/setup', path: '/setup?code=none', shows: 'form', isSignedOut: true },
  { route: '/gallery', path: '/gallery', shows: '[data-testid=session-card]' },
  { route: '$', path: '/nowhere', shows: '[data-testid=session-card]' },
  { route: '/account', path: '/settings/account', shows: 'form' },
  { route: '/keys', path: '/settings/keys', shows: 'main h1' },
  { route: '/reset', path: '/reset', shows: 'form', isSignedOut: true },
  { route: '/docs', path: '/docs', shows: 'main h1' },
];

test('[WC22] every page of the router is on this list', async () => {
  const source = await readFile(new URL('../../packages/web/src/router.tsx', import.meta.url), 'utf8');
  const routes = [...source.matchAll(/^ {2}path: '([^']+)'/gm)].map(([, path]) => path);
  expect(routes.length).toBeGreaterThan(10);
  expect(PAGES.map(({ route }) => route)).toEqual(expect.arrayContaining(routes));
});

test.each(PAGES)(
  '[WC22] $path breaks no rule of its content security policy',
  async ({ path, shows, isSignedOut }) => {
    const context = isSignedOut === true ? stranger : owner;
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
      const isRefusal = isSignedOut === true && /status of 401/.test(message.text());
      if (message.type() === 'error' && !isRefusal) faults.push(`console: ${message.text()}`);
    });
    const headers = await pageHeaders(owner, product.url);
    const sessions = await owner.request.get(`${product.url}/api/sessions?limit=1`, { headers });
    const { items } = (await sessions.json()) as { items: { id: string }[] };
    const response = await page.goto(product.url + path.replace('SESSION', items[0]?.id ?? ''));
    expect(response?.headers()['content-security-policy']).toContain("script-src 'self';");
    await page.locator(shows).first().waitFor();
    await page.waitForTimeout(500);
    expect(faults).toEqual([]);
    await page.close();
  },
);

test('[WC22] the service worker holds nothing that makes code of a text', async () => {
  const worker = await (await owner.request.get(`${product.url}/sw.js`)).text();
  expect(worker).toContain('notificationclick');
  expect(worker).not.toMatch(/\beval\(|\bFunction\(/);
});
