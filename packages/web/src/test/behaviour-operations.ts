import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { shownSessionId } from '../gallery/world.ts';
import { axeFaults } from './axe.ts';
import { startFakeHub } from './fake-hub.ts';
import { openTestBrowser, SITE } from './test-browser.ts';

/** Drives wall, settings, graph, notices and the service worker against the standing world: `node src/test/behaviour-operations.ts`. */
const shots = process.argv[2];
const hub = await startFakeHub(SITE);
const { context: browser, close: closeBrowser } = await openTestBrowser();
let failures = 0;
const check = (what: string, isSo: boolean, seen: unknown = '') => {
  if (!isSo) failures += 1;
  console.log(isSo ? 'ok  ' : 'FAIL', what, isSo ? '' : seen);
};
const shoot = async (page: Page, name: string) => {
  if (shots !== undefined) await page.screenshot({ path: join(shots, `${name}.png`) });
};
const axe = async (page: Page, what: string) => {
  const faults = await axeFaults(page);
  check(`axe: ${what}`, faults.length === 0, faults);
};
let seq = 1;
/** Tells the pages that sessions changed. */
const change = (sessions: typeof hub.world.sessions) => {
  const from = seq;
  seq += 1;
  hub.push('fleet', (id) => ({
    type: 'fleetDelta',
    id,
    from,
    seq,
    now: Date.now(),
    hosts: [],
    sessions: sessions.map((session) => ({ ...session, changeSeq: seq })),
  }));
};

async function wall(page: Page) {
  await page.goto(hub.url);
  await page.getByTestId('session-card').first().waitFor();
  await page.keyboard.press('w');
  await page.getByTestId('wall').waitFor();
  check('W opens the wall display', page.url().endsWith('/wall'), page.url());
  await page.locator('.wall-row').first().waitFor();
  check('it lists who needs a person', (await page.locator('.wall-row').count()) === 5);
  await page.waitForTimeout(3_300);
  check('the pointer hides', (await page.locator('.wall.cursor-none').count()) === 1);
  hub.dropConnections();
  await page.getByText(/^Reconnecting, as of \d\d:\d\d$/).waitFor({ timeout: 3_000 });
  await shoot(page, 'wall-lost');
  check('a lost hub is said in large type', true);
  await page.locator('.wall-lost').waitFor({ state: 'detached', timeout: 8_000 });
  seq = 1;
  change(hub.world.sessions.map((session) => ({ ...session, state: 'idle', waiting: null, alerts: [] })));
  await page.getByText('Nothing needs you').waitFor();
  await axe(page, 'an empty wall');
  await shoot(page, 'wall-empty');
  await page.keyboard.press('Escape');
  await page.getByTestId('session-card').first().waitFor();
  check('Escape leaves it', new URL(page.url()).pathname === '/', page.url());
}

async function graph(page: Page) {
  await page.goto(`${hub.url}/?session=${shownSessionId}`);
  await page.getByTestId('agent-node').first().waitFor();
  await page.getByRole('button', { name: 'Show the agents large' }).first().click();
  const frame = page.getByTestId('agents-frame');
  await frame.waitFor();
  const transform = () =>
    frame.locator('> div').evaluate((node) =>
      getComputedStyle(node)
        .transform.match(/[\d.-]+/g)
        ?.map(Number),
    );
  await page.waitForTimeout(200);
  const [fit = 0] = (await transform()) ?? [];
  await page.keyboard.press('+');
  await page.waitForTimeout(50);
  check('+ makes the agents larger', ((await transform())?.[0] ?? 0) > fit);
  await page.keyboard.press('0');
  await page.waitForTimeout(50);
  check('0 shows all of them', (await transform())?.[0] === fit);
  const before = (await transform())?.[4] ?? 0;
  await frame.hover({ position: { x: 60, y: 60 } });
  await page.mouse.down();
  await page.mouse.move(400, 300, { steps: 4 });
  await page.mouse.up();
  check('dragging moves them', ((await transform())?.[4] ?? 0) !== before);
  await page.mouse.wheel(0, -400);
  await page.waitForTimeout(50);
  check('the wheel scales them', ((await transform())?.[0] ?? 0) > fit);
  await axe(page, 'the large graph');
  await page.keyboard.press('Escape');
  await frame.waitFor({ state: 'detached' });
  await page.waitForTimeout(100);
  check(
    'Escape closes it and gives the focus back',
    (await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))) ===
      'Show the agents large',
  );
}

