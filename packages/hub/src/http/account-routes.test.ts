import { auditPageSchema, PAGE_SECRET_HEADER } from '@orrery/protocol';
import { describe, expect, it } from 'vitest';
import { openAuthDatabase } from '../auth/auth-database.ts';
import { createBrowserTokens } from '../auth/browser-tokens.ts';
import { openCredentials } from '../auth/credentials.ts';
import { createPeople } from '../auth/people.ts';
import { createPushSubscriptions } from '../notices/push-subscriptions.ts';
import { systemClock } from '../server/clock.ts';
import { createAgentKey, linkAgent, openSocket } from '../test/test-agent.ts';
import {
  cookiesOf,
  eventually,
  OWNER,
  setUpOwner,
  socketHeaders,
  startTestHub,
  type TestHub,
} from '../test/test-hub.ts';

const SIGN_IN = '/api/auth/sign-in/email';
const CHANGE = '/api/auth/change-password';
const NEXT = 'an even better password';

const signIn = ({ call }: TestHub, password = OWNER.password) =>
  call('POST', SIGN_IN, { body: { email: OWNER.email, password } });

const openPage = async (test: TestHub, cookie: string) =>
  openSocket(`${test.hub.url}/live`, await socketHeaders(test, cookie));

const isSignedIn = async ({ call }: TestHub, cookie: string) =>
  (await call('GET', '/api/me', { cookie })).status === 200;

describe('changing a password', () => {
  it('[AU18] ends all other sessions and their sockets, and keeps the one that changed it', async () => {
    const test = await startTestHub();
    const other = await setUpOwner(test);
    const mine = cookiesOf(await signIn(test));
    const [otherPage, myPage] = [await openPage(test, other), await openPage(test, mine)];
    const body = { currentPassword: OWNER.password, newPassword: NEXT };
    const answer = await test.call('POST', CHANGE, { cookie: mine, body });
    const renewed = { pageSecret: expect.any(String), browserToken: expect.any(String) };
    expect([answer.status, await answer.json()]).toEqual([200, { ended: 1, untold: 0, ...renewed }]);
    expect(await otherPage.closed).toEqual({ code: 1008, reason: 'unauthenticated' });
    expect([await isSignedIn(test, other), await isSignedIn(test, mine)]).toEqual([false, true]);
    // Whoever opened it may have had the old secret: the page opens another one.
    expect((await myPage.closed).reason).toBe('unauthenticated');
    const next = await openPage(test, mine);
    next.send({ type: 'ping', at: 1 });
    await next.nextOf('pong');
    expect([(await signIn(test)).status, (await signIn(test, NEXT)).status]).toEqual([401, 200]);
  });

  it('[AU18] needs the current password, and a new one that is long enough', async () => {
    const test = await startTestHub();
    const cookie = await setUpOwner(test);
    const change = async (body: object) => {
      const answer = await test.call('POST', CHANGE, { cookie, body });
      return [answer.status, ((await answer.json()) as { kind: string }).kind];
    };
    expect(await change({ currentPassword: 'wrong wrong wrong', newPassword: NEXT })).toEqual([
      403,
      'forbidden',
    ]);
    expect(await change({ currentPassword: OWNER.password, newPassword: 'short' })).toEqual([400, 'invalid']);
    expect(await change({ newPassword: NEXT })).toEqual([400, 'invalid']);
    const { key } = test.hub.createApiKey({ role: 'admin', name: 'bot' });
    const body = { currentPassword: OWNER.password, newPassword: NEXT };
    expect((await test.call('POST', CHANGE, { key, body })).status).toBe(403);
    expect((await signIn(test)).status).toBe(200);
  });

  it('[AU18] a sign-in that was under way with the old password does not outlive the change', async () => {
    const test = await startTestHub();
    const cookie = await setUpOwner(test);
    const body = { currentPassword: OWNER.password, newPassword: NEXT };
    const change = test.call('POST', CHANGE, { cookie, body });
    const tries = await Promise.all(Array.from({ length: 6 }, () => signIn(test)));
    expect((await change).status).toBe(200);
    for (const answer of tries) {
      const isIn = answer.status === 200 && (await isSignedIn(test, cookiesOf(answer)));
      expect(isIn).toBe(false);
    }
  });

  it('[AU18] signs out everywhere else without a new password', async () => {
    const test = await startTestHub();
    const other = await setUpOwner(test);
    const mine = cookiesOf(await signIn(test));
    const page = await openPage(test, other);
    const answer = await test.call('POST', '/api/auth/revoke-other-sessions', { cookie: mine });
    expect(await answer.json()).toEqual({ ended: 1, untold: 0, pageSecret: expect.any(String) });
    expect((await page.closed).reason).toBe('unauthenticated');
    expect([await isSignedIn(test, other), await isSignedIn(test, mine)]).toEqual([false, true]);
  });
});

