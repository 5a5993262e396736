import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { OrreryError } from '@orrery/protocol';
import { createAgentLink } from '../agent-link/agent-link.ts';
import { type AgentLinkLimits, defaultAgentLinkLimits } from '../agent-link/agent-link-shared.ts';
import { type HubKey, openHubKey } from '../agent-link/hub-key.ts';
import type { Archive } from '../archive/archive.ts';
import { type Access, openAccess } from '../auth/access.ts';
import type { JoinTokenRequest, JoinTokenView } from '../auth/join-tokens.ts';
import { createControl } from '../control/control.ts';
import { createHostDesk } from '../control/host-desk.ts';
import { addRoutes } from '../http/add-routes.ts';
import { defaultRateLimits, type RateLimits } from '../http/rate-limits.ts';
import { defaultLiveLimits, type LiveLimits } from '../live/live-limits.ts';
import { createLiveLink, type LiveVisitor } from '../live/live-link.ts';
import { defaultNoticeLimits, type NoticeLimits } from '../notices/notice-limits.ts';
import { openNotices } from '../notices/open-notices.ts';
import { type App, createApp, type TlsFiles } from './app.ts';
import { checkBind, urlHost } from './bind-policy.ts';
import { createClientOf } from './client-of.ts';
import { type Clock, systemClock } from './clock.ts';
import { type Counters, createCounters } from './counters.ts';
import { createFailureLimiter } from './failure-limiter.ts';
import { type HubLogger, silentLogger } from './hub-logger.ts';
import { hubSockets } from './hub-sockets.ts';
import { defaultPrincipalLimits, type PrincipalLimits } from './principal-limits.ts';
import { openPrivateFolder } from './private-folder.ts';
import { parsePublicUrl } from './public-url.ts';
import { createRequestGuard, type RequestGuard } from './request-guard.ts';
import type { RouteFacts } from './route-access.ts';
import { defaultServerTimeouts, type ServerTimeouts } from './server-timeouts.ts';
import type { SocketFacts } from './socket-table.ts';
import { createTally } from './tally.ts';
import { handleUpgrades } from './upgrades.ts';

/** What a hub is made of. */
export interface HubOptions {
  /** Stays the caller's: it is not closed with the hub. */
  archive: Archive;
  /** Keys and the sign-in database live here. */
  dataDir: string;
  /** Product version. */
  version: string;
  host?: string;
  /** 0: any free port. */
  port?: number;
  /** The built page; without it a plain page says how to build it. */
  webDir?: string;
  allowedHosts?: readonly string[];
  allowedOrigins?: readonly string[];
  /** Networks of reverse proxies (addresses or CIDR) whose word on a client's address and scheme is believed. */
  trustedProxies?: readonly string[];
  tls?: TlsFiles;
  /** Listen wider than loopback without TLS. */
  insecureBind?: boolean;
  clock?: Clock;
  logger?: HubLogger;
  rateLimits?: Partial<RateLimits>;
  agentLimits?: Partial<AgentLinkLimits>;
  liveLimits?: Partial<LiveLimits>;
  principalLimits?: Partial<PrincipalLimits>;
  timeouts?: Partial<ServerTimeouts>;
  /**
   * Where people reach the hub ("https://orrery.example.com"): links in notices lead there, its host is allowed, and its
   * scheme decides cookie flags, HSTS and origins under that name. Unless told: where it listens.
   */
  publicUrl?: string;
  /** Whom push services can turn to: a `mailto:` or https URL. Unless told: `publicUrl` where that is https. */
  pushSubject?: string;
  /** Push services besides those of the known browsers, as `host` or `host:port`. */
  pushHosts?: readonly string[];
  noticeLimits?: Partial<NoticeLimits>;
}