async function keys(page: Page) {
  await page.goto(`${hub.url}/?session=${shownSessionId}`);
  await page.getByTestId('agent-node').first().waitFor();
  const focused = () => page.evaluate(() => document.activeElement?.id ?? '');
  const seen: string[] = [];
  for (let press = 0; press < 3; press += 1) {
    await page.keyboard.press('F6');
    seen.push(await focused());
  }
  check('F6 goes round the panes', seen.join() === 'pane-fleet,main,pane-detail', seen);
  await page.keyboard.press('Escape');
  check('Escape leads from the detail to the list', (await focused()) === 'session-list', await focused());
  await page.keyboard.press('Enter');
  check('Enter leads back', (await focused()) === 'pane-detail', await focused());
  await page.getByRole('button', { name: /^Sort and project/ }).click();
  await page.getByRole('menuitemradio', { name: 'Highest cost first' }).click();
  await page.waitForURL(/sort=cost/);
  check('the order lives in the URL', true);
  await page.getByRole('button', { name: /^Sort and project/ }).click();
  await page.getByRole('menuitemcheckbox', { name: 'ledger' }).click();
  await page.keyboard.press('Escape');
  await page.waitForURL(/project=ledger/);
  const count = hub.world.sessions.filter(({ project }) => project === 'ledger').length;
  await page.waitForTimeout(150);
  check(
    'a project is filtered',
    (await page.getByTestId('session-card').count()) === count,
    await page.getByTestId('session-card').count(),
  );
  const icon = await page.locator('link[rel=icon]').last().getAttribute('href');
  check('the icon of the tab counts', icon?.includes(encodeURIComponent('>5</text>')) === true, icon);
}

async function phone(page: Page) {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(hub.url);
  await page.getByTestId('session-card').first().click();
  await page.waitForURL(/session=/);
  await page.getByRole('main', { name: 'Session detail' }).focus();
  await page.keyboard.press('Escape');
  await page.waitForTimeout(150);
  check('Escape leads back on a phone', !page.url().includes('session='), page.url());
  await page.getByRole('button', { name: 'Sort and filter' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Mei Tanaka' }).click();
  await page.keyboard.press('Escape');
  check('a phone filters by person', page.url().includes('person=Mei'), page.url());
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('link', { name: 'Alerts' }).click();
  await page.getByLabel('Same call in a row').waitFor();
  await page.getByRole('link', { name: 'Settings' }).first().click();
  check('the settings of a phone are a list', await page.getByRole('link', { name: 'Machines' }).isVisible());
  await page.setViewportSize({ width: 1440, height: 900 });
}

async function settings(page: Page) {
  await page.goto(`${hub.url}/settings/alerts`);
  await page.getByLabel('Same call in a row').fill('1');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Between 2 and 100 times.').waitFor();
  await page.getByLabel('Same call in a row').fill('6');
  await page.getByLabel('Same call in a row').press('Enter');
  await page.getByText('Thresholds saved').waitFor();
  check('thresholds are checked and saved', hub.settings.changes.includes('PUT /api/settings/alerts'));
  await page.goto(`${hub.url}/settings/notifications`);
  await page.getByRole('button', { name: 'Test Team channel' }).click();
  await page.getByText('It went through: It answered 2xx.').waitFor();
  await page.getByRole('button', { name: 'Test Ops dashboard' }).click();
  await page.getByText('It answered 5xx.', { exact: true }).waitFor();
  check('a test of a webhook says what the other side said', true);
  await page.getByRole('button', { name: 'Add webhook' }).click();
  await page.getByLabel('Name').fill('Pager');
  await page.getByLabel('Address').fill('https://ntfy.example.com/ops');
  await page.getByRole('radio', { name: 'ntfy' }).click();
  await axe(page, 'the form of a webhook');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByText('ntfy, https://ntfy.example.com/ops').waitFor();
  check('a webhook is added', true);
  await page.goto(`${hub.url}/settings/machines`);
  await page.getByRole('button', { name: 'Install hooks on gpu-lab' }).click();
  await page.getByText('Adds 7 entries to ~/.claude/settings.json on gpu-lab', { exact: false }).waitFor();
  await axe(page, 'what hooks would change');
  await page.getByRole('button', { name: 'Install on gpu-lab' }).click();
  await page.getByText('Hooks installed on gpu-lab').first().waitFor();
  check(
    'hooks say what they change before they do',
    hub.settings.changes.includes('POST /api/hosts/gpu-lab/hooks'),
  );
  await page.goto(`${hub.url}/settings/activity`);
  await page.getByRole('button', { name: 'Show older' }).click();
  await page.getByRole('button', { name: 'Show older' }).waitFor({ state: 'detached' });
  check('the activity is paged', (await page.locator('tbody tr').count()) === 79);
}

async function notices(page: Page) {
  seq = 1;
  await page.goto(hub.url);
  await page.getByTestId('session-card').first().waitFor();
  const [, , , , , quiet] = hub.world.sessions;
  if (quiet === undefined) throw new Error('The world is empty.');
  await page.waitForTimeout(500);
  // The person goes away; a session begins to wait; two minutes pass; the person comes back.
  await page.evaluate(() => {
    const real = Date.now;
    Object.assign(globalThis, { skip: 0 });
    Date.now = () => real() + (globalThis as unknown as { skip: number }).skip;
  });
  const waiting = {
    kind: 'question' as const,
    reported: '',
    tool: null,
    text: 'Which tenants?',
    agentId: null,
  };
  change([{ ...quiet, state: 'waiting', waiting, stateSince: Date.now() }]);
  await page.getByRole('button', { name: 'Notices, 1 new' }).waitFor();
  check('the bell counts what began since the last look', true);
  await page.evaluate(() => Object.assign(globalThis, { skip: 130_000 }));
  await page.mouse.move(500, 500);
  await page.mouse.move(510, 510);
  const ask = page.getByText('Hear about it when Claude waits?');
  await ask.waitFor({ timeout: 3_000 });
  await axe(page, 'the question about notifications');
  await shoot(page, 'ask-card');
  await page.getByRole('button', { name: 'Not now' }).click();
  check('a missed wait asks about notifications, once', !(await ask.isVisible()));
  await page.getByRole('button', { name: /^Notices/ }).click();
  await page.getByRole('dialog', { name: 'Notices' }).waitFor();
  check(
    'looking makes them read',
    (await page.getByRole('button', { name: 'Notices', exact: true }).count()) === 1,
  );
}

async function worker(context: BrowserContext, page: Page) {
  await page.goto(`${hub.url}/settings/notifications`);
  await page.evaluate(async () => {
    await navigator.serviceWorker.register('/sw.js', { scope: '/', updateViaCache: 'none' });
    await navigator.serviceWorker.ready;
  });
  const devtools = await context.newCDPSession(page);
  let registrationId = '';
  devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    registrationId = registrations.at(-1)?.registrationId ?? registrationId;
  });
  await devtools.send('ServiceWorker.enable');
  await page.waitForTimeout(300);
  const payload = {
    kind: 'permission',
    sessionId: shownSessionId,
    title: 'test-runner asks to run Bash',
    body: 'Make billing webhooks idempotent, on studio-01: pnpm prisma migrate deploy',
    requestId: 'r1',
    at: Date.now(),
  };
  const push = async (data: string) => {
    await devtools.send('ServiceWorker.deliverPushMessage', { origin: hub.url, registrationId, data });
    await page.waitForTimeout(400);
  };
  const shown = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      return (await registration.getNotifications()).map(({ title, tag }) => `${tag}: ${title}`);
    });
  await push(JSON.stringify(payload));
  check('a push shows', (await shown()).join() === `${shownSessionId}: ${payload.title}`, await shown());
  await push(JSON.stringify({ ...payload, kind: 'looping', requestId: null, title: 'Claude loops' }));
  check(
    'a newer one replaces it',
    (await shown()).join() === `${shownSessionId}: Claude loops`,
    await shown(),
  );
  await push('junk');
  check('what cannot be read still shows something', (await shown()).length === 2, await shown());
  await push(JSON.stringify(payload));
  const [sw] = context.serviceWorkers();
  if (sw === undefined) throw new Error('There is no service worker.');
  await sw.evaluate(pressNotification, { tag: shownSessionId, action: 'deny' });
  check(
    'Deny answers the request',
    hub.control.acts.some(({ path }) => path === '/api/permissions/r1/deny'),
    hub.settings.changes,
  );
  check(
    'and says when it did not go through',
    (await shown()).includes(`${shownSessionId}: Deny did not go through`),
    await shown(),
  );
  await sw.evaluate(pressNotification, { tag: shownSessionId, action: '' });
  await page.waitForURL(/session=/);
  check('pressing a notification leads to the session', page.url().includes(shownSessionId));
}

