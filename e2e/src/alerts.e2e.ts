import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { becomeOwner, openBrowser } from './browser.ts';
import { TranscriptWriter } from './claude-folder.ts';
import { type ClientProcess, startClientProcess } from './client-process.ts';
import { type Product, scratch, startProduct } from './product.ts';

/** The default of Settings: the same call this often in a row is a loop. */
const LOOP_CALLS = 4;

let folder: Awaited<ReturnType<typeof scratch>>;
let browser: Browser;
let product: Product;
let page: Page;
const clients: ClientProcess[] = [];

beforeAll(async () => {
  folder = await scratch();
  await mkdir(join(folder.path, 'claude', 'projects'), { recursive: true });
  product = await startProduct([
    '--data',
    join(folder.path, 'data'),
    '--claude-dir',
    join(folder.path, 'claude'),
  ]);
  browser = await openBrowser();
  const context = await browser.newContext({ viewport: { width: 1440, height: 1200 } });
  await becomeOwner(context, product.setupUrl ?? '');
  page = await context.newPage();
});

afterAll(async () => {
  await product?.stop();
  await browser?.close();
  await Promise.all(clients.map((client) => client.kill()));
  await folder?.remove();
});

/** A session at work, open in the page. */
async function openWorking(name: string): Promise<TranscriptWriter> {
  const transcript = new TranscriptWriter(join(folder.path, 'claude'), `/home/ana/${name}`);
  const client = startClientProcess();
  clients.push(client);
  await transcript.prompt(`Work on ${name}`);
  await transcript.report('busy', undefined, client);
  await page.goto(`${product.url}/?session=${transcript.sessionId}`);
  await page
    .locator(`[data-testid=session-card][data-session-id="${transcript.sessionId}"][data-state=working]`)
    .waitFor();
  return transcript;
}

function badgeOf({ sessionId }: TranscriptWriter, alert: string) {
  return page
    .locator(`[data-testid=session-card][data-session-id="${sessionId}"]`)
    .locator(`[data-testid=alert-badge][data-alert=${alert}]`);
}

/** A call that the page has come to show. One message brings it and the alerts that follow from it. */
async function callShown(transcript: TranscriptWriter, name: string, input: Record<string, unknown>) {
  const id = await transcript.tool(name, input);
  await page.locator(`[data-testid=tool-row][data-tool-use-id="${id}"]`).waitFor();
  return id;
}

test('the call that makes a loop raises its alert, the calls before it do not, and the evidence is the count', async () => {
  const transcript = await openWorking('looping');
  const badge = badgeOf(transcript, 'looping');
  const same = { command: 'pnpm test checkout', description: 'Run the tests' };
  for (let call = 1; call < LOOP_CALLS; call += 1) {
    const id = await callShown(transcript, 'Bash', same);
    await transcript.result(id, '3 tests failed');
    expect(await badge.count()).toBe(0);
  }
  await callShown(transcript, 'Bash', same);
  await badge.waitFor();
  const evidence = `same Bash "pnpm test checkout" ${LOOP_CALLS} times`;
  expect(await badge.getAttribute('title')).toBe(evidence);
  const card = page.locator(`[data-testid=session-card][data-session-id="${transcript.sessionId}"]`);
  await card.getByText(new RegExp(evidence, 'i')).waitFor();
  expect(await page.locator('[data-signal=faulty]').getAttribute('data-count')).toBe('1');
});

test('two calls in turn are a loop when they have come round often enough', async () => {
  const transcript = await openWorking('in-turn');
  const badge = badgeOf(transcript, 'looping');
  const pair = [
    ['Edit', { file_path: '/home/ana/in-turn/a.ts', old_string: 'a', new_string: 'b' }],
    ['Bash', { command: 'pnpm test a' }],
  ] as const;
  for (let call = 1; call <= LOOP_CALLS * 2; call += 1) {
    expect(await badge.count()).toBe(0);
    const [name, input] = pair[(call + 1) % 2] ?? pair[0];
    const id = await callShown(transcript, name, input);
    if (call < LOOP_CALLS * 2) await transcript.result(id, 'As before');
  }
  await badge.waitFor();
  expect(await badge.getAttribute('title')).toMatch(
    new RegExp(`Edit .*Bash .* in turn, ${LOOP_CALLS} times`),
  );
});

test('calls that differ raise nothing, and another call ends a loop', async () => {
  const transcript = await openWorking('moving-on');
  const badge = badgeOf(transcript, 'looping');
  for (let call = 0; call < LOOP_CALLS + 1; call += 1) {
    await transcript.result(await callShown(transcript, 'Bash', { command: `pnpm test part-${call}` }), 'ok');
    expect(await badge.count()).toBe(0);
  }
  for (let call = 0; call < LOOP_CALLS; call += 1) {
    await transcript.result(await callShown(transcript, 'Bash', { command: 'pnpm test again' }), 'ok');
  }
  await badge.waitFor();
  await callShown(transcript, 'Bash', { command: 'git diff' });
  await badge.waitFor({ state: 'detached' });
});
