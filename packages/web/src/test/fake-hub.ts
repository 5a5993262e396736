import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { LIVE_PROTOCOL, type LiveDown, type Role } from '@orrery/protocol';
import { type WebSocket, WebSocketServer } from 'ws';
import { createTail } from '../gallery/tail.ts';
import { createWorld, shownSessionId, type World } from '../gallery/world.ts';
import type { SessionSummary } from '../state/wire-types.ts';
import { createFakeControl, type FakeControl } from './fake-control.ts';
import { type Answer, createFakeSettings, type FakeSettings, readBody } from './fake-settings.ts';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** The policy that the hub serves the page with; what breaks under it must break here too. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** The built page with a scripted world behind it, for screenshots without a hub. */
export interface FakeHub {
  url: string;
  world: World;
  settings: FakeSettings;
  /** Sends a frame to every connected page, as its fleet or session subscription. */
  push(topic: 'fleet' | 'session', message: (id: number) => LiveDown): void;
  /** Approvals, denials and closes. */
  control: FakeControl;
  /** Sends a row as it is now to every page. */
  change(session: SessionSummary): void;
  dropConnections(): void;
  close(): Promise<void>;
}

/** What a test chooses about it. */
export interface FakeHubOptions {
  isSignedIn?: boolean;
  /** The code that makes the owner, where there is none. */
  setupCode?: string;
  port?: number;
  role?: Role;
  world?: World;
}