/** Runs in the worker: browsers give no way to press a real notification from outside. */
async function pressNotification({ tag, action }: { tag: string; action: string }): Promise<void> {
  const scope = globalThis as unknown as {
    registration: ServiceWorkerRegistration;
    NotificationEvent: new (type: string, init: object) => Event;
    dispatchEvent(event: Event): boolean;
  };
  const [notification] = await scope.registration.getNotifications({ tag });
  const event = new scope.NotificationEvent('notificationclick', { notification, action });
  const waits: Promise<unknown>[] = [];
  // Without a real press the browser refuses to bring the window to the front; the rest has happened by then.
  Object.assign(event, { waitUntil: (wait: Promise<unknown>) => waits.push(wait.catch(() => undefined)) });
  scope.dispatchEvent(event);
  await Promise.all(waits);
}

try {
  await browser.grantPermissions([], { origin: hub.url });
  const page = await browser.newPage();
  page.on('pageerror', (error) => check('no errors on the page', false, error.message));
  await graph(page);
  await keys(page);
  await phone(page);
  await settings(page);
  await wall(page);
  await browser.clearPermissions();
  await notices(page);
  await browser.grantPermissions(['notifications'], { origin: hub.url });
  await worker(browser, page);
} finally {
  await closeBrowser();
  await hub.close();
}
process.exitCode = failures === 0 ? 0 : 1;
