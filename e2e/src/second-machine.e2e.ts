import { type ChildProcess, spawn } from 'node:child_process';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { becomeOwner, openBrowser } from './browser.ts';
import { TranscriptWriter } from './claude-folder.ts';
import { pageHeaders } from './page-headers.ts';
import { orrery, type Product, scratch, spawnOrrery, startProduct } from './product.ts';

let folder: Awaited<ReturnType<typeof scratch>>;
let browser: Browser;
let context: BrowserContext;
let product: Product;
let headers: Record<string, string>;
const agents: ChildProcess[] = [];
const data = () => join(folder.path, 'data');
const claude = () => join(folder.path, 'claude-studio');

beforeAll(async () => {
  folder = await scratch();
  await mkdir(claude(), { recursive: true });
  browser = await openBrowser();
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  product = await startProduct(['--data', data(), '--no-agent']);
  await becomeOwner(context, product.setupUrl ?? '');
  headers = await pageHeaders(context, product.url);
});

afterAll(async () => {
  await Promise.all(agents.map(endOf));
  await product?.stop();
  await browser?.close();
  await folder?.remove();
});

function startAgent(args: string[]): ChildProcess {
  const agent = spawnOrrery([
    'agent',
    '--state',
    join(folder.path, 'state'),
    '--claude-dir',
    claude(),
    ...args,
  ]);
  agents.push(agent);
  return agent;
}

async function endOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const code = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  return await code;
}

test('a second machine joins with a token, shows its sessions, and comes back without the token', async () => {
  const created = await orrery(['join-token', 'create'], { ORRERY_DATA: data() });
  expect(created.code).toBe(0);
  const token = /orrery1\.\S+/.exec(created.stdout)?.[0] ?? '';
  const agent = startAgent(['--hub', product.url, '--join', token, '--name', 'studio-01']);

  const page = await context.newPage();
  await page.goto(product.url);
  const row = page.locator('[data-testid=host-row]', { hasText: 'studio-01' });
  await row.waitFor();

  const transcript = new TranscriptWriter(claude(), '/home/mei/storefront');
  await transcript.report('busy');
  await transcript.prompt('Fix the flaky checkout test');
  await page.getByTestId('session-card').getByText('Fix the flaky checkout test').first().waitFor();

  await endOf(agent);
  await page.locator('[data-testid=host-row][data-state=unreachable]').waitFor();
  await transcript.answer('Written while nobody watched');
  startAgent(['--hub', product.url]);
  await page.locator('[data-testid=host-row][data-state=connected]').waitFor();
  const stored = async () => {
    const response = await context.request.get(`${product.url}/api/sessions/${transcript.sessionId}/raw`, {
      headers,
    });
    return await response.text();
  };
  await expect.poll(stored, { timeout: 20_000 }).toBe(await readFile(transcript.path, 'utf8'));
  await page.close();
});

test('a used token lets nobody else in, and the agent says why', async () => {
  const created = await orrery(['join-token', 'create'], { ORRERY_DATA: data() });
  const token = /orrery1\.\S+/.exec(created.stdout)?.[0] ?? '';
  const join2 = (name: string) => {
    const folders = ['--state', join(folder.path, `state-${name}`), '--claude-dir', join(folder.path, name)];
    return ['agent', '--hub', product.url, '--join', token, '--name', name, ...folders];
  };
  await mkdir(join(folder.path, 'first'));
  agents.push(spawnOrrery(join2('first')));
  const page = await context.newPage();
  await page.goto(product.url);
  await page.locator('[data-testid=host-row][data-state=connected]', { hasText: 'first' }).waitFor();
  const second = await orrery(join2('second'));
  expect(second.code).toBe(1);
  expect(second.stderr).toMatch(/token/i);
  await page.close();
});

/** The Node that started the tests: on most machines an older one than the hub's. */
const hostNode = process.env.npm_node_execpath;

test.skipIf(hostNode === undefined)(
  'the one-file agent needs no checkout, and runs on the Node of the machine',
  async () => {
    const created = await orrery(['join-token', 'create'], { ORRERY_DATA: data() });
    const token = /orrery1\.\S+/.exec(created.stdout)?.[0] ?? '';
    const bundle = join(folder.path, 'orrery-agent.mjs');
    await copyFile(fileURLToPath(new URL('../../dist/orrery-agent.mjs', import.meta.url)), bundle);
    await mkdir(join(folder.path, 'carried'));
    const folders = [
      '--state',
      join(folder.path, 'state-carried'),
      '--claude-dir',
      join(folder.path, 'carried'),
    ];
    const args = [bundle, 'agent', '--hub', product.url, '--join', token, '--name', 'carried', ...folders];
    agents.push(spawn(hostNode ?? '', args, { cwd: folder.path, stdio: 'ignore' }));
    const transcript = new TranscriptWriter(join(folder.path, 'carried'), '/home/sam/infra');
    await transcript.answer('Written on an older Node');
    const stored = async () => {
      const response = await context.request.get(`${product.url}/api/sessions/${transcript.sessionId}/raw`, {
        headers,
      });
      return response.ok() ? await response.text() : '';
    };
    await expect.poll(stored, { timeout: 20_000 }).toBe(await readFile(transcript.path, 'utf8'));
  },
);

test('what was said is found, in the page and on the command line', async () => {
  const transcript = new TranscriptWriter(claude(), '/home/mei/storefront');
  await transcript.prompt('Why does useEffect( run twice?');
  await transcript.answer('Strict mode mounts it twice: 開發環境 only.');
  const page = await context.newPage();
  for (const query of ['Effect(', '境', '"run twice"']) {
    await page.goto(`${product.url}/browse?q=${encodeURIComponent(query)}`);
    await page
      .locator(`[data-testid=search-hit][data-session-id="${transcript.sessionId}"]`)
      .first()
      .waitFor();
  }
  const found = await orrery(['search', 'mounts it', '--json'], { ORRERY_DATA: data() });
  const { items } = JSON.parse(found.stdout) as { items: { sessionId: string }[] };
  expect(items[0]?.sessionId).toBe(transcript.sessionId);
  await page.close();
});