/** A hub that listens. */
export interface Hub {
  readonly url: string;
  /** Every HTTP route and who may call it. */
  readonly routes: readonly RouteFacts[];
  /** Every path that can be upgraded to a WebSocket, and who may open it. */
  readonly sockets: readonly SocketFacts[];
  /** Where the owner is made; null when there is one. */
  setupUrl(): string | null;
  /** For agents that this process starts itself. */
  createJoinToken(request?: Partial<JoinTokenRequest>): JoinTokenView & { token: string };
  createApiKey: Access['keys']['create'];
  /** The key of this machine's console, until the hub closes. */
  createConsoleKey: Access['keys']['createConsole'];
  close(): Promise<void>;
}

const DEFAULT_PORT = 4680;

/** Opens the data folder, listens, and answers from then on. Throws `OrreryError` with words for the person at the console. */
export async function createHub(options: HubOptions): Promise<Hub> {
  const { archive, dataDir, host = '127.0.0.1', clock = systemClock, logger = silentLogger } = options;
  const hasTls = options.tls !== undefined;
  const givenUrl = options.publicUrl === undefined ? null : parsePublicUrl(options.publicUrl);
  checkBind({ host, hasTls, isInsecureAllowed: options.insecureBind ?? false });
  const clientOf = createClientOf(options.trustedProxies ?? []);
  openPrivateFolder(dataDir);
  const hubKey = openHubKey(dataDir);
  const bound: Bound = {};
  const guard = () => bound.guard ?? notYet();
  const access = openAccess({ dataDir, clock, logger, hubKeyHash: hubKey.hash, archiveId: archive.id });
  const closers: Closer[] = [];
  let isAccessClosed = false;
  const close = async () => {
    delete bound.guard;
    // Links first: a server waits for its sockets before it is closed.
    for (let closer = closers.shift(); closer; closer = closers.shift()) await closer();
    if (isAccessClosed) return;
    isAccessClosed = true;
    try {
      access.keys.endConsole();
    } catch (error) {
      // A full disk must not keep the hub from closing. The next start takes the key back.
      logger.debug('the console key was not taken back', { error: String(error) });
    }
    access.close();
  };
  try {
    const counters = createCounters();
    const publicUrl = () => givenUrl ?? bound.url ?? notYet();
    const ground = { archive, clock, logger, counters, version: options.version, access, guard, publicUrl };
    const { app, routes, sockets } = await assemble(options, { ...ground, hubKey, closers });
    const port = await listen(app, host, options.port ?? DEFAULT_PORT);
    const { allowedHosts = [], allowedOrigins = [] } = options;
    const names = { host, port, hasTls, allowedHosts, allowedOrigins, publicUrl: givenUrl };
    bound.guard = createRequestGuard({ ...names, clientOf });
    bound.url = `${hasTls ? 'https' : 'http'}://${urlHost(host)}:${port}`;
    return asHub({ url: bound.url, routes, sockets, access, close });
  } catch (error) {
    await close();
    throw error;
  }
}

interface Bound {
  /** Absent before the port is bound and after the hub began to close. */
  guard?: RequestGuard;
  url?: string;
}

type Closer = () => void | Promise<void>;

interface Ground {
  archive: Archive;
  clock: Clock;
  logger: HubLogger;
  counters: Counters;
  version: string;
  access: Access;
  guard: () => RequestGuard;
  publicUrl: () => string;
  hubKey: HubKey;
  closers: Closer[];
}

interface Assembled {
  app: App;
  routes: readonly RouteFacts[];
  sockets: readonly SocketFacts[];
}

