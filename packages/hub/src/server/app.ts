import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import { OrreryError } from '@orrery/protocol';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type RawReplyDefaultExpression,
  type RawRequestDefaultExpression,
  type RawServerDefault,
} from 'fastify';
import { jsonSchemaTransform, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { type Access, unauthenticated } from '../auth/access.ts';
import { type Caller, checkRole, principalId } from '../auth/principal.ts';
import { clientAddressOf } from './client-address.ts';
import { toHttpError } from './http-error.ts';
import type { HubLogger } from './hub-logger.ts';
import type { RequestGuard } from './request-guard.ts';
import { listRoutes, neededAccess, type RouteAccess, type RouteFacts } from './route-access.ts';
import { securityHeaders } from './security-headers.ts';
import { type ServerTimeouts, timeoutSettings } from './server-timeouts.ts';
import type { Tally } from './tally.ts';
import { whenClosed } from './when-closed.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route. Stated on every one: without it the hub does not start. */
    access?: RouteAccess;
  }
  interface FastifyRequest {
    /** Null only on public routes. */
    principal: Caller | null;
  }
}

/** The HTTP application with zod as its schema language. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** Certificate and key in PEM. */
export interface TlsFiles {
  cert: string | Buffer;
  key: string | Buffer;
}

interface AppOptions {
  access: Access;
  guard: () => RequestGuard;
  logger: HubLogger;
  version: string;
  tls: TlsFiles | null;
  /** Requests that a person or key has under way. */
  requests: Tally;
  timeouts: ServerTimeouts;
}

/** Enough for a password change or a token request; nothing that comes in over HTTP is large. */
const MAX_BODY_BYTES = 64 * 1024;

/** Builds the application: guard, sign-in, limits and headers for every route that is added afterwards. */
export async function createApp(options: AppOptions): Promise<{ app: App; routes: RouteFacts[] }> {
  const timeouts = timeoutSettings(options.timeouts);
  const settings = {
    ...timeouts.settings,
    logger: false,
    bodyLimit: MAX_BODY_BYTES,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
  };
  const { tls } = options;
  const bare = tls
    ? Fastify({ ...settings, https: { ...tls, ...timeouts.https } })
    : Fastify({ ...settings, http: timeouts.http });
  const app = bare.withTypeProvider<ZodTypeProvider>() as unknown as App;
  const routes = listRoutes(app);
  app.setValidatorCompiler(validatorCompiler);
  // Answers are built from typed rows; a second validation of every row would only cost time.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.decorateRequest('principal', null);
  addHooks(app, options);
  await app.register(helmet, securityHeaders(tls !== null));
  await app.register(rateLimit, {
    global: false,
    errorResponseBuilder: (_request, { ttl }) =>
      new OrreryError('rateLimited', 'Too many requests. Wait a little.', { retryAfterMs: ttl }),
  });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Orrery', version: options.version },
      components: {
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer' },
          session: { type: 'apiKey', in: 'cookie', name: 'session_token' },
        },
      },
    },
    transform: jsonSchemaTransform,
  });
  return { app, routes };
}

function addHooks(app: App, { access, guard, logger, requests }: AppOptions): void {
  app.addHook('onRequest', async (request, reply) => {
    // Transcripts belong in no cache; the page's own files say otherwise themselves.
    reply.header('cache-control', 'no-store');
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    guard().checkHost(request.headers);
    guard().checkOrigin(request.headers, isRead ? 'read' : 'unsafe');
    const needed = neededAccess(request);
    if (needed === 'public') return;
    const principal = await access.authenticate(request.headers);
    if (!principal) throw unauthenticated();
    request.principal = { ...principal, address: clientAddressOf(request.raw) };
    checkRole(principal, needed);
    whenClosed(reply.raw, requests.enter(principalId(principal)));
  });
  app.setErrorHandler((error, request, reply) => {
    const { status, body, headers } = toHttpError(error);
    // The route's pattern, not its URL: URLs hold ids and queries.
    if (status >= 500)
      logger.error('request failed', { route: request.routeOptions.url, error: describe(error) });
    return reply.status(status).headers(headers).send(body);
  });
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
