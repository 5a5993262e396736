import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { becomeOwner, openBrowser } from './browser.ts';
import { TranscriptWriter } from './claude-folder.ts';
import { startClaudeProcess } from './claude-process.ts';
import { type ClientProcess, startClientProcess } from './client-process.ts';
import { cardOf } from './hooked-world.ts';
import { type Product, scratch, startProduct } from './product.ts';

let folder: Awaited<ReturnType<typeof scratch>>;
let browser: Browser;
let product: Product;
let page: Page;
const processes: ClientProcess[] = [];

beforeAll(async () => {
  folder = await scratch();
  await mkdir(join(folder.path, 'claude', 'projects'), { recursive: true });
  const folders = ['--data', join(folder.path, 'data'), '--claude-dir', join(folder.path, 'claude')];
  product = await startProduct(folders);
  browser = await openBrowser();
  const context = await browser.newContext({ viewport: { width: 1440, height: 1200 } });
  context.setDefaultTimeout(15_000);
  await becomeOwner(context, product.setupUrl ?? '');
  page = await context.newPage();
});

afterAll(async () => {
  await product?.stop();
  await browser?.close();
  await Promise.all(processes.map((each) => each.kill()));
  await folder?.remove();
});

/** A session at work in this process, open in the page. */
async function openSession<P extends ClientProcess>(name: string, start: P | Promise<P>) {
  const client = await start;
  processes.push(client);
  const transcript = new TranscriptWriter(join(folder.path, 'claude'), `/home/ana/${name}`);
  await transcript.prompt(`Work on ${name}`);
  await transcript.tool('Bash', { command: 'sleep 100' });
  await transcript.report('busy', undefined, client);
  await page.goto(`${product.url}/?session=${transcript.sessionId}`);
  await cardOf(page, transcript, 'working').waitFor();
  return { client, transcript };
}

const closeButton = () => page.getByRole('button', { name: 'Close session' });

/** The page's own Close, without the six seconds in which it can be undone. */
async function closeAtOnce(): Promise<void> {
  await page.route('**/api/sessions/*/close', (route) => route.continue({ postData: '{"undoMs":0}' }));
  await closeButton().click();
}

test('a closed session leaves the list at once, Undo brings it back, and after the second close it ends', async () => {
  const { client, transcript } = await openSession('undone', startClaudeProcess());
  await closeButton().click();
  await cardOf(page, transcript).waitFor({ state: 'detached', timeout: 1_000 });
  await page.getByText('Closing “Work on undone”').waitFor();
  await page.getByTestId('closing-line').getByText('You are closing this session.').waitFor();
  await page.getByTestId('closing-line').getByRole('button', { name: 'Undo' }).click();
  await cardOf(page, transcript, 'working').waitFor();
  await page.getByText('Closing “Work on undone”').waitFor({ state: 'detached' });
  await page.keyboard.press('x');
  await cardOf(page, transcript).waitFor({ state: 'detached' });
  await page.keyboard.press('z');
  await cardOf(page, transcript, 'working').waitFor();
  expect(client.isRunning()).toBe(true);
  await closeButton().click();
  await cardOf(page, transcript).waitFor({ state: 'detached' });
  expect(await client.ended).toBe('SIGTERM');
  await cardOf(page, transcript, 'ended').waitFor();
  expect(await closeButton().getAttribute('title')).toBe('It has ended already.');
});

test('a process that takes no notice of SIGTERM is killed after the grace, and the words say so', async () => {
  const { client, transcript } = await openSession('stubborn', startClaudeProcess({ isStubborn: true }));
  await closeAtOnce();
  await cardOf(page, transcript).waitFor({ state: 'detached' });
  await page.getByText('Stopping “Work on stubborn”').waitFor();
  await page.getByTestId('closing-line').getByText('It is being stopped.').waitFor();
  expect(await client.ended).toBe('SIGKILL');
  await cardOf(page, transcript, 'ended').waitFor();
  const words = 'Did not end within 5 s and was killed.';
  await page.locator('[aria-live]', { hasText: words }).waitFor({ state: 'attached' });
  await page.goto(`${product.url}/settings/activity`);
  const row = page.getByRole('row').filter({ hasText: 'Work on stubborn' });
  await row.getByText(words).waitFor();
});

test('a process that a forged entry names is not ended, and the page says what did not happen', async () => {
  const { client, transcript } = await openSession('forged', startClientProcess());
  await closeAtOnce();
  await page.getByText('“Work on forged” was not closed').waitFor();
  await page
    .getByText(
      `Process ${client.pid} is not Claude Code, although a registry file names it. Nothing was stopped.`,
    )
    .waitFor();
  await cardOf(page, transcript, 'working').waitFor();
  expect(() => process.kill(client.pid, 0)).not.toThrow();
});
