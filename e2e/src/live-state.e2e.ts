import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { becomeOwner, openBrowser } from './browser.ts';
import { TranscriptWriter } from './claude-folder.ts';
import { type ClientProcess, startClientProcess, startTimeOf } from './client-process.ts';
import { type Product, scratch, startProduct } from './product.ts';
import { shownStates, watchStates } from './state-watch.ts';

let folder: Awaited<ReturnType<typeof scratch>>;
let browser: Browser;
let product: Product;
let page: Page;
/** Died before the agent ever ran, in the middle of a turn; its entry lies there still. */
let stale: TranscriptWriter;
const clients: ClientProcess[] = [];
const claude = () => join(folder.path, 'claude');

beforeAll(async () => {
  folder = await scratch();
  await mkdir(join(claude(), 'projects'), { recursive: true });
  stale = await begun('/home/ana/stale');
  const gone = startClientProcess();
  await stale.report('busy', undefined, gone);
  await gone.kill();
  product = await startProduct(['--data', join(folder.path, 'data'), '--claude-dir', claude()]);
  browser = await openBrowser();
  const context = await browser.newContext({ viewport: { width: 1440, height: 2400 } });
  await becomeOwner(context, product.setupUrl ?? '');
  page = await context.newPage();
  await page.addInitScript(watchStates);
  await page.goto(product.url);
  await page.getByTestId('signal-board').waitFor();
});

afterAll(async () => {
  await product?.stop();
  await browser?.close();
  await Promise.all(clients.map((client) => client.kill()));
  await folder?.remove();
});

/** A session in the middle of a turn. */
async function begun(cwd: string): Promise<TranscriptWriter> {
  const transcript = new TranscriptWriter(claude(), cwd);
  await transcript.prompt(`Work in ${cwd}`);
  await transcript.tool('Bash', { command: 'sleep 100', description: 'Wait' });
  return transcript;
}

/** The same with its turn ended. */
async function finished(cwd: string): Promise<TranscriptWriter> {
  const transcript = new TranscriptWriter(claude(), cwd);
  await transcript.prompt(`Work in ${cwd}`);
  await transcript.answer('Done.');
  return transcript;
}

async function startClient(): Promise<ClientProcess> {
  const client = startClientProcess();
  clients.push(client);
  return client;
}

async function seen({ sessionId }: TranscriptWriter, state: string): Promise<void> {
  await page
    .locator(`[data-testid=session-card][data-session-id="${sessionId}"][data-state=${state}]`)
    .waitFor();
}

/** States after the first that means "no process". */
async function statesSince({ sessionId }: TranscriptWriter, over: string): Promise<string[]> {
  const states = await shownStates(page, sessionId);
  return states.slice(states.indexOf(over) + 1);
}

/** Long enough for the agent to look at the process table again, and for the hub to look at its clock. */
async function lookedAgain(): Promise<void> {
  const marker = await finished(`/home/ana/marker-${Date.now()}`);
  for (let round = 0; round < 2; round += 1) {
    const client = startClientProcess();
    await marker.report('busy', undefined, client);
    await seen(marker, 'working');
    await client.kill();
    await seen(marker, 'ended');
  }
}

test('a real process works, waits and idles as its registry says', async () => {
  const client = await startClient();
  const transcript = await begun('/home/ana/steps');
  await transcript.report('busy', undefined, client);
  await seen(transcript, 'working');
  await transcript.report('waiting', 'permission prompt', client);
  await seen(transcript, 'waiting');
  await transcript.report('busy', undefined, client);
  await seen(transcript, 'working');
  await transcript.report('idle', undefined, client);
  await seen(transcript, 'idle');
});

test('a process killed in the middle of a turn has crashed; one killed at its prompt has ended; neither works again', async () => {
  const [atWork, asked, atRest] = [await startClient(), await startClient(), await startClient()];
  const crashes = await begun('/home/ana/crashes');
  const waits = await begun('/home/ana/waits');
  const ends = await finished('/home/ana/ends');
  await crashes.report('busy', undefined, atWork);
  await waits.report('waiting', 'permission prompt', asked);
  await ends.report('idle', undefined, atRest);
  await seen(crashes, 'working');
  await seen(waits, 'waiting');
  await seen(ends, 'idle');
  await Promise.all([atWork.kill(), asked.kill(), atRest.kill()]);
  await Promise.all([seen(crashes, 'crashed'), seen(waits, 'crashed'), seen(ends, 'ended')]);
  await lookedAgain();
  expect(await statesSince(crashes, 'crashed')).toEqual([]);
  expect(await statesSince(waits, 'crashed')).toEqual([]);
  expect(await statesSince(ends, 'ended')).toEqual([]);
});

test('a /clear ends the session and begins another in the same process', async () => {
  const client = await startClient();
  const before = await finished('/home/ana/cleared');
  await before.report('idle', undefined, client);
  await seen(before, 'idle');
  const after = await begun('/home/ana/cleared');
  await after.report('busy', undefined, client);
  await seen(after, 'working');
  await seen(before, 'ended');
  await client.kill();
  await seen(after, 'crashed');
  expect(await statesSince(before, 'ended')).toEqual([]);
});

test('an entry with the pid of a process that is not its client never shows as working', async () => {
  const other = await startClient();
  const hubPid = product.process.pid ?? 0;
  const forged = await Promise.all(
    [
      { pid: 1, procStart: '1' },
      { pid: process.pid, procStart: String(Number(startTimeOf('self')) + 1) },
      { pid: hubPid, procStart: '1' },
      { pid: other.pid, procStart: String(Number(other.procStart) - 1) },
      { pid: 2 ** 22 + 12_345, procStart: other.procStart },
    ].map(async (client, index) => {
      const transcript = await begun(`/home/ana/forged-${index}`);
      await transcript.report('busy', undefined, client);
      return transcript;
    }),
  );
  await lookedAgain();
  for (const { sessionId } of forged) {
    const states = await shownStates(page, sessionId);
    expect(states).not.toEqual([]);
    expect(states).not.toContain('working');
  }
});

test('an entry that was left behind before the agent started never shows as working', async () => {
  await lookedAgain();
  const states = await shownStates(page, stale.sessionId);
  expect(states).not.toEqual([]);
  expect(states).not.toContain('working');
});
