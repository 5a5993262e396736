import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { LIVE_PROTOCOL, PAGE_SECRET_HEADER, SIGN_IN_AGAIN, TICKET_PROTOCOL_PREFIX } from '@orrery/protocol';
import { describe, expect, it } from 'vitest';
import { createLiveTickets } from '../auth/live-tickets.ts';
import { rawRequest, UPGRADE } from '../test/raw-request.ts';
import { openSocket } from '../test/test-agent.ts';
import { cookiesOf, OWNER, setUpOwner, socketHeaders, startTestHub } from '../test/test-hub.ts';

const SIGN_IN = '/api/auth/sign-in/email';
const { email, password } = OWNER;

/** Says no to everything that has to do with a session. */
const isOpen = ['/api/health', '/api/setup', '/api/setup/code', SIGN_IN, '/api/auth/reset-password', '/*'];

describe('page secret', () => {
  it('[AU22] a cookie alone opens no route, and is told to sign in again', async () => {
    const test = await startTestHub();
    const cookie = await setUpOwner(test);
    const ask = async (method: string, path: string, secret: string | null) => {
      const headers = secret === null ? {} : { [PAGE_SECRET_HEADER]: secret };
      const answer = await test.call(method, path, { cookie, isPage: false, headers });
      expect([method, path, answer.status]).toEqual([method, path, 401]);
      if (method !== 'HEAD') {
        expect(await answer.json()).toEqual({ kind: 'unauthenticated', message: SIGN_IN_AGAIN });
      }
    };
    for (const { method, url } of test.hub.routes) {
      if (!isOpen.includes(url)) await ask(method, url.replace(':id', 'some-id'), null);
    }
    for (const secret of ['', 'A'.repeat(43), cookie]) await ask('GET', '/api/me', secret);
    expect((await test.call('GET', '/api/me', { cookie })).status).toBe(200);
  });

  it("[AU22] the secret is one session's, of which the hub keeps the hash alone", async () => {
    const test = await startTestHub();
    const first = await setUpOwner(test);
    const second = cookiesOf(await test.call('POST', SIGN_IN, { body: { email, password } }));
    const ask = (cookie: string, secret: string) =>
      test.call('GET', '/api/me', { cookie, isPage: false, headers: { [PAGE_SECRET_HEADER]: secret } });
    const [one, other] = [test.pageSecretOf(first), test.pageSecretOf(second)];
    expect(one).not.toBe(other);
    expect((await ask(first, one)).status).toBe(200);
    expect((await ask(second, other)).status).toBe(200);
    expect((await ask(first, other)).status).toBe(401);
    expect((await ask(second, one)).status).toBe(401);
    const database = new DatabaseSync(join(test.dataDir, 'auth.sqlite'));
    const rows = JSON.stringify(database.prepare('SELECT * FROM session').all());
    database.close();
    expect(rows).toContain('pageHash');
    expect(rows).not.toContain(one);
  });

  it('[AU22] ends with its session, and is another after a new password', async () => {
    const test = await startTestHub();
    const cookie = await setUpOwner(test);
    const old = test.pageSecretOf(cookie);
    const socket = await socketHeaders(test, cookie);
    const body = { currentPassword: password, newPassword: 'an even better password' };
    const answer = await test.call('POST', '/api/auth/change-password', { cookie, body });
    expect(answer.status).toBe(200);
    const renewed = test.pageSecretOf(cookie);
    expect(renewed).not.toBe(old);
    const ask = async (secret: string) => {
      const headers = { [PAGE_SECRET_HEADER]: secret };
      return (await test.call('GET', '/api/me', { cookie, isPage: false, headers })).status;
    };
    expect([await ask(old), await ask(renewed)]).toEqual([401, 200]);
    await expect(openSocket(`${test.hub.url}/live`, socket)).rejects.toThrow('401');
    expect((await test.call('POST', '/api/auth/sign-out', { cookie })).status).toBe(200);
    expect(await ask(renewed)).toBe(401);
  });

  it('[AU22] a session of the version before must sign in again', async () => {
    const test = await startTestHub();
    const cookie = await setUpOwner(test);
    const database = new DatabaseSync(join(test.dataDir, 'auth.sqlite'));
    database.exec('UPDATE session SET pageHash = NULL');
    database.close();
    const answer = await test.call('GET', '/api/me', { cookie });
    expect([answer.status, await answer.json()]).toMatchObject([401, { message: SIGN_IN_AGAIN }]);
  });

  it('[AU22] opens a data folder whose sessions have no secrets yet, and keeps its people', async () => {
    const before = await startTestHub();
    const cookie = await setUpOwner(before);
    await before.hub.close();
    const database = new DatabaseSync(join(before.dataDir, 'auth.sqlite'));
    database.exec('ALTER TABLE session DROP COLUMN pageHash');
    database.close();
    const after = await startTestHub({ dataDir: before.dataDir, archive: before.archive });
    expect((await after.call('GET', '/api/me', { cookie })).status).toBe(401);
    const answer = await after.call('POST', SIGN_IN, { body: { email, password } });
    expect((await after.call('GET', '/api/me', { cookie: cookiesOf(answer) })).status).toBe(200);
  });

  it('[AU24] cookies that another port or path has set change nothing', async () => {
    const test = await startTestHub();
    const cookie = await setUpOwner(test);
    const foreign = cookiesOf(await test.call('POST', SIGN_IN, { body: { email, password } }));
    const headers = { [PAGE_SECRET_HEADER]: test.pageSecretOf(cookie) };
    const name = cookie.split('=')[0];
    for (const planted of [
      `${foreign}; ${cookie}`,
      `${cookie}; ${foreign}`,
      `${name}=junk; ${name}=; ${cookie}`,
      `${Array.from({ length: 200 }, (_, index) => `${name}=x${index}`).join('; ')}; ${cookie}`,
      `${Array.from({ length: 60 }, () => foreign).join('; ')}; ${cookie}`,
    ]) {
      const options = { cookie: planted, isPage: false, headers };
      expect((await test.call('GET', '/api/me', options)).status).toBe(200);
    }
    // Signing out ends the session of this page, not the one that was planted.
    const options = { cookie: `${foreign}; ${cookie}`, isPage: false, headers };
    expect((await test.call('POST', '/api/auth/sign-out', options)).status).toBe(200);
    expect((await test.call('GET', '/api/me', { cookie })).status).toBe(401);
    expect((await test.call('GET', '/api/me', { cookie: foreign })).status).toBe(200);
  });

  it('[AU22] only a page prolongs the life of its session', async () => {
    const test = await startTestHub();
    const cookie = await setUpOwner(test);
    const database = new DatabaseSync(join(test.dataDir, 'auth.sqlite'));
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    database.prepare('UPDATE session SET expiresAt = ?').run(soon);
    const end = () => database.prepare('SELECT expiresAt FROM session').get()?.expiresAt;
    await test.call('GET', '/api/me', { cookie, isPage: false });
    expect(end()).toBe(soon);
    await test.call('GET', '/api/me', { cookie });
    expect(end()).not.toBe(soon);
    database.close();
  });
});

