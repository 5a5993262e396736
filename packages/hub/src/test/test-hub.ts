import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  LIVE_PROTOCOL,
  liveTicketSchema,
  PAGE_SECRET_HEADER,
  TICKET_PROTOCOL_PREFIX,
} from '@orrery/protocol';
import { expect, onTestFinished } from 'vitest';
import * as z from 'zod';
import { createHub, type Hub, type HubOptions } from '../server/create-hub.ts';
import { createFakeArchive, type FakeArchive } from './fake-archive.ts';

/** A hub on a free loopback port over a fake archive and a folder of its own. */
export interface TestHub {
  hub: Hub;
  archive: FakeArchive;
  dataDir: string;
  /** The page secret that came with a cookie. */
  pageSecretOf(cookie: string): string;
  /** A request with the hub's own origin. */
  call(method: string, path: string, options?: CallOptions): Promise<Response>;
}

interface CallOptions {
  body?: unknown;
  key?: string;
  /** Sent with the page secret that came with it, as the page does. */
  cookie?: string;
  /** False: the cookie alone, as another port of the host name could send it. */
  isPage?: boolean;
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
  const pageSecrets = new Map<string, string>();
  const pageSecretOf = (cookie: string) => pageSecrets.get(cookie) ?? '';
  const call: TestHub['call'] = async (method, path, callOptions = {}) => {
    const { body, key, cookie, isPage = true, headers = {} } = callOptions;
    const answer = await fetch(hub.url + path, {
      method,
      redirect: 'manual',
      headers: {
        origin: hub.url,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...(cookie !== undefined && { cookie }),
        ...(cookie !== undefined && isPage && { [PAGE_SECRET_HEADER]: pageSecretOf(cookie) }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    // A session that goes on with another secret keeps its cookie.
    const session = cookiesOf(answer) || cookie;
    if (session !== undefined && method === 'POST' && answer.ok) {
      const said = z.looseObject({ pageSecret: z.string() }).safeParse(await answer.clone().json());
      if (said.success) pageSecrets.set(session, said.data.pageSecret);
    }
    return answer;
  };
  return { hub, archive, dataDir, call, pageSecretOf };
}

/** Makes the owner with the setup code; the answer's cookies as a browser would send them. */
export async function setUpOwner({ hub, call }: TestHub): Promise<string> {
  const code = hub.setupUrl()?.split('#code=')[1];
  const answer = await call('POST', '/api/setup', { body: { ...OWNER, code } });
  if (answer.status !== 200) throw new Error(`setup failed: ${answer.status} ${await answer.text()}`);
  return cookiesOf(answer);
}

/** Headers with which a signed-in page opens its socket: the cookie, and a fresh ticket among the subprotocols. */
export async function socketHeaders({ hub, call }: TestHub, cookie: string): Promise<Record<string, string>> {
  const answer = await call('POST', '/api/live-ticket', { cookie });
  const { ticket } = liveTicketSchema.parse(await answer.json());
  const offered = `${LIVE_PROTOCOL}, ${TICKET_PROTOCOL_PREFIX}${ticket}`;
  return { cookie, origin: hub.url, 'sec-websocket-protocol': offered };
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
