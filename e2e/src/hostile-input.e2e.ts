import { createHash } from 'node:crypto';
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
let headers: Record<string, string>;
let product: Product;
const claude = () => join(folder.path, 'claude');

beforeAll(async () => {
  folder = await scratch();
  await mkdir(join(claude(), 'projects'), { recursive: true });
  browser = await openBrowser();
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  product = await startProduct(['--data', join(folder.path, 'data'), '--claude-dir', claude()]);
  await becomeOwner(context, product.setupUrl ?? '');
  headers = await pageHeaders(context, product.url);
});

afterAll(async () => {
  await product?.stop();
  await browser?.close();
  await folder?.remove();
});

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function rawHash(sessionId: string): Promise<string> {
  const response = await context.request.get(`${product.url}/api/sessions/${sessionId}/raw`, { headers });
  return response.ok() ? hashOf(await response.body()) : String(response.status());
}

test('lines that are garbage or of unknown type are shown plainly, with the place, between their neighbours', async () => {
  const transcript = new TranscriptWriter(claude(), '/home/joel/odd');
  await transcript.prompt('before the odd lines');
  await transcript.raw('{"type":"assistant", "message": {"broken\n');
  await transcript.raw(
    `${JSON.stringify({ type: 'hologram', uuid: 'h-1', payload: 'from a newer client' })}\n`,
  );
  await transcript.raw('\n');
  await transcript.answer('after the odd lines');

  const page = await context.newPage();
  await page.goto(`${product.url}/sessions/${transcript.sessionId}`);
  const entries = page.getByTestId('conversation-entry');
  for (const text of ['before the odd lines', 'after the odd lines', 'from a newer client', '{"broken']) {
    await entries.filter({ hasText: text }).first().waitFor();
  }
  const offset = (await readFile(transcript.path, 'utf8')).indexOf(
    '{"type":"assistant", "message": {"broken',
  );
  const digits = new RegExp(offset.toLocaleString('en').replace(',', '[,\\u202f]?'));
  await entries.filter({ hasText: '{"broken' }).getByText(digits).first().waitFor();
  await expect.poll(() => rawHash(transcript.sessionId)).toBe(hashOf(await readFile(transcript.path)));
  await page.close();
});

test('markup, scripts and links of a transcript stay text', async () => {
  const transcript = new TranscriptWriter(claude(), '/home/joel/hostile');
  const attack = [
    '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>',
    '[click](javascript:document.title="owned") ![pixel](http://attacker.invalid/p.png)',
    '<svg onload="document.title=\'owned\'"></svg> \u001b]0;owned\u0007 end of attack',
  ].join('\n\n');
  await transcript.prompt(attack);
  await transcript.answer(attack);
  const page = await context.newPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).origin));
  await page.goto(`${product.url}/sessions/${transcript.sessionId}`);
  await page.getByTestId('conversation-entry').filter({ hasText: 'end of attack' }).last().waitFor();
  expect(await page.title()).not.toContain('owned');
  expect(new Set(asked)).toEqual(new Set([product.url]));
  expect(
    await page.locator('[data-testid=conversation-entry] :is(img, script, a[href^=javascript])').count(),
  ).toBe(0);
  await page.close();
});

test('a line of 50 MB is kept byte for byte; one over the cap is marked, and the lines after both arrive', async () => {
  const transcript = new TranscriptWriter(claude(), '/home/joel/large');
  await transcript.prompt('a large line follows');
  await transcript.answer('x'.repeat(50_000_000));
  await transcript.answer('after the large line');
  await expect
    .poll(() => rawHash(transcript.sessionId), { timeout: 60_000 })
    .toBe(hashOf(await readFile(transcript.path)));

  await transcript.answer('y'.repeat(70_000_000));
  await transcript.answer('after the line over the cap');
  const url = `${product.url}/api/sessions/${transcript.sessionId}/entries?limit=10`;
  const kinds = async () => {
    const { items } = (await (await context.request.get(url, { headers })).json()) as {
      items: { kind: string }[];
    };
    return items.map(({ kind }) => kind);
  };
  await expect
    .poll(kinds, { timeout: 60_000 })
    .toEqual(['prompt', 'assistant', 'assistant', 'malformed', 'assistant']);
});

test('[WC20] messages that parsers stumble over hold nothing up, and hide neither their neighbours nor a part of themselves', async () => {
  const transcript = new TranscriptWriter(claude(), '/home/joel/deep');
  await transcript.prompt('before the deep messages');
  const deep = [
    '>'.repeat(3_000),
    '- '.repeat(2_000),
    'a\n-\n'.repeat(3_000),
    '[^a]'.repeat(4_000),
    '|a'.repeat(3_000),
  ];
  for (const text of deep) await transcript.answer(`${text}\n\nits end`);
  const paragraph = `${'Words of a **report** that goes on. '.repeat(50)}\n\n`;
  await transcript.answer(`# Long and harmless\n\n${paragraph.repeat(20)}`);
  await transcript.answer('after the deep messages');
  const page = await context.newPage();
  await page.goto(`${product.url}/sessions/${transcript.sessionId}`);
  const entries = page.getByTestId('conversation-entry');
  await entries.filter({ hasText: 'after the deep messages' }).waitFor();
  // Read by the worker: a heading and not the signs of one.
  await entries.getByRole('heading', { name: 'Long and harmless' }).waitFor();
  await page.getByRole('region', { name: 'Messages' }).evaluate((list) => list.scrollTo(0, 0));
  await entries.filter({ hasText: 'before the deep messages' }).waitFor();
  await entries.filter({ hasText: 'its end' }).first().waitFor();
  expect(await page.getByText('Conversation failed').count()).toBe(0);
  await page.close();
});