describe('what a thief of a session keeps', () => {
  it.each([
    ['changed', CHANGE, { currentPassword: OWNER.password, newPassword: NEXT }],
    ['signed out elsewhere', '/api/auth/revoke-other-sessions', {}],
  ])(
    '[AU18] is no socket, secret, ticket or notification once the owner has %s',
    async (_how, path, body) => {
      const test = await startTestHub();
      const cookie = await setUpOwner(test);
      const stolen = { [PAGE_SECRET_HEADER]: test.pageSecretOf(cookie) };
      const [thief, ticket] = [await openPage(test, cookie), await socketHeaders(test, cookie)];
      const subscriptions = watchSubscription(test.dataDir, ['https://fcm.googleapis.com/own']);
      const keptEndpoint = 'https://fcm.googleapis.com/own';
      const answer = await test.call('POST', path, { cookie, body: { ...body, keptEndpoint } });
      expect(await answer.json()).toMatchObject({ ended: 0, untold: 1 });
      expect((await thief.closed).reason).toBe('unauthenticated');
      await expect(openSocket(`${test.hub.url}/live`, ticket)).rejects.toThrow('401');
      const asThief = { cookie, isPage: false, headers: stolen };
      expect((await test.call('GET', '/api/me', asThief)).status).toBe(401);
      expect(await isSignedIn(test, cookie)).toBe(true);
      expect(subscriptions()).toBe(1);
    },
  );
});

describe('browser tokens', () => {
  it('[AU29] end with the password and after half a year; who sets a new one is known', async () => {
    let now = Date.now();
    const passwords = new Map([['ada@example.com', 'one']]);
    const passwordOf = (account: string) => passwords.get(account.toLowerCase()) ?? null;
    const tokens = createBrowserTokens({ secret: 's', clock: { now: () => now }, passwordOf });
    const token = tokens.issue('Ada@example.com') ?? '';
    expect(tokens.check('ada@example.com', token)).toEqual(expect.any(String));
    expect(tokens.check('eve@example.com', token)).toBeNull();
    const [id, , signature] = token.split('.');
    expect(tokens.check('ada@example.com', `${id}.${now * 2}.${signature}`)).toBeNull();
    now += 181 * 86_400_000;
    expect(tokens.check('ada@example.com', token)).toBeNull();
    now -= 181 * 86_400_000;
    passwords.set('ada@example.com', 'two');
    expect(tokens.check('ada@example.com', token)).toBeNull();
    expect(tokens.issue('nobody@example.com')).toBeNull();
  });
});

describe('a key that comes where people sign out', () => {
  it('[AU30] is refused, and writes nothing; one that revokes itself leaves an entry', async () => {
    const test = await startTestHub();
    const admin = test.hub.createApiKey({ role: 'admin', name: 'admin' }).key;
    const made = await test.call('POST', '/api/api-keys', {
      key: admin,
      body: { role: 'admin', name: 'bot' },
    });
    const { id, key } = (await made.json()) as { id: string; key: string };
    expect((await test.call('POST', '/api/auth/sign-out', { key })).status).toBe(403);
    expect((await test.call('DELETE', `/api/api-keys/${id}`, { key })).status).toBe(204);
    const text = await (await test.call('GET', '/api/audit', { key: admin })).text();
    expect(text).not.toContain('signOut');
    expect(text).toContain('API key revoked: \\"bot\\"');
  });
});

