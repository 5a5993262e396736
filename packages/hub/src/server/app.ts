import type { IncomingMessage } from 'node:http';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import { OrreryError, PAGE_SECRET_HEADER } from '@orrery/protocol';
import { jsonExcess } from '@orrery/transcript';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type RawReplyDefaultExpression,
  type RawRequestDefaultExpression,
  type RawServerDefault,
} from 'fastify';
import { jsonSchemaTransform, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { type Access, unauthenticated } from '../auth/access.ts';
import { type Caller, checkRole, principalId } from '../auth/principal.ts';
import { toHttpError } from './http-error.ts';
import type { HubLogger } from './hub-logger.ts';
import { cutPipelines } from './pipelined-requests.ts';
import type { RequestGuard, Visit } from './request-guard.ts';
import { listRoutes, neededAccess, type RouteAccess, type RouteFacts } from './route-access.ts';
import { BARE_HEADERS, securityHeaders, strictTransport } from './security-headers.ts';
import { type ServerTimeouts, timeoutSettings } from './server-timeouts.ts';
import { boundSilentConnections } from './silent-connections.ts';
import type { Tally } from './tally.ts';
import { refuseUnreadable } from './unreadable-request.ts';
import { whenClosed } from './when-closed.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route. Stated on every one: without it the hub does not start. */
    access?: RouteAccess;
    /** Where the page shows the same: a browser that opens the address itself is sent there, for it cannot send the page's secret. */
    inPage?: string;
  }
  interface FastifyRequest {
    /** Null only on public routes. */
    principal: Caller | null;
    /** How the request came. Set before anything else looks at it. */
    visit: Visit;
    /** IP address of the client, behind trusted proxies too. Limits and the audit log count and note this one. */
    clientAddress: string;
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
  const { guard } = options;
  const timeouts = timeoutSettings(options.timeouts);
  const settings = {
    ...timeouts.settings,
    logger: false,
    bodyLimit: MAX_BODY_BYTES,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    clientErrorHandler: refuseUnreadable,
    frameworkErrors: (error: Error, { raw }: FastifyRequest, reply: FastifyReply) =>
      answerUnrouted(guard, error, { raw, reply }),
  };
  const { tls } = options;
  const bare = tls
    ? Fastify({ ...settings, https: { ...tls, ...timeouts.https } })
    : Fastify({ ...settings, http: timeouts.http });
  const app = bare.withTypeProvider<ZodTypeProvider>() as unknown as App;
  boundSilentConnections(app.server);
  cutPipelines(app);
  const routes = listRoutes(app);
  app.setValidatorCompiler(validatorCompiler);
  // Answers are built from typed rows; a second validation of every row would only cost time.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.decorateRequest('principal', null);
  addJsonParser(app);
  // Set by the first hook; a request that never gets there reaches no handler.
  app.decorateRequest('visit');
  app.decorateRequest('clientAddress', 'unknown');
  // First, so that what the hooks refuse has these headers too.
  await app.register(helmet, securityHeaders());
  addHooks(app, options);
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
          page: { type: 'apiKey', in: 'header', name: PAGE_SECRET_HEADER },
        },
      },
    },
    transform: jsonSchemaTransform,
  });
  return { app, routes };
}

/** What the framework refuses before it looks for a route passes no hook: the guard and the headers are added here. */
function answerUnrouted(
  guard: () => RequestGuard,
  error: Error,
  { raw, reply }: { raw: IncomingMessage; reply: FastifyReply },
): void {
  let refusal: unknown = error;
  try {
    guard().visit(raw);
  } catch (unknownHost) {
    refusal = unknownHost;
  }
  const { status, body, headers } = toHttpError(refusal);
  reply
    .status(status)
    .headers({ ...BARE_HEADERS, ...headers })
    .send(body);
}

/** Bodies are looked at before they are parsed: brackets are cheap to send and dear to keep. */
function addJsonParser(app: App): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    const excess = jsonExcess(body);
    if (excess === null) return void parse(request, body, done);
    done(new OrreryError('invalid', `The body is refused: ${excess}.`));
  });
}

function addHooks(app: App, { access, guard, logger, requests }: AppOptions): void {
  app.addHook('onRequest', async (request, reply) => {
    // Transcripts belong in no cache; the page's own files say otherwise themselves.
    reply.header('cache-control', 'no-store');
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const visit = guard().visit(request.raw);
    request.visit = visit;
    request.clientAddress = visit.address;
    const strict = strictTransport(visit);
    if (strict !== null) reply.header('strict-transport-security', strict);
    guard().checkOrigin(visit, request.headers, isRead ? 'read' : 'unsafe');
    const needed = neededAccess(request);
    if (needed === 'public') return;
    const { inPage } = request.routeOptions.config;
    if (inPage !== undefined && isVisitByAddressBar(request)) return reply.redirect(inPage);
    const principal = await access.authenticate(request.headers, visit.scheme);
    if (!principal) throw unauthenticated();
    request.principal = { ...principal, address: visit.address };
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

/** A browser that goes to the address, as opposed to a page or a script that asks there. */
function isVisitByAddressBar({ headers }: FastifyRequest): boolean {
  return headers['sec-fetch-mode'] === 'navigate' && headers.authorization === undefined;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
