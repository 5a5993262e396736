import type { DatabaseSync } from 'node:sqlite';
import { OrreryError, roleSchema, type Setup } from '@orrery/protocol';
import type { Principal } from './principal.ts';

/** People and their sessions. A thin face over the sign-in library, which is heavy and therefore loaded on first use. */
export interface SignIn {
  /** Who the cookie belongs to, or null. With `isPassive` the session's life is not prolonged. */
  session(cookie: string | undefined, isPassive?: boolean): Promise<Principal | null>;
  createOwner(setup: Setup): Promise<void>;
  /** One of the library's own routes. */
  handle(call: SignInCall): Promise<SignInAnswer>;
}

/** A call of a library route: the part of the path after `/api/auth`, and what the browser sent. */
interface SignInCall {
  path: string;
  body: unknown;
  cookie: string | undefined;
  origin: string | undefined;
  userAgent: string | undefined;
}

/** What the library answered, without its own error format. */
interface SignInAnswer {
  status: number;
  body: unknown;
  cookies: string[];
}

interface SignInOptions {
  database: DatabaseSync;
  secret: string;
  /** Where people reach the hub, for cookies and the library's own origin check. */
  baseUrl: string;
  origins: readonly string[];
  isSecure: boolean;
  /** Cookies do not tell ports apart: the prefix keeps two hubs on one machine from signing each other's people out. */
  cookiePrefix: string;
}

const SESSION_LIFE_S = 30 * 86_400;

/** Loads the library, brings its tables up to date and wraps it. */
export async function loadSignIn(options: SignInOptions): Promise<SignIn> {
  const [{ betterAuth }, { getMigrations }] = await Promise.all([
    import('better-auth'),
    import('better-auth/db/migration'),
  ]);
  const settings = librarySettings(options);
  await (await getMigrations(settings)).runMigrations();
  const auth = betterAuth(settings);
  const context = await auth.$context;
  return {
    session: async (cookie, isPassive = false) => {
      if (!cookie?.includes(`${options.cookiePrefix}.`)) return null;
      const query = isPassive ? { disableRefresh: true } : {};
      return toPrincipal(await auth.api.getSession({ headers: new Headers({ cookie }), query }));
    },
    createOwner: async ({ name, email, password }) => {
      const owner = { name, email: email.toLowerCase(), emailVerified: true, role: 'admin' };
      const user = await context.internalAdapter.createUser(owner, { method: 'email-password' });
      const hash = await context.password.hash(password);
      await context.internalAdapter.linkAccount({
        userId: user.id,
        accountId: user.id,
        providerId: 'credential',
        password: hash,
      });
    },
    handle: async (call) => toAnswer(await auth.handler(toRequest(call, options))),
  };
}

/** True when somebody owns the hub. Asks the table directly, because the library is not loaded yet at start. */
export function hasOwner(database: DatabaseSync): boolean {
  const table = database.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'user'`).get();
  return table !== undefined && database.prepare('SELECT 1 FROM user LIMIT 1').get() !== undefined;
}

function librarySettings(options: SignInOptions) {
  return {
    database: options.database,
    secret: options.secret,
    baseURL: options.baseUrl,
    basePath: '/api/auth',
    trustedOrigins: [...options.origins],
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10, maxPasswordLength: 256 },
    user: { additionalFields: { role: { type: 'string' as const, input: false, defaultValue: 'viewer' } } },
    session: { expiresIn: SESSION_LIFE_S, updateAge: 86_400, cookieCache: { enabled: false } },
    advanced: {
      cookiePrefix: options.cookiePrefix,
      useSecureCookies: options.isSecure,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' as const },
    },
    // The routes carry their own limits, for all ways in alike.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
  };
}

function toPrincipal(
  found: {
    session: { id: string };
    user: { id: string; name: string; email: string; role?: unknown };
  } | null,
): Principal | null {
  if (!found) return null;
  const role = roleSchema.safeParse(found.user.role);
  const { id: userId, name, email } = found.user;
  return { kind: 'session', sessionId: found.session.id, userId, name, email, role: role.data ?? 'viewer' };
}

function toRequest(call: SignInCall, options: SignInOptions): Request {
  const headers = new Headers({ 'content-type': 'application/json' });
  headers.set('origin', call.origin ?? new URL(options.baseUrl).origin);
  if (call.cookie !== undefined) headers.set('cookie', call.cookie);
  if (call.userAgent !== undefined) headers.set('user-agent', call.userAgent);
  const body = JSON.stringify(call.body ?? {});
  return new Request(`${options.baseUrl}/api/auth${call.path}`, { method: 'POST', headers, body });
}

async function toAnswer(response: Response): Promise<SignInAnswer> {
  const text = await response.text();
  const body: unknown = text === '' ? null : JSON.parse(text);
  if (response.ok) return { status: response.status, body, cookies: response.headers.getSetCookie() };
  if (response.status === 401)
    throw new OrreryError('unauthenticated', 'The e-mail address or the password is wrong.');
  if (response.status >= 500) throw new OrreryError('internal', 'Signing in failed inside the hub.');
  throw new OrreryError('invalid', libraryMessage(body));
}

function libraryMessage(body: unknown): string {
  const isObject = typeof body === 'object' && body !== null;
  return isObject && 'message' in body && typeof body.message === 'string'
    ? body.message
    : 'The request was refused.';
}