/** Links, routes and upgrades, ready to listen. */
async function assemble(options: HubOptions, ground: Ground): Promise<Assembled> {
  const { archive, clock, access, closers } = ground;
  const rateLimits = { ...defaultRateLimits, ...options.rateLimits };
  const liveLimits = { ...defaultLiveLimits, ...options.liveLimits };
  const principalLimits = { ...defaultPrincipalLimits, ...options.principalLimits };
  // Before the machines are marked: what waits now is no news when they are back.
  const notices = await openNotices(options, {
    ...ground,
    limits: { ...defaultNoticeLimits, ...options.noticeLimits },
  });
  closers.push(() => notices.close());
  await markDisconnected(archive);
  const isStillValid = ({ principal }: LiveVisitor) => access.isStillValid(principal);
  const control = createControl({ ...ground, audit: access.audit });
  closers.push(() => control.close());
  const bulletins = [control.closes];
  const liveLink = await createLiveLink({
    ...ground,
    ...{ bulletins, isStillValid, limits: liveLimits, principalLimits },
    hasChangedOutside: access.hasChangedOutside,
  });
  closers.push(() => liveLink.close());
  const agentLink = createAgentLink({
    ...ground,
    commands: control.commands,
    permissions: control.permissions,
    joinTokens: access.joinTokens,
    journal: access.journal,
    failures: createFailureLimiter(rateLimits.join, clock),
    links: createFailureLimiter(rateLimits.links, clock, TOO_MANY_LINKS),
    limits: { ...defaultAgentLinkLimits, ...options.agentLimits },
  });
  closers.push(() => agentLink.close());
  const requests = createTally(principalLimits.requests, 'requests under way');
  const timeouts = { ...defaultServerTimeouts, ...options.timeouts };
  const { app, routes } = await createApp({ ...ground, tls: options.tls ?? null, requests, timeouts });
  closers.push(() => app.close());
  const webDir = findWeb(options.webDir);
  const hosts = createHostDesk({
    ...{ archive, audit: access.audit, dismiss: agentLink.dismiss },
    ...{ closes: control.closes, permissions: control.permissions },
  });
  const downloads = createTally(principalLimits.downloads, 'downloads of conversations');
  await addRoutes(app, { ...ground, liveLink, control, hosts, notices, rateLimits, webDir, downloads });
  const sockets = hubSockets({ agentLink, liveLink, liveLimits });
  handleUpgrades({ ...ground, server: app.server, sockets });
  return {
    app,
    routes,
    sockets: [...sockets.values()].map(({ path, access: of }) => ({ path, access: of })),
  };
}

function asHub(parts: Pick<Hub, 'url' | 'routes' | 'sockets'> & { access: Access; close: Closer }): Hub {
  const { url, routes, sockets, access, close } = parts;
  return {
    url,
    routes,
    sockets,
    setupUrl: () => {
      const code = access.setupCode.current();
      // After `#`: browsers do not send it, so it is in no log and no Referer.
      return code === null ? null : `${url}/setup#code=${code}`;
    },
    createJoinToken: (request = {}) =>
      access.joinTokens.create({ uses: 1, expiresMs: 3_600_000, ...request }),
    createApiKey: access.keys.create,
    createConsoleKey: access.keys.createConsole,
    close: async () => close(),
  };
}

const TOO_MANY_LINKS =
  'This machine has connected too often within a minute. Nothing is lost: its agent tries again.';

/** Nobody is connected to a hub that has just started, whatever the archive remembers. */
async function markDisconnected(archive: Archive): Promise<void> {
  const reason = 'not connected since the hub started';
  const connected = (await archive.hosts()).filter(({ state }) => state !== 'unreachable');
  await Promise.all(connected.map(({ id }) => archive.setHostLink(id, { isConnected: false, reason })));
}

async function listen(app: App, host: string, port: number): Promise<number> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : '';
    if (code === 'EADDRINUSE') {
      throw new OrreryError(
        'conflict',
        `Port ${port} on ${host} is in use. Stop what uses it or give another --port.`,
        { cause },
      );
    }
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL') {
      throw new OrreryError(
        'forbidden',
        `Cannot listen on ${host}:${port} (${code}). Give another --host or --port.`,
        { cause },
      );
    }
    throw cause;
  }
  return (app.server.address() as AddressInfo).port;
}

function findWeb(webDir: string | undefined): string | null {
  return webDir !== undefined && existsSync(join(webDir, 'index.html')) ? webDir : null;
}

function notYet(): never {
  throw new OrreryError('unavailable', 'The hub is starting or stopping.', { retryAfterMs: 100 });
}
