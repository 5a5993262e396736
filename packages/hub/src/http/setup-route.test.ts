import { auditPageSchema } from '@orrery/protocol';
import { describe, expect, it } from 'vitest';
import { cookiesOf, OWNER, setUpOwner, startTestHub, temporaryFolder } from '../test/test-hub.ts';

describe('setup', () => {
  it('[AU1] makes the owner with the printed code and signs in', async () => {
    const test = await startTestHub();
    expect(test.hub.setupUrl()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/setup#code=[\w-]{24}$/);
    const cookie = await setUpOwner(test);
    const me = await test.call('GET', '/api/me', { cookie });
    expect(await me.json()).toEqual({ name: 'Ada', email: 'ada@example.com', role: 'admin' });
    expect(test.hub.setupUrl()).toBeNull();
  });

  it('[AU2] refuses a wrong code, and every code once there is an owner', async () => {
    const test = await startTestHub();
    const code = test.hub.setupUrl()?.split('#code=')[1];
    const wrong = await test.call('POST', '/api/setup', { body: { ...OWNER, code: 'wrong' } });
    expect([wrong.status, await wrong.json()]).toMatchObject([403, { kind: 'forbidden' }]);
    await setUpOwner(test);
    const again = await test.call('POST', '/api/setup', {
      body: { ...OWNER, email: 'eve@example.com', code },
    });
    expect([again.status, await again.json()]).toMatchObject([409, { kind: 'conflict' }]);
    expect(again.headers.getSetCookie()).toEqual([]);
  });

  it('[AU29] tells strangers whether there is an owner, and nothing else', async () => {
    const test = await startTestHub();
    const state = async () => (await test.call('GET', '/api/setup')).json();
    expect(await state()).toEqual({ hasOwner: false });
    await setUpOwner(test);
    expect(await state()).toEqual({ hasOwner: true });
  });

  it('[AU29] says whether a code is right before anything is filled in, and spends none', async () => {
    const test = await startTestHub();
    const code = test.hub.setupUrl()?.split('#code=')[1];
    const check = async (given: unknown) => {
      const answer = await test.call('POST', '/api/setup/code', { body: { code: given } });
      return [answer.status, await answer.json()];
    };
    expect(await check('an-older-one')).toMatchObject([
      403,
      { message: expect.stringMatching(/newest link/) },
    ]);
    expect(await check('x'.repeat(129))).toMatchObject([400, { kind: 'invalid' }]);
    expect(await check(code)).toEqual([200, { message: 'The code is right.' }]);
    expect(await check(code)).toEqual([200, { message: 'The code is right.' }]);
    const cookie = await setUpOwner(test);
    expect(await check(code)).toMatchObject([409, { kind: 'conflict' }]);
    const { items } = auditPageSchema.parse(await (await test.call('GET', '/api/audit', { cookie })).json());
    expect(items.filter(({ outcome }) => outcome === 'refused')).toMatchObject([
      { action: 'setUp', actorKind: 'unknown', message: expect.stringMatching(/newest link/) },
    ]);
  });

  it('[AU2] makes one owner when two people use the code at the same time', async () => {
    const { hub, call } = await startTestHub();
    const code = hub.setupUrl()?.split('#code=')[1];
    const both = ['ada@example.com', 'eve@example.com'].map((email) =>
      call('POST', '/api/setup', { body: { ...OWNER, email, code } }),
    );
    const statuses = (await Promise.all(both)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 409]);
  });

  it('[AU2] has another code at every start until there is an owner, and none afterwards', async () => {
    const dataDir = temporaryFolder();
    const first = await startTestHub({ dataDir });
    const firstUrl = first.hub.setupUrl();
    await first.hub.close();
    const second = await startTestHub({ dataDir });
    expect(second.hub.setupUrl()?.split('#')[1]).not.toBe(firstUrl?.split('#')[1]);
    await setUpOwner(second);
    await second.hub.close();
    const third = await startTestHub({ dataDir });
    expect(third.hub.setupUrl()).toBeNull();
  });

  it('[AU2] keeps the code when the owner could not be made', async () => {
    const { hub, call } = await startTestHub();
    const code = hub.setupUrl()?.split('#code=')[1];
    const short = await call('POST', '/api/setup', { body: { ...OWNER, password: 'short', code } });
    expect(short.status).toBe(400);
    const good = await call('POST', '/api/setup', { body: { ...OWNER, code } });
    expect(good.status).toBe(200);
    expect(cookiesOf(good)).toMatch(/session_token=/);
  });
});
