import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { becomeOwner, openBrowser } from './browser.ts';
import { TranscriptWriter } from './claude-folder.ts';
import { pageHeaders } from './page-headers.ts';
import { type Product, scratch, startProduct } from './product.ts';

let folder: Awaited<ReturnType<typeof scratch>>;
let browser: Browser;
let context: BrowserContext;
let product: Product;
const args = () => ['--data', join(folder.path, 'data'), '--claude-dir', join(folder.path, 'claude')];

beforeAll(async () => {
  folder = await scratch();
  await mkdir(join(folder.path, 'claude', 'projects'), { recursive: true });
  browser = await openBrowser();
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  product = await startProduct(args());
  if (!product.setupUrl) throw new Error('A new hub must offer the sign-in line.');
  await becomeOwner(context, product.setupUrl);
});

afterAll(async () => {
  await product?.stop();
  await browser?.close();
  await folder?.remove();
});

test('a line appended to a transcript changes a card, without a reload', async () => {
  const page = await context.newPage();
  await page.goto(product.url);
  await page.getByTestId('signal-board').waitFor();

  const transcript = new TranscriptWriter(join(folder.path, 'claude'), '/home/ana/payments-api');
  await transcript.report('busy');
  await transcript.prompt('Make the billing webhooks idempotent');
  const card = page.locator(`[data-testid=session-card][data-session-id="${transcript.sessionId}"]`);
  await card.getByText('Make the billing webhooks idempotent').first().waitFor();

  const tool = await transcript.tool('Bash', {
    command: 'pnpm vitest run webhooks',
    description: 'Run tests',
  });
  await card.getByText('pnpm vitest run webhooks').waitFor();
  await page.locator(`[data-session-id="${transcript.sessionId}"][data-state=working]`).waitFor();
  await card.click();
  await page.locator(`[data-testid=tool-row][data-tool-use-id="${tool}"]`).waitFor();

  await transcript.result(tool, 'All 12 tests passed');
  await transcript.answer('The event id is now the key, so a repeat changes nothing.');
  await page.getByTestId('conversation-entry').getByText('The event id is now the key').waitFor();
  await transcript.report('waiting', 'permission prompt');
  await page.locator(`[data-session-id="${transcript.sessionId}"][data-state=waiting]`).waitFor();
  await transcript.report('idle');
  await page.locator(`[data-session-id="${transcript.sessionId}"][data-state=idle]`).waitFor();
  await page.close();
});

test('hub and agent killed while a session runs: nothing is missing, nothing is double', async () => {
  const transcript = new TranscriptWriter(join(folder.path, 'claude'), '/home/ana/ledger');
  let written = 0;
  const writeSome = async (count: number) => {
    for (let i = 0; i < count; i++) await transcript.answer(`step ${written++}`);
  };
  await writeSome(20);
  for (let round = 0; round < 3; round++) {
    const writing = writeSome(60);
    await product.kill();
    await writing;
    // At the port of before: the sign-in belongs to the address, port included.
    product = await startProduct([...args(), '--port', new URL(product.url).port]);
    await writeSome(20);
  }
  const { request } = await signedIn();
  const headers = await pageHeaders(context, product.url);
  const stored = async () => {
    const response = await request.get(`${product.url}/api/sessions/${transcript.sessionId}/raw`, {
      headers,
    });
    return response.ok() ? await response.text() : '';
  };
  const onDisk = await readFile(transcript.path, 'utf8');
  await expect.poll(stored, { timeout: 20_000 }).toBe(onDisk);
  const url = `${product.url}/api/sessions/${transcript.sessionId}/entries?limit=500`;
  const page = await request.get(url, { headers });
  const { items } = (await page.json()) as { items: { seq: number; parts: { text: string }[] }[] };
  expect(items.map((entry) => entry.parts[0]?.text)).toEqual(
    Array.from({ length: written }, (_, step) => `step ${step}`),
  );
});

/** The hub was killed and started again: the same context stays signed in. */
async function signedIn(): Promise<BrowserContext> {
  const page = await context.newPage();
  await page.goto(product.url);
  await page.getByTestId('signal-board').waitFor();
  await page.close();
  return context;
}