/** Starts it on a free port of the loopback. */
export async function startFakeHub(siteDir: string, options: FakeHubOptions = {}): Promise<FakeHub> {
  const startedAt = Date.now();
  const world = options.world ?? createWorld(startedAt);
  const settings = createFakeSettings(world, startedAt);
  const subscriptions = new Map<WebSocket, { fleet?: number; session?: number }>();
  let seq = 1;
  const change = (session: SessionSummary) => {
    const from = seq;
    seq += 1;
    session.changeSeq = seq;
    for (const [socket, held] of subscriptions) {
      if (held.fleet === undefined) continue;
      const rows = { from, seq, now: Date.now(), hosts: [], sessions: [session] };
      socket.send(JSON.stringify({ type: 'fleetDelta', id: held.fleet, ...rows } satisfies LiveDown));
    }
  };
  const control = createFakeControl({
    sessions: world.sessions,
    me: 'Ana Ferreira',
    broadcast(message) {
      for (const socket of subscriptions.keys()) socket.send(JSON.stringify(message));
    },
    changed: change,
  });
  const server = createServer((request, response) => {
    const { isSignedIn = true, role = 'admin' } = options;
    const setupCode = options.setupCode ?? null;
    const site = { siteDir, world, settings, isSignedIn, setupCode, role, startedAt, control };
    answer(request, response, site).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  const sockets = new WebSocketServer({
    server,
    path: '/live',
    handleProtocols: (offered) => offered.has(LIVE_PROTOCOL) && LIVE_PROTOCOL,
  });
  sockets.on('connection', (socket) => {
    subscriptions.set(socket, {});
    socket.on('close', () => subscriptions.delete(socket));
    const send = (message: LiveDown) => socket.send(JSON.stringify(message));
    const now = Date.now();
    send({ type: 'welcome', protocol: 1, hubVersion: '0.1.0', archiveId: 'fake', now });
    send({ type: 'closes', closes: control.closes });
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as {
        type: string;
        id: number;
        topic?: { kind: string; sessionId?: string };
      };
      if (message.type !== 'subscribe') return;
      const held = subscriptions.get(socket) ?? {};
      if (message.topic?.kind === 'fleet') {
        held.fleet = message.id;
        send({ type: 'fleetSnapshot', id: message.id, seq, now: Date.now(), ...world });
        return;
      }
      held.session = message.id;
      const session = world.sessions.find(({ id }) => id === message.topic?.sessionId);
      if (session === undefined) {
        send({ type: 'error', id: message.id, kind: 'notFound', message: 'No such session.' });
        return;
      }
      send({
        type: 'sessionSnapshot',
        id: message.id,
        seq: 1,
        now: Date.now(),
        session,
        ...createTail(session.id, startedAt),
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    world,
    settings,
    control,
    change,
    push(topic, message) {
      for (const [socket, held] of subscriptions) {
        const id = held[topic];
        if (id !== undefined) socket.send(JSON.stringify(message(id)));
      }
    },
    dropConnections() {
      for (const socket of sockets.clients) socket.terminate();
    },
    async close() {
      control.stop();
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Site {
  siteDir: string;
  world: World;
  settings: FakeSettings;
  isSignedIn: boolean;
  setupCode: string | null;
  role: Role;
  startedAt: number;
  control: FakeControl;
}

async function answer(request: IncomingMessage, response: ServerResponse, site: Site): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://hub');
  if (url.pathname.startsWith('/api/')) {
    if (!site.isSignedIn) {
      return sendJson(response, ...((await answerStranger(request, url, site)) ?? api(url, site)));
    }
    const acted = await site.control.answer(request, url.pathname);
    const answered = acted ?? (await site.settings.answer(request, url));
    return sendJson(response, ...(answered ?? api(url, site)));
  }
  const file = join(site.siteDir, normalize(url.pathname));
  const isFile = await stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
  const path = isFile ? file : join(site.siteDir, 'index.html');
  response.writeHead(200, {
    'content-type': types[extname(path)] ?? 'application/octet-stream',
    'content-security-policy': policy,
  });
  createReadStream(path).pipe(response);
}

/** What a hub says to somebody who is not signed in. */
async function answerStranger(
  request: IncomingMessage,
  { pathname }: URL,
  { setupCode }: Site,
): Promise<Answer> {
  if (request.method === 'GET' && pathname === '/api/setup') return [200, { hasOwner: setupCode === null }];
  const body = await readBody(request);
  const given = (body ?? {}) as { code?: string; password?: string };
  const wrong = { kind: 'forbidden', message: 'This code makes no owner. Open the newest link.' };
  if (pathname === '/api/setup/code')
    return given.code === setupCode ? [200, { message: 'The code is right.' }] : [403, wrong];
  if (pathname === '/api/auth/reset-password')
    return [403, { ...wrong, message: 'This code does not work.' }];
  if (pathname === '/api/auth/sign-in/email') return [401, { message: 'No.' }];
  return null;
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(status === 204 ? '' : JSON.stringify(body));
}

function api(url: URL, site: Site): [status: number, body: unknown] {
  if (!site.isSignedIn) return [401, { kind: 'unauthenticated', message: 'Not signed in.' }];
  if (url.pathname === '/api/me')
    return [200, { name: 'Ana Ferreira', email: 'ana@example.com', role: site.role }];
  if (url.pathname === '/api/live-ticket') return [200, { ticket: 'fake-live-ticket', expiresInMs: 15_000 }];
  if (url.pathname === '/api/sessions') return [200, { items: site.world.sessions, nextCursor: null }];
  const tail = createTail(shownSessionId, site.startedAt);
  const match = /^\/api\/sessions\/([^/]+)(\/entries)?$/.exec(url.pathname);
  if (match?.[2] !== undefined) {
    const number = (key: string) => (url.searchParams.has(key) ? Number(url.searchParams.get(key)) : null);
    const [before, after, around] = [number('before'), number('after'), number('around')];
    const limit = number('limit') ?? 100;
    const agent = url.searchParams.get('agent');
    const all = tail.entries.filter(
      ({ agentId }) => agent === null || agentId === (agent === 'main' ? null : agent),
    );
    const isIn = (seq: number) => (before === null || seq < before) && (after === null || seq > after);
    let items = all.filter(({ seq }) => isIn(seq));
    if (around !== null) items = all.filter(({ seq }) => Math.abs(seq - around) <= limit / 2);
    else items = after === null ? items.slice(-limit) : items.slice(0, limit);
    const first = items[0]?.seq ?? 0;
    const last = items.at(-1)?.seq ?? 0;
    return [
      200,
      {
        items,
        hasBefore: all.some(({ seq }) => seq < first),
        hasAfter: all.some(({ seq }) => seq > last),
      },
    ];
  }
  if (match !== null) {
    const session = site.world.sessions.find(({ id }) => id === match[1]);
    if (session === undefined) return [404, { kind: 'notFound', message: 'No such session.' }];
    return [
      200,
      {
        ...session,
        agentList: tail.agents,
        clients: [{ client: session.client, version: session.clientVersion }],
      },
    ];
  }
  if (url.pathname === '/api/search') {
    const q = url.searchParams.get('q') ?? '';
    const items = site.world.sessions.slice(0, 6).map((session, index) => ({
      sessionId: session.id,
      uuid: `u${index}`,
      seq: 10 + index,
      at: session.lastActivityAt,
      role: index % 2 === 0 ? 'assistant' : 'user',
      kind: 'assistant',
      agentId: null,
      snippet: [
        { text: 'We should claim the event before ', match: false },
        { text: q, match: true },
        { text: ' runs, so that a repeat delivery is safe.', match: false },
      ],
      title: session.title,
      hostId: session.hostId,
      project: session.project,
    }));
    return [200, { items, nextCursor: null, tookMs: 3.2, isComplete: true }];
  }
  return [404, { kind: 'notFound', message: 'No such route.' }];
}
