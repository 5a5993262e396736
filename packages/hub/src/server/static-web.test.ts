import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startTestHub, temporaryFolder } from '../test/test-hub.ts';

function builtPage(): string {
  const webDir = temporaryFolder();
  mkdirSync(join(webDir, 'assets'));
  writeFileSync(join(webDir, 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(join(webDir, 'assets', 'app-abc123.js'), 'export {};');
  writeFileSync(join(webDir, 'favicon.svg'), '<svg/>');
  return webDir;
}

describe('page', () => {
  it('serves the page on every path of its own and hashed assets for ever', async () => {
    const { call } = await startTestHub({ webDir: builtPage() });
    for (const path of ['/', '/browse?q=x', '/sessions/some-id', '/setup']) {
      const answer = await call('GET', path);
      expect([path, answer.status, await answer.text()]).toEqual([
        path,
        200,
        '<!doctype html><title>page</title>',
      ]);
      expect(answer.headers.get('cache-control')).toBe('no-cache');
    }
    const asset = await call('GET', '/assets/app-abc123.js');
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(asset.headers.get('content-type')).toMatch(/javascript/);
    expect((await call('GET', '/favicon.svg')).headers.get('cache-control')).toBe('no-cache');
    expect((await call('GET', '/assets/gone.js')).status).toBe(404);
    // Below /api nobody unknown learns what there is.
    expect((await call('GET', '/api/gone')).status).toBe(401);
  });

  it('serves nothing from outside the page folder', async () => {
    const webDir = builtPage();
    writeFileSync(join(webDir, '..', 'outside.txt'), 'secret');
    const { call } = await startTestHub({ webDir });
    for (const path of ['/..%2foutside.txt', '/assets/..%2f..%2foutside.txt', '/%2e%2e/outside.txt']) {
      expect(await (await call('GET', path)).text()).not.toContain('secret');
    }
  });

  it('allows the page no inline script, no other host and no frame around it', async () => {
    const { call } = await startTestHub({ webDir: builtPage() });
    const { headers } = await call('GET', '/');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('strict-transport-security')).toBeNull();
  });

  it('says how to build the page when it is not built', async () => {
    const { call } = await startTestHub({ webDir: '/nowhere' });
    const answer = await call('GET', '/');
    expect([answer.status, await answer.text()]).toMatchObject([
      200,
      expect.stringContaining('npm run build'),
    ]);
  });
});
