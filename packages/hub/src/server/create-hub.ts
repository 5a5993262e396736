import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { OrreryError } from '@orrery/protocol';
import { type AgentLink, createAgentLink } from '../agent-link/agent-link.ts';
import { type AgentLinkLimits, defaultAgentLinkLimits } from '../agent-link/agent-link-shared.ts';
import { openHubKey } from '../agent-link/hub-key.ts';
import type { Archive } from '../archive/archive.ts';
import { type Access, openAccess } from '../auth/access.ts';
import type { JoinTokenRequest, JoinTokenView } from '../auth/join-tokens.ts';
import { addRoutes } from '../http/add-routes.ts';
import { defaultRateLimits, type RateLimits } from '../http/rate-limits.ts';
import { defaultLiveLimits, type LiveLimits } from '../live/live-limits.ts';
import { createLiveLink, type LiveLink } from '../live/live-link.ts';
import { type App, createApp, type TlsFiles } from './app.ts';
import { checkBind, urlHost } from './bind-policy.ts';
import { type Clock, systemClock } from './clock.ts';
import { createCounters } from './counters.ts';
import { createFailureLimiter } from './failure-limiter.ts';
import { type HubLogger, silentLogger } from './hub-logger.ts';
import { createPrivateFolder } from './private-file.ts';
import { createRequestGuard, type RequestGuard } from './request-guard.ts';
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
  tls?: TlsFiles;
  /** Listen wider than loopback without TLS. */
  insecureBind?: boolean;
  clock?: Clock;
  logger?: HubLogger;
  rateLimits?: Partial<RateLimits>;
  agentLimits?: Partial<AgentLinkLimits>;
  liveLimits?: Partial<LiveLimits>;
}

/** A hub that listens. */
export interface Hub {
  readonly url: string;
  /** Where the owner is made; null when there is one. */
  setupUrl(): string | null;
  /** For agents that this process starts itself. */
  createJoinToken(request?: Partial<JoinTokenRequest>): JoinTokenView & { token: string };
  createApiKey: Access['keys']['create'];
  close(): Promise<void>;
}

const DEFAULT_PORT = 4680;

/** Opens the data folder, listens, and answers from then on. Throws `OrreryError` with words for the person at the console. */
export async function createHub(options: HubOptions): Promise<Hub> {
  const { archive, dataDir, host = '127.0.0.1', clock = systemClock, logger = silentLogger } = options;
  const tls = options.tls ?? null;
  checkBind({ host, hasTls: tls !== null, isInsecureAllowed: options.insecureBind ?? false });
  createPrivateFolder(dataDir);
  const hubKey = openHubKey(dataDir);
  const bound: { guard?: RequestGuard; baseUrl?: string } = {};
  const guard = () => bound.guard ?? notYet();
  const access = openAccess({
    dataDir,
    hubKeyHash: hubKey.hash,
    archiveId: archive.id,
    clock,
    address: () => ({ baseUrl: bound.baseUrl ?? notYet(), origins: guard().origins, isSecure: tls !== null }),
  });
  const limits = {
    rate: { ...defaultRateLimits, ...options.rateLimits },
    agent: { ...defaultAgentLinkLimits, ...options.agentLimits },
    live: { ...defaultLiveLimits, ...options.liveLimits },
  };
  const shared = { archive, clock, logger, counters: createCounters(), version: options.version };
  let parts: { app: App; liveLink: LiveLink; agentLink: AgentLink } | null = null;
  try {
    await markDisconnected(archive);
    const isStillValid: Parameters<typeof createLiveLink>[0]['isStillValid'] = ({ principal, headers }) =>
      access.isStillValid(principal, headers);
    const liveLink = await createLiveLink({ ...shared, isStillValid, limits: limits.live });
    const failures = createFailureLimiter(limits.rate.join, clock);
    const agentLink = createAgentLink({
      ...{ ...shared, hubKey, failures, joinTokens: access.joinTokens, limits: limits.agent },
    });
    const app = await createApp({ access, guard, logger, version: options.version, tls });
    parts = { app, liveLink, agentLink };
    await addRoutes(app, {
      ...shared,
      access,
      liveLink,
      rateLimits: limits.rate,
      webDir: findWeb(options.webDir),
    });
    handleUpgrades({
      server: app.server,
      access,
      guard,
      agentLink,
      liveLink,
      liveLimits: limits.live,
      ...shared,
    });
    const port = await listen(app, host, options.port ?? DEFAULT_PORT);
    const { allowedHosts = [], allowedOrigins = [] } = options;
    bound.guard = createRequestGuard({ host, port, hasTls: tls !== null, allowedHosts, allowedOrigins });
    bound.baseUrl = `${tls ? 'https' : 'http'}://${urlHost(host)}:${port}`;
    return asHub(bound.baseUrl, access, parts);
  } catch (error) {
    await closeParts(access, parts);
    throw error;
  }
}

function asHub(
  url: string,
  access: Access,
  parts: { app: App; liveLink: LiveLink; agentLink: AgentLink },
): Hub {
  return {
    url,
    setupUrl: () => {
      const code = access.setupCode.current();
      // After `#`: browsers do not send it, so it is in no log and no Referer.
      return code === null ? null : `${url}/setup#code=${code}`;
    },
    createJoinToken: (request = {}) =>
      access.joinTokens.create({ uses: 1, expiresMs: 3_600_000, ...request }),
    createApiKey: access.keys.create,
    close: () => closeParts(access, parts),
  };
}

async function closeParts(
  access: Access,
  parts: { app: App; liveLink: LiveLink; agentLink: AgentLink } | null,
): Promise<void> {
  if (parts) {
    parts.liveLink.close();
    await parts.agentLink.close();
    await parts.app.close();
  }
  access.close();
}

/** Nobody is connected to a hub that has just started, whatever the archive remembers. */
async function markDisconnected(archive: Archive): Promise<void> {
  for (const { id, state } of await archive.hosts()) {
    if (state === 'unreachable') continue;
    await archive.setHostLink(id, { isConnected: false, reason: 'not connected since the hub started' });
  }
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
  throw new OrreryError('unavailable', 'The hub is starting.', { retryAfterMs: 100 });
}
