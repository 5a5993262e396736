import { describe, expect, it } from 'vitest';
import { openSocket } from '../test/test-agent.ts';
import { cookiesOf, OWNER, setUpOwner, socketHeaders, startTestHub } from '../test/test-hub.ts';

const SIGN_IN = '/api/auth/sign-in/email';

describe('sign-in', () => {
  it('[AU10] puts the session token in a strict cookie and nowhere else', async () => {
    const test = await startTestHub();
    await setUpOwner(test);
    const { email, password } = OWNER;
    const answer = await test.call('POST', SIGN_IN, { body: { email, password } });
    const body: unknown = await answer.json();
    expect(body).toEqual({ done: true, pageSecret: expect.any(String), browserToken: expect.any(String) });
    const token = /session_token=([^;.%]+)/.exec(cookiesOf(answer))?.[1] ?? '';
    expect(token).not.toBe('');
    expect(JSON.stringify(body)).not.toContain(token);
    const cookie = answer.headers.getSetCookie().find((one) => one.includes('session_token='));
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    expect(cookie).toMatch(/Path=\//i);
    expect((await test.call('GET', '/api/me', { cookie: cookiesOf(answer) })).status).toBe(200);
  });

  it('refuses a wrong password and an unknown person alike', async () => {
    const test = await startTestHub();
    await setUpOwner(test);
    const bodies = [
      { email: OWNER.email, password: 'wrong wrong wrong' },
      { email: 'nobody@example.com', password: OWNER.password },
    ];
    const answers = await Promise.all(bodies.map((body) => test.call('POST', SIGN_IN, { body })));
    const said = await Promise.all(answers.map(async (answer) => [answer.status, await answer.json()]));
    expect(said[0]).toMatchObject([401, { kind: 'unauthenticated' }]);
    expect(said[1]).toEqual(said[0]);
  });

  it('refuses a cookie that was made up or cut', async () => {
    const test = await startTestHub();
    const cookie = await setUpOwner(test);
    const forged = cookie.replace(/(session_token=)[^;.]+/, '$1AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA');
    expect(forged).not.toBe(cookie);
    for (const bad of [forged, cookie.slice(0, -12), `${cookie.split('=')[0]}=x`]) {
      expect((await test.call('GET', '/api/me', { cookie: bad })).status).toBe(401);
    }
  });

  it('[AU9] has no sign-up and none of the other routes of the sign-in library', async () => {
    const test = await startTestHub();
    const cookie = await setUpOwner(test);
    const body = { name: 'Eve', email: 'eve@example.com', password: 'long enough password' };
    for (const path of ['/api/auth/sign-up/email', '/api/auth/update-user', '/api/auth/delete-user']) {
      expect((await test.call('POST', path, { body, cookie })).status).toBe(404);
      expect((await test.call('POST', path, { body })).status).toBe(401);
    }
    expect((await test.call('GET', '/api/auth/list-sessions', { cookie })).status).toBe(404);
  });

  it('[AU14] ends the session and its live socket on sign-out', async () => {
    const test = await startTestHub();
    const cookie = await setUpOwner(test);
    const page = await openSocket(`${test.hub.url}/live`, await socketHeaders(test, cookie));
    expect((await test.call('POST', '/api/auth/sign-out', { cookie })).status).toBe(200);
    expect(await page.closed).toEqual({ code: 1008, reason: 'unauthenticated' });
    expect((await test.call('GET', '/api/me', { cookie })).status).toBe(401);
  });

  it('[AU14] a new password ends the other sessions and their sockets', async () => {
    const test = await startTestHub();
    const other = await setUpOwner(test);
    const page = await openSocket(`${test.hub.url}/live`, await socketHeaders(test, other));
    const { email, password } = OWNER;
    const mine = cookiesOf(await test.call('POST', SIGN_IN, { body: { email, password } }));
    const change = { currentPassword: password, newPassword: 'an even better password' };
    const answer = await test.call('POST', '/api/auth/change-password', { body: change, cookie: mine });
    expect(answer.status).toBe(200);
    expect((await page.closed).reason).toBe('unauthenticated');
    expect((await test.call('POST', SIGN_IN, { body: { email, password } })).status).toBe(401);
  });

  it("[AU11] lets the owner in after strangers' wrong passwords from the owner's own address", async () => {
    const test = await startTestHub({ trustedProxies: ['127.0.0.1'] });
    await setUpOwner(test);
    const { email, password } = OWNER;
    const headers = { 'x-forwarded-for': '198.51.100.7' };
    const strangers = Array.from({ length: 11 }, async (_, index) => {
      const body = { email, password: `wrong wrong ${index}` };
      return (await test.call('POST', SIGN_IN, { body, headers })).status;
    });
    expect(new Set(await Promise.all(strangers))).toEqual(new Set([401]));
    expect((await test.call('POST', SIGN_IN, { body: { email, password }, headers })).status).toBe(200);
  });

  it('[AU11] lets a known browser in at once while strangers wait for their turns, and refuses those too many', async () => {
    const test = await startTestHub({ rateLimits: { signIn: 0 } });
    await setUpOwner(test);
    const { email, password } = OWNER;
    const first = await test.call('POST', SIGN_IN, { body: { email, password } });
    const { browserToken } = (await first.json()) as { browserToken: string };
    const isIn = { body: { email, password, browserToken } };
    const strangers = Array.from({ length: 300 }, (_, index) =>
      test.call('POST', SIGN_IN, { body: { email, password: `wrong wrong ${index}` } }),
    );
    const refused = await Promise.any(
      strangers.map(async (each) => {
        const answer = await each;
        expect(answer.status).toBe(429);
        return answer;
      }),
    );
    expect(await refused.json()).toMatchObject({ kind: 'rateLimited', retryAfterMs: expect.any(Number) });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await test.call('POST', SIGN_IN, isIn)).status).toBe(200);
    // A token of another account, or a made-up one, is as good as none: it is refused nothing and spared nothing.
    await test.hub.close();
    await Promise.allSettled(strangers);
  });

  it('[AU21] has no limit by address on any route: behind a proxy or tunnel that would be one for all', async () => {
    const { hub, call } = await startTestHub({ rateLimits: { search: 2 } });
    for (const { method, url, access } of hub.routes) {
      // Wrong passwords have a test of their own.
      if (access !== 'public' || url === SIGN_IN) continue;
      const body = method === 'POST' ? { body: { ...OWNER, code: 'wrong' } } : {};
      for (let index = 0; index < 25; index += 1) {
        const { status } = await call(method, url.replace('*', ''), body);
        expect([method, url, status === 429]).toEqual([method, url, false]);
      }
    }
    const keyOf = (name: string) => hub.createApiKey({ role: 'viewer', name }).key;
    const [stranger, owner] = [keyOf('stranger'), keyOf('owner')];
    const search = async (key: string) => (await call('GET', '/api/search?q=x', { key })).status;
    expect([await search(stranger), await search(stranger), await search(stranger)]).toEqual([200, 200, 429]);
    expect(await search(owner)).toBe(200);
  });
});
