import { describe, expect, it } from 'vitest';
import { openSocket } from '../test/test-agent.ts';
import { cookiesOf, OWNER, setUpOwner, startTestHub } from '../test/test-hub.ts';

const SIGN_IN = '/api/auth/sign-in/email';

describe('sign-in', () => {
  it('[AU10] puts the session token in a strict cookie and nowhere else', async () => {
    const test = await startTestHub();
    await setUpOwner(test);
    const { email, password } = OWNER;
    const answer = await test.call('POST', SIGN_IN, { body: { email, password } });
    expect(await answer.json()).toEqual({ done: true });
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
    const page = await openSocket(`${test.hub.url}/live`, { cookie, origin: test.hub.url });
    expect((await test.call('POST', '/api/auth/sign-out', { cookie })).status).toBe(200);
    expect(await page.closed).toEqual({ code: 1008, reason: 'unauthenticated' });
    expect((await test.call('GET', '/api/me', { cookie })).status).toBe(401);
  });

  it('[AU14] a new password ends the other sessions and their sockets', async () => {
    const test = await startTestHub();
    const other = await setUpOwner(test);
    const page = await openSocket(`${test.hub.url}/live`, { cookie: other, origin: test.hub.url });
    const { email, password } = OWNER;
    const mine = cookiesOf(await test.call('POST', SIGN_IN, { body: { email, password } }));
    const change = {
      currentPassword: password,
      newPassword: 'an even better password',
      revokeOtherSessions: true,
    };
    const answer = await test.call('POST', '/api/auth/change-password', { body: change, cookie: mine });
    expect(answer.status).toBe(200);
    expect((await page.closed).reason).toBe('unauthenticated');
    expect((await test.call('POST', SIGN_IN, { body: { email, password } })).status).toBe(401);
  });

  it('[AU11] limits attempts by address', async () => {
    const { call } = await startTestHub({ rateLimits: { signIn: 3 } });
    const body = { email: 'a@example.com', password: 'wrong wrong wrong' };
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect((await call('POST', SIGN_IN, { body })).status).toBe(401);
    }
    const limited = await call('POST', SIGN_IN, { body });
    expect(limited.status).toBe(429);
    expect(await limited.json()).toMatchObject({ kind: 'rateLimited', retryAfterMs: expect.any(Number) });
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});
