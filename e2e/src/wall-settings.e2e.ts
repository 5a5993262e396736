import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { axeFaults } from '@orrery/web/test/axe';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AskingClient } from './asking-client.ts';
import { cardOf, type HookedWorld, installHooks, startHookedWorld } from './hooked-world.ts';

let world: HookedWorld;
let page: Page;
/** Waits from the beginning, and is never answered. */
let waiting: AskingClient;
let receiver: Server;
const received: Record<string, unknown>[] = [];
let receiverStatus = 200;

beforeAll(async () => {
  world = await startHookedWorld();
  await installHooks(world);
  waiting = await world.startClient('/home/ana/patient');
  await waiting.ask('Bash', { command: 'kubectl delete pod' });
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push(JSON.parse(Buffer.concat(chunks).toString()));
      response.writeHead(receiverStatus).end(receiverStatus === 200 ? 'ok' : 'no such channel');
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  page = await world.context.newPage();
});

afterAll(async () => {
  receiver?.close();
  await world?.stop();
});

const PAGES = [
  { path: '/wall', shows: '[data-testid=wall] .wall-foot' },
  { path: '/settings', shows: 'main h1' },
  { path: '/settings/alerts', shows: 'form' },
  { path: '/settings/notifications', shows: 'section[aria-label=Webhooks]' },
  { path: '/settings/machines', shows: '[data-testid=machine-row]' },
  { path: '/settings/account', shows: 'form' },
  { path: '/settings/keys', shows: 'main h1' },
  { path: '/settings/activity', shows: 'table[aria-label=Activity]' },
];

test.each(PAGES)(
  '$path of a real hub is accessible in both themes and reports no error',
  async ({ path, shows }) => {
    const faults: string[] = [];
    const seen = await world.context.newPage();
    seen.on('pageerror', (error) => faults.push(error.message));
    seen.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    await seen.goto(world.product.url + path);
    await seen.locator(shows).first().waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await seen.emulateMedia({ colorScheme });
      expect(await axeFaults(seen), colorScheme).toEqual([]);
    }
    expect(faults).toEqual([]);
    await seen.close();
  },
);

test('whoever is not signed in is asked to, and comes back to where they wanted', async () => {
  const stranger = await world.openContext();
  const seen = await stranger.newPage();
  await seen.goto(`${world.product.url}/settings/alerts`);
  await seen.getByRole('heading', { name: 'Sign in to Orrery' }).waitFor();
  await seen.getByLabel('E-mail address').fill('ana@example.com');
  await seen.getByLabel('Password').fill('correct horse battery');
  await seen.getByRole('button', { name: 'Sign in' }).click();
  await seen.getByRole('heading', { name: 'Alerts' }).waitFor();
  expect(new URL(seen.url()).pathname).toBe('/settings/alerts');
  await stranger.close();
});

test('whoever asks for a page keeps its address when the socket is refused while the sign-in page is on its way', async () => {
  const stranger = await world.openContext();
  const seen = await stranger.newPage();
  const isOnItsWay = Promise.withResolvers<void>();
  let refusals = 0;
  seen.on('response', (response) => {
    if (response.url().endsWith('/api/me')) refusals += 1;
  });
  // Without a ticket there is no socket: this is where it is refused.
  await seen.route('**/api/live-ticket', async (route) => {
    await isOnItsWay.promise;
    await route.continue();
  });
  await seen.route('**/assets/sign-in-page-*.js', async (route) => {
    isOnItsWay.resolve();
    // A refused socket lets the page ask again who it is.
    await expect.poll(() => refusals, { timeout: 8_000 }).toBeGreaterThan(1);
    await seen.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    await route.continue();
  });
  await seen.goto(`${world.product.url}/settings/alerts`);
  await seen.getByRole('heading', { name: 'Sign in to Orrery' }).waitFor();
  expect(new URL(seen.url()).searchParams.get('next')).toBe('/settings/alerts');
  await stranger.close();
});