describe('live ticket', () => {
  it('[AU23] a socket opens with cookie and ticket, once, and never shows the ticket again', async () => {
    const test = await startTestHub();
    const cookie = await setUpOwner(test);
    const other = cookiesOf(await test.call('POST', SIGN_IN, { body: { email, password } }));
    const { host } = new URL(test.hub.url);
    const open = async (headers: Record<string, string>) =>
      (await rawRequest(test.hub.url, 'GET', '/live', { ...UPGRADE, host, ...headers })).status;
    const bare = { cookie, origin: test.hub.url };
    const secret = { [PAGE_SECRET_HEADER]: test.pageSecretOf(cookie) };
    expect(await open(bare)).toBe(401);
    expect(await open({ ...bare, ...secret })).toBe(401);
    expect(await open({ ...bare, 'sec-websocket-protocol': LIVE_PROTOCOL })).toBe(401);
    const madeUp = `${LIVE_PROTOCOL}, ${TICKET_PROTOCOL_PREFIX}${'A'.repeat(43)}`;
    expect(await open({ ...bare, 'sec-websocket-protocol': madeUp })).toBe(401);
    const good = await socketHeaders(test, cookie);
    const { cookie: _, ...withoutCookie } = good;
    expect(await open(withoutCookie)).toBe(401);
    expect(await open(good)).toBe(401);
    const stolen = await socketHeaders(test, cookie);
    expect(await open({ ...stolen, cookie: other })).toBe(401);
    const page = await openSocket(`${test.hub.url}/live`, await socketHeaders(test, cookie));
    expect(page.socket.protocol).toBe(LIVE_PROTOCOL);
    expect(await page.nextOf('welcome')).toMatchObject({ type: 'welcome' });
  });

  it('[AU23] is fetched with the page secret; keys need none', async () => {
    const test = await startTestHub();
    const cookie = await setUpOwner(test);
    expect((await test.call('POST', '/api/live-ticket', { cookie, isPage: false })).status).toBe(401);
    const { key } = test.hub.createApiKey({ role: 'viewer', name: 'script' });
    expect((await test.call('POST', '/api/live-ticket', { key })).status).toBe(403);
  });

  it('[AU23] ends after seconds, and a session holds few', () => {
    let now = 0;
    const tickets = createLiveTickets({ now: () => now });
    const { ticket, expiresInMs } = tickets.issue('ada');
    now = expiresInMs;
    expect(tickets.redeem(ticket)).toBeNull();
    const many = Array.from({ length: 40 }, () => tickets.issue('ada').ticket);
    const eve = tickets.issue('eve').ticket;
    expect(tickets.redeem(many[0] ?? '')).toBeNull();
    expect(many.filter((each) => tickets.redeem(each) === 'ada')).toHaveLength(32);
    expect(tickets.redeem(eve)).toBe('eve');
    expect(tickets.redeem(eve)).toBeNull();
  });
});

describe('description of the interface', () => {
  it('[AU3] is for whoever is signed in; a browser is shown where in the page it is', async () => {
    const test = await startTestHub();
    const cookie = await setUpOwner(test);
    expect((await test.call('GET', '/api/docs')).status).toBe(401);
    expect((await test.call('GET', '/api/docs', { cookie, isPage: false })).status).toBe(401);
    expect(await (await test.call('GET', '/api/docs', { cookie })).text()).toContain('/api/sessions/{id}');
    const { host } = new URL(test.hub.url);
    const navigation = { host, cookie, 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' };
    expect(await rawRequest(test.hub.url, 'GET', '/api/docs', navigation)).toEqual({ status: 302, body: '' });
  });
});
