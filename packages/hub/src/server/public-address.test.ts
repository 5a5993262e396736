import { readdirSync, readFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PAGE_SECRET_HEADER } from '@orrery/protocol';
import { describe, expect, it } from 'vitest';
import { rawRequest, UPGRADE } from '../test/raw-request.ts';
import { cookiesOf, OWNER, setUpOwner, startTestHub, type TestHub } from '../test/test-hub.ts';
import { createClientOf } from './client-of.ts';
import { createRequestGuard } from './request-guard.ts';

const NAME = 'orrery.example.com';
const HTTPS = `https://${NAME}`;

interface Sent {
  status: number;
  cookies: string[];
  hsts: string | undefined;
  body: string;
}

/** A request as a proxy in front of the hub passes it on. */
function send(test: TestHub, method: string, path: string, headers: Record<string, string>, body?: object) {
  const { hostname, port } = new URL(test.hub.url);
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  return new Promise<Sent>((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers: { ...json, ...headers } }, (response) => {
      let text = '';
      response.on('data', (piece: Buffer) => {
        text += piece.toString();
      });
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          cookies: response.headers['set-cookie'] ?? [],
          hsts: response.headers['strict-transport-security'],
          body: text,
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const SIGN_IN = '/api/auth/sign-in/email';
const credentials = { email: OWNER.email, password: OWNER.password };

async function signInAs(test: TestHub, headers: Record<string, string>) {
  const sent = await send(test, 'POST', SIGN_IN, headers, credentials);
  const { pageSecret = '' } = JSON.parse(sent.body) as { pageSecret?: string };
  const cookie = sent.cookies.map((one) => one.split(';')[0]).join('; ');
  return { ...sent, cookie, page: { cookie, [PAGE_SECRET_HEADER]: pageSecret } };
}

describe('a hub behind TLS', () => {
  it('[AU25] sets Secure host cookies and HSTS under its public name, and refuses the http origin of that name', async () => {
    const test = await startTestHub({ publicUrl: HTTPS });
    await setUpOwner(test);
    const plain = await send(test, 'POST', SIGN_IN, { host: NAME, origin: `http://${NAME}` }, credentials);
    expect(plain.status).toBe(403);
    expect(plain.cookies).toEqual([]);
    const { status, cookies, hsts, page } = await signInAs(test, { host: NAME, origin: HTTPS });
    expect(status).toBe(200);
    expect(hsts).toMatch(/^max-age=31536000$/);
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/^__Host-/);
      expect(cookie).toMatch(/; Secure/);
      expect(cookie).toMatch(/; Path=\//);
      expect(cookie).not.toMatch(/Domain/i);
    }
    expect((await send(test, 'GET', '/api/me', { host: NAME, ...page })).status).toBe(200);
    // A page without TLS under the name can set a cookie without the prefix; it counts for nothing.
    const unprefixed = { ...page, cookie: page.cookie.replace('__Host-', '') };
    expect((await send(test, 'GET', '/api/me', { host: NAME, ...unprefixed })).status).toBe(401);
    const out = await send(test, 'POST', '/api/auth/sign-out', { host: NAME, origin: HTTPS, ...page }, {});
    expect(out.status).toBe(200);
    expect(out.cookies.find((one) => one.includes('session_token='))).toMatch(
      /^__Host-.*Max-Age=0.*; Secure/,
    );
  });

  it('[AU25] goes on at the plain port for the person at the machine: no Secure, no HSTS', async () => {
    const test = await startTestHub({ publicUrl: HTTPS, trustedProxies: ['127.0.0.1'] });
    await setUpOwner(test);
    const answer = await test.call('POST', SIGN_IN, { body: credentials });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('strict-transport-security')).toBeNull();
    expect(answer.headers.getSetCookie().join()).not.toMatch(/Secure|__Host-/);
    expect((await test.call('GET', '/api/me', { cookie: cookiesOf(answer) })).status).toBe(200);
    const crossed = await test.call('POST', SIGN_IN, { body: credentials, headers: { origin: HTTPS } });
    expect(crossed.status).toBe(403);
  });

  it('[AU25] is told the scheme by a trusted proxy alone', async () => {
    const test = await startTestHub({ publicUrl: HTTPS, trustedProxies: ['127.0.0.1'] });
    await setUpOwner(test);
    const via = (proto: string) => ({ 'x-forwarded-for': '198.51.100.7', 'x-forwarded-proto': proto });
    const { host } = new URL(test.hub.url);
    for (const path of ['/', '/api/health', '/api/me']) {
      const answer = await send(test, 'GET', path, { host: NAME, ...via('http') });
      expect([path, answer.status]).toEqual([path, 403]);
      expect(answer.hsts).toBeUndefined();
    }
    for (const path of ['/live', '/agent']) {
      const headers = { host: NAME, ...UPGRADE, ...via('http') };
      expect((await rawRequest(test.hub.url, 'GET', path, headers)).status).toBe(403);
    }
    expect((await send(test, 'GET', '/api/health', { host: NAME, ...via('https') })).status).toBe(200);
    expect((await send(test, 'GET', '/api/health', { host, ...via('https') })).hsts).toBeUndefined();
    const untrusting = await startTestHub({ publicUrl: HTTPS });
    expect((await send(untrusting, 'GET', '/api/health', { host: NAME, ...via('http') })).status).toBe(200);
  });

  it('[AU25] under a name that was only allowed, believes the proxy, and else the origin that the browser sends', async () => {
    const trusting = await startTestHub({ allowedHosts: [NAME], trustedProxies: ['127.0.0.1'] });
    await setUpOwner(trusting);
    const headers = { host: NAME, 'x-forwarded-for': '198.51.100.7', 'x-forwarded-proto': 'https' };
    expect((await signInAs(trusting, { ...headers, origin: `http://${NAME}` })).status).toBe(403);
    expect((await signInAs(trusting, { ...headers, origin: HTTPS })).cookie).toMatch(/^__Host-/);
    const unknowing = await startTestHub({ allowedHosts: [NAME] });
    await setUpOwner(unknowing);
    const secure = await signInAs(unknowing, { host: NAME, origin: HTTPS });
    expect(secure.cookies.join()).toMatch(/^__Host-.*Secure/);
    expect((await send(unknowing, 'GET', '/api/me', { host: NAME, ...secure.page })).status).toBe(200);
    const plain = await signInAs(unknowing, { host: NAME, origin: `http://${NAME}` });
    expect(plain.cookies.join()).not.toMatch(/Secure|__Host-/);
    expect((await send(unknowing, 'GET', '/api/me', { host: NAME, ...plain.page })).status).toBe(200);
  });

  it('[AU25] takes only the origin of the address that was opened, whatever other names are ours', async () => {
    const test = await startTestHub({ publicUrl: HTTPS, allowedHosts: ['studio.local'] });
    await setUpOwner(test);
    const { host, port } = new URL(test.hub.url);
    const own = [
      [host, `http://${host}`],
      [`localhost:${port}`, `http://localhost:${port}`],
      [NAME, HTTPS],
      ['studio.local', 'http://studio.local'],
    ];
    for (const [name] of own) {
      for (const [other, origin] of own) {
        const status = (
          await send(test, 'POST', SIGN_IN, { host: name ?? '', origin: origin ?? '' }, credentials)
        ).status;
        expect([name, origin, status]).toEqual([name, origin, name === other ? 200 : 403]);
      }
    }
  });

  it('[AU20] has one address for a client, which nothing in the hub reads in another way', () => {
    const options = { host: '127.0.0.1', port: 4680, hasTls: false, allowedHosts: [], allowedOrigins: [] };
    const clientOf = createClientOf(['127.0.0.1']);
    const guard = createRequestGuard({ ...options, publicUrl: HTTPS, clientOf });
    const headers = { host: NAME, 'x-forwarded-for': '6.6.6.6, 198.51.100.7', 'x-forwarded-proto': 'https' };
    const request = { headers, socket: { remoteAddress: '::ffff:127.0.0.1' } } as unknown as IncomingMessage;
    expect(guard.visit(request)).toEqual({ address: '198.51.100.7', scheme: 'https', origins: [HTTPS] });
    const folder = fileURLToPath(new URL('..', import.meta.url));
    const readers = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
      .filter((path) =>
        /remoteAddress|request\.ip\b|x-forwarded/.test(readFileSync(join(folder, path), 'utf8')),
      );
    expect(readers).toEqual([join('server', 'client-of.ts')]);
  });

  it('[AU20] refuses to start with a proxy that is no network', async () => {
    await expect(startTestHub({ trustedProxies: ['nginx'] })).rejects.toMatchObject({ kind: 'invalid' });
  });
});