describe('resetting a password on the console', () => {
  it('[AU19] ends every session and socket of a running hub, and its code sets a new password once', async () => {
    const test = await startTestHub({ liveLimits: { recheckMs: 600_000, watchMs: 20 } });
    const cookie = await setUpOwner(test);
    const page = await openPage(test, cookie);
    const beside = openCredentials({ dataDir: test.dataDir });
    const subscriptions = watchSubscription(test.dataDir);
    const { code, untold } = await beside.resetPassword('ADA@example.com');
    expect([untold, subscriptions()]).toEqual([1, 0]);
    expect((await page.closed).reason).toBe('unauthenticated');
    expect([await isSignedIn(test, cookie), (await signIn(test)).status]).toEqual([false, 401]);
    const redeem = (given: string, newPassword = NEXT) =>
      test.call('POST', '/api/auth/reset-password', { body: { code: given, newPassword } });
    expect((await redeem('wrong')).status).toBe(403);
    expect((await redeem(code)).status).toBe(200);
    const again = await redeem(code);
    expect([again.status, await again.json()]).toMatchObject([403, { message: /used/ }]);
    expect((await signIn(test, NEXT)).status).toBe(200);
    await expect(beside.resetPassword('nobody@example.com')).rejects.toMatchObject({ kind: 'notFound' });
    beside.close();
  });

  it('[AU19] works on a stopped hub; a code is good for an hour, and the newest one only', async () => {
    const test = await startTestHub();
    await setUpOwner(test);
    await test.hub.close();
    let now = Date.now();
    const console = openCredentials({ dataDir: test.dataDir, clock: { now: () => now } });
    expect(console.people()).toMatchObject([
      { email: OWNER.email, name: OWNER.name, role: 'admin', sessions: 1 },
    ]);
    const first = await console.resetPassword(OWNER.email);
    const second = await console.resetPassword(OWNER.email);
    expect([first.ended, second.ended, second.expiresAt - now]).toEqual([1, 0, 3_600_000]);
    now += 1;
    console.close();
    const later = await startTestHub({ dataDir: test.dataDir, clock: { now: () => now } });
    const redeem = async ({ code }: { code: string }) =>
      (await later.call('POST', '/api/auth/reset-password', { body: { code, newPassword: NEXT } })).status;
    expect(await redeem(first)).toBe(403);
    now += 3_600_000;
    expect(await redeem(second)).toBe(403);
    now -= 3_600_000;
    expect(await redeem(second)).toBe(200);
  });
});

/** Subscribes a browser of the owner; returns how many there are. */
function watchSubscription(dataDir: string, more: readonly string[] = []): () => number {
  const database = openAuthDatabase(dataDir);
  const subscriptions = createPushSubscriptions(database, systemClock);
  const userId = createPeople(database, Date.now).find(OWNER.email)?.id ?? '';
  const keys = { p256dh: 'k', auth: 'a' };
  for (const endpoint of ['https://fcm.googleapis.com/x', ...more])
    subscriptions.put(userId, { endpoint, keys, label: 'phone', kinds: [] });
  return () => subscriptions.list(userId).length;
}

describe('the audit log', () => {
  it('[CT19] has who came in, from where, and who was turned away', async () => {
    const test = await startTestHub();
    const code = test.hub.setupUrl()?.split('#code=')[1];
    await test.call('POST', '/api/setup', { body: { ...OWNER, code: 'wrong' } });
    const cookie = await setUpOwner(test);
    expect(code).toBeDefined();
    await signIn(test, 'wrong wrong wrong');
    const second = cookiesOf(await signIn(test));
    const body = { currentPassword: OWNER.password, newPassword: NEXT };
    await test.call('POST', CHANGE, { cookie: second, body: { ...body, currentPassword: 'no' } });
    await test.call('POST', CHANGE, { cookie: second, body });
    await test.call('POST', '/api/auth/revoke-other-sessions', { cookie: second });
    const key = createAgentKey();
    const { token } = test.hub.createJoinToken();
    await expect(linkAgent(test.hub.url, key, { name: 'box' })).rejects.toThrow(/joinRefused/);
    (await linkAgent(test.hub.url, key, { token, name: 'box' })).socket.close();
    await linkAgent(test.hub.url, key, { name: 'studio' });
    const beside = openCredentials({ dataDir: test.dataDir });
    const made = beside.apiKeys.create({ role: 'viewer', name: 'ci', expiresMs: null });
    beside.apiKeys.revoke(made.id);
    const joining = beside.joinTokens.create({ uses: 1, expiresMs: 1_000, name: 'lab' });
    beside.joinTokens.revoke(joining.id);
    beside.close();
    await test.call('POST', '/api/auth/sign-out', { cookie: second });
    const admin = test.hub.createApiKey({ role: 'admin', name: 'admin' }).key;
    const text = await (await test.call('GET', '/api/audit', { key: admin })).text();
    const { items } = auditPageSchema.parse(JSON.parse(text));
    const told = items.toReversed().map(({ action, actor, actorKind, address, outcome }) => {
      return [action, actor, actorKind, address === null ? '-' : 'from', outcome].join(' ');
    });
    expect(told.filter((one) => !one.includes('console'))).toEqual([
      'setUp ada@example.com unknown from refused',
      'setUp Ada person from done',
      'signIn ada@example.com unknown from refused',
      'signIn Ada person from done',
      'changePassword Ada person from refused',
      'changePassword Ada person from done',
      'endSessions Ada person from done',
      'join box machine from refused',
      'join box machine from done',
      'rename studio machine from done',
      'signOut Ada person from done',
    ]);
    const byConsole = items.filter(({ actorKind }) => actorKind === 'console').map(({ detail }) => detail);
    expect(byConsole.toReversed()).toEqual([
      'API key added: "ci" (viewer, never expires)',
      `API key revoked: "ci" (${made.id})`,
      'Join token added: "lab", 1 use',
      `Join token revoked: "lab" (${joining.id})`,
    ]);
    for (const secret of [made.key, joining.token, OWNER.password, NEXT, cookie]) {
      expect(text).not.toContain(secret);
    }
  });
});

