import { type BrowserContext, chromium, type Page } from 'playwright-core';
import type { Product } from './product.ts';

/** What the page is opened with. */
interface WatchOptions {
  viewport?: { width: number; height: number };
  /** Run in the page before anything else. */
  watches?: readonly (() => void)[];
}

/** The page in Chromium, signed in, noting when each token first stands in its DOM. */
export interface WatchedPage {
  open(path: string): Promise<void>;
  waitForCards(): Promise<void>;
  /** Token to the time at which the DOM had changed, for tokens whose place was in view. */
  seen(): Promise<Map<string, number>>;
  /** For what else a benchmark does with it. */
  readonly page: Page;
  close(): Promise<void>;
}

const DEFAULT_VIEWPORT = { width: 1440, height: 900 };

export async function openWatchedPage(
  product: Product,
  { viewport = DEFAULT_VIEWPORT, watches = [watchTokens] }: WatchOptions = {},
): Promise<WatchedPage> {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
  const context = await browser.newContext({ viewport });
  await becomeOwner(context, product);
  const page = await context.newPage();
  for (const watch of watches) await page.addInitScript(watch);
  return {
    page,
    open: async (path) => {
      await page.goto(product.url + path);
    },
    waitForCards: () => page.getByTestId('session-card').first().waitFor(),
    seen: async () => new Map((await readSeen(page)).filter(([, at]) => !Number.isNaN(at))),
    close: () => browser.close(),
  };
}

/** Through the page, which keeps what makes its cookie count. */
async function becomeOwner(context: BrowserContext, product: Product): Promise<void> {
  const page = await context.newPage();
  await page.goto(product.setupUrl ?? '');
  await page.getByLabel('Your name').fill('Bench');
  await page.getByLabel('E-mail address').fill('bench@example.com');
  await page.getByLabel('Password').fill('a long enough password');
  await page.getByRole('button', { name: /create/i }).click();
  await page.getByTestId('signal-board').waitFor();
  await page.close();
}

/**
 * Runs in the page, before anything else. A token that comes with a whole card was appended while the card was out of the
 * virtualised list's view: nothing waited for it, so it is noted as not measured.
 */
function watchTokens(): void {
  const seen = new Map<string, number>();
  Object.assign(window, { orrerySeen: seen });
  const card = '[data-testid=session-card]';
  const look = (node: Node, now: number): void => {
    const isCard = node instanceof Element && (node.matches(card) || node.querySelector(card) !== null);
    for (const [token] of (node.textContent ?? '').matchAll(/lat-\d{6}/g))
      if (!seen.has(token)) seen.set(token, isCard ? Number.NaN : now);
  };
  new MutationObserver((records) => {
    const now = performance.timeOrigin + performance.now();
    for (const record of records) {
      if (record.type === 'characterData') look(record.target, now);
      for (const node of record.addedNodes) look(node, now);
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
}

async function readSeen(page: Page): Promise<[string, number][]> {
  return await page.evaluate(() => [
    ...(window as unknown as { orrerySeen: Map<string, number> }).orrerySeen,
  ]);
}
