import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { createHub, type Hub, type HubOptions } from '../server/create-hub.ts';
import { createFakeArchive, type FakeArchive } from './fake-archive.ts';

/** A hub on a free loopback port over a fake archive and a folder of its own. */
export interface TestHub {
  hub: Hub;
  archive: FakeArchive;
  dataDir: string;
  /** A request with the hub's own origin. */
  call(method: string, path: string, options?: CallOptions): Promise<Response>;
}

interface CallOptions {
  body?: unknown;
  key?: string;
  cookie?: string;
  headers?: Record<string, string>;
}

export const OWNER = { name: 'Ada', email: 'ada@example.com', password: 'correct horse battery' };

/** A folder that goes away with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'orrery-hub-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts one; it stops with the test. */
export async function startTestHub(options: Partial<HubOptions> = {}): Promise<TestHub> {
  const archive = createFakeArchive();
  const dataDir = options.dataDir ?? temporaryFolder();
  const hub = await createHub({ archive, dataDir, version: '0.0.0-test', port: 0, ...options });
  onTestFinished(() => hub.close());
  const call: TestHub['call'] = (method, path, { body, key, cookie, headers = {} } = {}) =>
    fetch(hub.url + path, {
      method,
      redirect: 'manual',
      headers: {
        origin: hub.url,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...(cookie !== undefined && { cookie }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return { hub, archive, dataDir, call };
}

/** Makes the owner with the setup code; the answer's cookies as a browser would send them. */
export async function setUpOwner({ hub, call }: TestHub): Promise<string> {
  const code = hub.setupUrl()?.split('#code=')[1];
  const answer = await call('POST', '/api/setup', { body: { ...OWNER, code } });
  if (answer.status !== 200) throw new Error(`setup failed: ${answer.status} ${await answer.text()}`);
  return cookiesOf(answer);
}

/** `name=value` pairs of an answer's Set-Cookie headers. */
export function cookiesOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

/** Looks again until it is so. Ten seconds, because a loaded machine may take its time. */
export function eventually(read: () => unknown): ReturnType<typeof expect.poll> {
  return expect.poll(read, { timeout: 10_000, interval: 20 });
}
