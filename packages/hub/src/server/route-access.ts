import { OrreryError, type Role, roleSchema } from '@orrery/protocol';
import type { FastifyRequest } from 'fastify';
import type { App } from './app.ts';

/** Who may call a route: anybody, or whoever is signed in with at least this role. */
export type RouteAccess = 'public' | Role;

/** A route as it was registered. */
export interface RouteFacts {
  method: string;
  url: string;
  access: RouteAccess;
}

/** The pattern of the page's files. It also catches every path that has no route of its own. */
const ANY_PATH = '/*';

/** Paths without a route, the first that fits: below `/api` nobody unknown learns what there is. */
const WITHOUT_ROUTE: readonly { prefix: string; access: RouteAccess }[] = [
  { prefix: '/api', access: 'viewer' },
  { prefix: '/', access: 'public' },
];

/**
 * Lists routes as they are added after this call. One that does not state its access is a mistake of ours, and a hub
 * with such a route must not start: it throws where the route is added.
 */
export function listRoutes(app: App): RouteFacts[] {
  const routes: RouteFacts[] = [];
  app.addHook('onRoute', ({ method, url, config }) => {
    const access = config?.access;
    if (access !== 'public' && !roleSchema.safeParse(access).success) {
      throw new OrreryError('internal', `The route ${method} ${url} does not state who may call it.`);
    }
    for (const one of [method].flat()) routes.push({ method: one, url, access: access as RouteAccess });
  });
  return routes;
}

/** Who may make this request. */
export function neededAccess(request: FastifyRequest): RouteAccess {
  const { url, config } = request.routeOptions;
  if (!request.is404 && url !== ANY_PATH) return config.access ?? notStated();
  return WITHOUT_ROUTE.find(({ prefix }) => request.url.startsWith(prefix))?.access ?? 'viewer';
}

function notStated(): never {
  throw new OrreryError('internal', 'A route does not state who may call it.');
}
