import { describe, expect, it } from 'vitest';
import { setUpOwner, startTestHub } from '../test/test-hub.ts';

describe('setup', () => {
  it('[AU1] makes the owner with the printed code and signs in', async () => {
    const test = await startTestHub();
    expect(test.hub.setupUrl()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/setup#code=[\w-]{24}$/);
    const cookie = await setUpOwner(test);
    const me = await test.call('GET', '/api/me', { cookie });
    expect(await me.json()).toEqual({ name: 'Ada', email: 'ada@example.com', role: 'admin' });
    expect(test.hub.setupUrl()).toBeNull();
  });
});
