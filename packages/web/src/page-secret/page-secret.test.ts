import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const source = fileURLToPath(new URL('..', import.meta.url));

/** Files of the page, tests and fakes aside. */
const files = readdirSync(source, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.(test|e2e)\.tsx?$/.test(entry.name))
  .map((entry) => relative(source, join(entry.parentPath, entry.name)))
  .filter((path) => !/^(test|gallery)\//.test(path));

const filesWith = (pattern: RegExp) =>
  files.filter((path) => pattern.test(readFileSync(join(source, path), 'utf8'))).sort();

describe('requests of the page', () => {
  it('[WS1] leave by one function each of page and worker, which add the secret', () => {
    expect(files.length).toBeGreaterThan(200);
    expect(filesWith(/\bfetch\(|XMLHttpRequest|sendBeacon|EventSource/)).toEqual([
      'http.ts',
      'push/service-worker.ts',
    ]);
    expect(filesWith(/new WebSocket\(/)).toEqual(['state/connect-socket.ts']);
  });

  it('[WS1] are no links, images or forms to the API: those carry the cookie alone', () => {
    expect(filesWith(/(href|src|action|to)=(\{\s*)?["'`]\/(api|metrics|live)\b/)).toEqual([]);
    expect(filesWith(/location\.(assign|replace)\(\s*["'`]\/api|openWindow\(\s*["'`]\/api/)).toEqual([]);
  });

  it('[WS2] whatever answers with a secret is called where the secret is kept', () => {
    const callers = filesWith(/\b(signedInSchema|passwordChangedSchema)\b/);
    expect(callers).toEqual(['api.ts', 'features/settings/settings-api.ts']);
    expect(filesWith(/\bkeepSignIn\(/)).toEqual(expect.arrayContaining(callers));
  });

  it('[WS2] page and worker look for the secret under the same names', () => {
    const [store, worker, header] = ['page-secret/page-store.ts', 'push/worker-secret.ts', null].map((path) =>
      readFileSync(
        path === null ? join(source, '../../protocol/src/http/page-secret.ts') : join(source, path),
        'utf8',
      ),
    ) as [string, string, string];
    const named = (text: string, pattern: RegExp) => pattern.exec(text)?.[1] ?? 'nothing';
    expect(worker).toContain(`indexedDB.open('${named(store, /DATABASE = '([^']+)'/)}', 1)`);
    expect(worker).toContain(`createObjectStore('${named(store, /STORE = '([^']+)'/)}')`);
    expect(worker).toContain(`get('secret')`);
    expect(worker).toContain(`'${named(header, /PAGE_SECRET_HEADER = '([^']+)'/)}'`);
  });
});