test('a threshold that is lowered in Settings raises its alert, also for a wait that began before', async () => {
  await page.goto(world.product.url);
  await cardOf(page, waiting, 'waiting').waitFor();
  const badge = cardOf(page, waiting).locator('[data-testid=alert-badge][data-alert=waitingLong]');
  expect(await badge.count()).toBe(0);
  await page.goto(`${world.product.url}/settings/alerts`);
  const field = page.getByLabel('Waiting long after');
  await field.fill('0.1');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText(/^Between .* minutes\.$/).waitFor();
  await field.fill('0.17');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Thresholds saved').waitFor();
  await page.reload();
  expect(await field.inputValue()).toBe('0.17');
  await page.goto(world.product.url);
  await badge.waitFor({ timeout: 15_000 });
});

test('a webhook is told of the kinds that were chosen, and its test shows how the receiver answered', async () => {
  await page.goto(`${world.product.url}/settings/notifications`);
  await page.getByRole('button', { name: 'Add webhook' }).click();
  const form = page.getByRole('form', { name: 'New webhook' });
  await form.getByLabel('Name').fill('Loopback');
  await form.getByText('JSON', { exact: false }).first().click();
  const { port } = receiver.address() as AddressInfo;
  await form.getByLabel('Address').fill(`http://127.0.0.1:${port}/notices`);
  for (const box of await form.getByRole('checkbox').all()) await box.uncheck();
  await form.getByLabel('Needs a permission').check();
  await form.getByRole('button', { name: 'Add' }).click();
  const hooks = page.getByRole('region', { name: 'Webhooks' });
  await hooks.getByText('Nothing sent yet.').waitFor();
  const test = hooks.getByRole('button', { name: 'Test Loopback' });
  await test.click();
  await hooks.getByText(/^It went through: /).waitFor();
  receiverStatus = 404;
  await test.click();
  await hooks.getByText(/4xx/).waitFor();
  receiverStatus = 200;
  received.length = 0;
  const asks = await world.startClient('/home/ana/asks');
  const wants = await world.startClient('/home/ana/wants');
  const question = { question: 'Which?', header: 'Which', multiSelect: false, options: [{ label: 'A' }] };
  await asks.ask('AskUserQuestion', { questions: [question] });
  await wants.ask('Bash', { command: 'git push --force' });
  await expect.poll(() => received.length, { timeout: 15_000 }).toBe(1);
  expect(received[0]).toMatchObject({ type: 'notice', kind: 'permission', session: { id: wants.sessionId } });
  expect(JSON.stringify(received[0])).toContain('git push --force');
  await page.reload();
  await hooks.getByText(/^Last sent /).waitFor();
  expect(received).toHaveLength(1);
});

test('the switch for notifications says why it stays off, also where the push service never answers', async () => {
  const told = await world.openContext({ isOwner: true, permissions: ['notifications'] });
  const seen = await told.newPage();
  await seen.goto(`${world.product.url}/settings/notifications`);
  const toggle = seen.getByRole('switch', { name: 'Notify this browser' });
  const words = seen.getByRole('alert').filter({
    hasText: 'The browser could not reach its push service. Nothing was turned on.',
  });
  // As this browser is: without a network.
  await toggle.click();
  await words.waitFor();
  expect(await toggle.getAttribute('aria-checked')).toBe('false');
  await seen.clock.install();
  await seen.reload();
  await seen.evaluate(() => {
    PushManager.prototype.subscribe = () => new Promise(() => undefined);
  });
  await toggle.click();
  await seen.getByText('One moment. If the browser asks, allow notifications.').waitFor();
  // Limits begin when the question before was answered, which takes no time of this clock.
  await expect
    .poll(async () => {
      await seen.clock.runFor(5_000);
      return await words.count();
    })
    .toBe(1);
  expect(await toggle.isEnabled()).toBe(true);
  await told.close();
});
