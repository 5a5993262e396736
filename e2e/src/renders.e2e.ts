import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { becomeOwner, openBrowser } from './browser.ts';
import { TranscriptWriter } from './claude-folder.ts';
import { type ClientProcess, startClientProcess } from './client-process.ts';
import { type Product, scratch, startProduct } from './product.ts';
import { startCountingRenders, takeRenders, watchRenders } from './render-watch.ts';

const SESSIONS = 64;
/** Tall enough for all cards at once: a card outside the list's view could not render anyway. */
const VIEWPORT = { width: 1440, height: 6800 };
/** Frames and time without a commit after which an event is over: the hub's frame and the page's are long done. */
const QUIET = { frames: 5, ms: 250 };

interface Running {
  transcript: TranscriptWriter;
  client: ClientProcess;
}

let folder: Awaited<ReturnType<typeof scratch>>;
let browser: Browser;
let product: Product;
let page: Page;
let sessions: Running[];

beforeAll(async () => {
  folder = await scratch();
  const claude = join(folder.path, 'claude');
  sessions = await Promise.all(
    Array.from({ length: SESSIONS }, async (_, index) => {
      const transcript = new TranscriptWriter(claude, `/home/ana/project-${index}`);
      const client = startClientProcess();
      await transcript.prompt(`Task number ${index}`);
      await transcript.answer('Begun', 'tool_use');
      await transcript.report('busy', undefined, client);
      return { transcript, client };
    }),
  );
  product = await startProduct(['--data', join(folder.path, 'data'), '--claude-dir', claude]);
  browser = await openBrowser();
  const context = await browser.newContext({ viewport: VIEWPORT });
  await becomeOwner(context, product.setupUrl ?? '');
  page = await context.newPage();
  await page.addInitScript(watchRenders);
  await page.addInitScript(stopSlowClock);
  await page.goto(product.url);
  await page.waitForFunction(
    (count) => document.querySelectorAll('[data-testid=session-card][data-state=working]').length === count,
    SESSIONS,
  );
  await quiet();
  await startCountingRenders(page);
});

afterAll(async () => {
  await product?.stop();
  await browser?.close();
  await Promise.all((sessions ?? []).map(({ client }) => client.kill()));
  await folder?.remove();
});

/** Every 15 s the page moves its lines and rates on, which renders all of them and is no event. */
function stopSlowClock(): void {
  const real = window.setInterval.bind(window);
  const SLOW_MS = 15_000;
  Object.assign(window, {
    setInterval: (task: () => void, everyMs: number) => (everyMs >= SLOW_MS ? 0 : real(task, everyMs)),
  });
}

/** Resolves once nothing has rendered for a while. */
async function quiet(): Promise<void> {
  await page.evaluate(async (least) => {
    const { orreryRenders } = window as unknown as { orreryRenders: { commits: number } };
    let { commits } = orreryRenders;
    let since = performance.now();
    for (let frames = 0; frames < least.frames || performance.now() - since < least.ms; frames += 1) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      if (orreryRenders.commits === commits) continue;
      commits = orreryRenders.commits;
      since = performance.now();
      frames = 0;
    }
  }, QUIET);
}

/** Runs one event to its end. Returns what rendered, by kind: the sessions or cells, each once. */
async function rendersOf(event: () => Promise<unknown>): Promise<Record<string, string[]>> {
  await takeRenders(page);
  await event();
  await quiet();
  const { places } = await takeRenders(page);
  const kinds: Record<string, string[]> = { card: [], pip: [], ring: [], cell: [] };
  for (const place of Object.keys(places)) {
    const [kind = '', id] = place.split(' ');
    if (id !== undefined) kinds[kind]?.push(id);
  }
  return kinds;
}

function running(index: number): Running {
  const found = sessions[index];
  if (found === undefined) throw new Error(`No session ${index}.`);
  return found;
}

function cardOf({ transcript }: Running) {
  return page.locator(`[data-testid=session-card][data-session-id="${transcript.sessionId}"]`);
}

test('a line of one session renders the card of that session, and no other card, pip or board cell', async () => {
  const one = running(20);
  const id = one.transcript.sessionId;
  const onlyItsCard = { card: [id], pip: [], ring: [], cell: [] };
  let tool = '';
  const called = await rendersOf(async () => {
    tool = await one.transcript.tool('Bash', { command: 'pnpm test one', description: 'Run tests' });
    await cardOf(one).getByText('pnpm test one').waitFor();
  });
  expect(called).toEqual(onlyItsCard);
  const answered = await rendersOf(async () => {
    await one.transcript.result(tool, 'All tests passed');
    await one.transcript.answer('Now the other half', 'tool_use');
    await cardOf(one).getByText('Now the other half').waitFor();
  });
  expect(answered).toEqual(onlyItsCard);
});

test('lines of many sessions render each of their cards, and never one that got none', async () => {
  const busy = [3, 9, 27, 50].map(running);
  const { card } = await rendersOf(async () => {
    await Promise.all(busy.map(({ transcript }) => transcript.answer('Step of a burst', 'tool_use')));
    await expect.poll(() => page.getByText('Step of a burst').count()).toBe(busy.length);
  });
  expect(card?.toSorted()).toEqual(busy.map(({ transcript }) => transcript.sessionId).toSorted());
});

// Last: a card that changes its group lingers where it was, and renders once more when it leaves.
test('a change of state renders one card, one pip and one board cell', async () => {
  const one = running(40);
  const id = one.transcript.sessionId;
  const waits = await rendersOf(async () => {
    await one.transcript.report('waiting', 'permission prompt', one.client);
    await page.locator(`[data-session-id="${id}"][data-state=waiting]`).waitFor();
  });
  expect(waits.card).toEqual([id]);
  expect(waits.pip?.length).toBeLessThanOrEqual(1);
  expect(waits.cell).toEqual(['permission']);
  const works = await rendersOf(async () => {
    await one.transcript.report('busy', undefined, one.client);
    await page.locator(`[data-session-id="${id}"][data-state=working]`).waitFor();
  });
  expect(works.card).toEqual([id]);
  expect(works.pip?.length).toBeLessThanOrEqual(1);
  expect(works.cell).toEqual(['permission']);
});