describe('API keys that run out', () => {
  it('[AU26] are refused with words, end their sockets, and stay listed', async () => {
    let now = Date.now();
    const test = await startTestHub({
      clock: { now: () => now },
      liveLimits: { recheckMs: 600_000, watchMs: 20 },
    });
    const admin = test.hub.createApiKey({ role: 'admin', name: 'admin', expiresMs: null }).key;
    const make = async (body: object) => {
      const answer = await test.call('POST', '/api/api-keys', {
        key: admin,
        body: { role: 'viewer', ...body },
      });
      return (await answer.json()) as { key: string; expiresAt: number | null };
    };
    const usual = await make({ name: 'ci' });
    expect(usual.expiresAt).toBe(now + 90 * 86_400_000);
    expect((await make({ name: 'for ever', expiresMs: null })).expiresAt).toBeNull();
    const page = await openSocket(`${test.hub.url}/live`, { authorization: `Bearer ${usual.key}` });
    now += 90 * 86_400_000;
    expect((await page.closed).reason).toBe('unauthenticated');
    const refused = await test.call('GET', '/api/me', { key: usual.key });
    expect([refused.status, await refused.json()]).toMatchObject([
      401,
      { kind: 'unauthenticated', message: expect.stringMatching(/"ci" ran out on \d{4}-\d\d-\d\d/) },
    ]);
    await expect(
      openSocket(`${test.hub.url}/live`, { authorization: `Bearer ${usual.key}` }),
    ).rejects.toThrow('401');
    const list = (await (await test.call('GET', '/api/api-keys', { key: admin })).json()) as object[];
    expect(list).toContainEqual(expect.objectContaining({ name: 'ci', expiresAt: usual.expiresAt }));
  });
});

describe('what one person or key may have at once', () => {
  it('[AU27] is limited for sockets, subscriptions, downloads and requests, each with words, and per key', async () => {
    const limits = { sockets: 2, subscriptions: 3, downloads: 1, requests: 2 };
    const test = await startTestHub({ principalLimits: limits });
    const keyOf = (name: string) => `Bearer ${test.hub.createApiKey({ role: 'viewer', name }).key}`;
    const [one, other] = [keyOf('one'), keyOf('other')];
    const open = (authorization: string) => openSocket(`${test.hub.url}/live`, { authorization });
    const pages = [await open(one), await open(one)];
    await expect(open(one)).rejects.toThrow('429');
    const [first, second] = pages;
    const subscribe = (page: typeof first, id: number) =>
      page?.send({ type: 'subscribe', id, topic: { kind: 'fleet' } });
    for (const id of [1, 2]) subscribe(first, id);
    for (const id of [1, 2]) subscribe(second, id);
    expect((await second?.closed)?.reason).toBe('rateLimited');
    await open(other);
    await open(one);
    const held = Promise.withResolvers<void>();
    test.archive.hosts = async () => {
      await held.promise;
      return [];
    };
    const ask = (authorization: string) => test.call('GET', '/api/hosts', { headers: { authorization } });
    const waiting = [ask(one), ask(one)];
    await eventually(
      async () => (await test.call('GET', '/api/me', { headers: { authorization: one } })).status,
    ).toBe(429);
    expect((await test.call('GET', '/api/me', { headers: { authorization: other } })).status).toBe(200);
    held.resolve();
    for (const answer of waiting) expect((await answer).status).toBe(200);
    await eventually(
      async () => (await test.call('GET', '/api/me', { headers: { authorization: one } })).status,
    ).toBe(200);
  });
});
