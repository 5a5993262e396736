import type { DatabaseSync } from 'node:sqlite';
import { OrreryError, type Role, roleSchema, type Setup } from '@orrery/protocol';
import type { Principal } from './principal.ts';
import { hashSecret, isSameSecret, randomSecret } from './secret.ts';

/** People and their sessions. A thin face over the sign-in library, which is heavy and therefore loaded on first use. */
export interface SignIn {
  /**
   * Who these cookies belong to, or null. A session counts only with its proof; `unproved` when there is one without it.
   */
  session(cookies: readonly string[], proof: PageProof): Promise<FoundSession>;
  /** Whether a session goes on, with this role and this page secret. */
  isLive(session: { sessionId: string; pageHash: string; role: Role }): Promise<boolean>;
  createOwner(setup: Setup): Promise<void>;
  /** One of the library's own routes. */
  handle(call: SignInCall): Promise<SignInAnswer>;
}

/** What shows that a cookie comes from the page that signed in: its secret, or a ticket that was fetched with it. */
export type PageProof = { pageSecret: string } | { sessionId: string };

/** A person whose session was proved, a session without proof, or nobody. */
type FoundSession = Principal | 'unproved' | null;

/** A call of a library route: the part of the path after `/api/auth`, and what the browser sent. */
interface SignInCall {
  path: string;
  body: unknown;
  /** Of a session that has been proved already. */
  cookies: readonly string[];
  sessionId: string | null;
  userAgent: string | undefined;
}

/** What the library answered, without its own error format. */
interface SignInAnswer {
  cookies: string[];
  /** The session that began with this answer; null when none did. */
  begun: { sessionId: string; pageSecret: string; person: { name: string; email: string } } | null;
}

interface SignInOptions {
  database: DatabaseSync;
  secret: string;
  /** Cookies do not tell ports apart: the prefix keeps two hubs on one machine from signing each other's people out. */
  cookiePrefix: string;
}

const SESSION_LIFE_S = 30 * 86_400;
const REFRESH_AFTER_S = 86_400;

/** The library sees only calls that passed our own guard, and its cookies are rewritten: what address it has is all one. */
const LIBRARY_URL = 'http://127.0.0.1';

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
  const find = (cookie: string, query: { disableRefresh?: boolean }) =>
    auth.api.getSession({ headers: new Headers({ cookie }), query });
  return {
    session: async (cookies, proof) => {
      let isUnproved = false;
      for (const cookie of cookies) {
        const found = await find(cookie, { disableRefresh: true });
        if (!found) continue;
        isUnproved = true;
        const { session } = found;
        if (!isProved(session, proof)) continue;
        const ageMs = session.expiresAt.getTime() - Date.now();
        // Only now: a cookie alone must not keep a session alive.
        if (ageMs < (SESSION_LIFE_S - REFRESH_AFTER_S) * 1000) await find(cookie, {});
        return toPrincipal(found.user, session);
      }
      return isUnproved ? 'unproved' : null;
    },
    isLive: async ({ sessionId, pageHash, role }) => {
      const byId = (value: string) => [{ field: 'id', value }];
      const session = { model: 'session', where: byId(sessionId) };
      const found = await context.adapter.findOne<PageBound & { userId: string; expiresAt: Date }>(session);
      if (!found || found.expiresAt.getTime() <= Date.now() || found.pageHash !== pageHash) return false;
      const person = { model: 'user', where: byId(found.userId) };
      const user = await context.adapter.findOne<{ role?: unknown }>(person);
      return user !== null && roleOf(user) === role;
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
    handle: async (call) => {
      const cookie = await cookieOf(call, find);
      const cookies = await toCookies(await auth.handler(toRequest(call, cookie)));
      const token = newToken(cookies, options.cookiePrefix);
      const found = token === null ? null : await context.internalAdapter.findSession(token);
      // A cookie that is only renewed belongs to a session that has its secret.
      if (token === null || found === null || typeof (found.session as PageBound).pageHash === 'string')
        return { cookies, begun: null };
      const pageSecret = randomSecret();
      // A session is of no use before this: one that is begun in any other way stays so.
      await context.internalAdapter.updateSession(token, { pageHash: hashSecret(pageSecret) });
      return { cookies, begun: { sessionId: found.session.id, pageSecret, person: found.user } };
    },
  };
}

type Find = (
  cookie: string,
  query: { disableRefresh?: boolean },
) => Promise<{ session: { id: string } } | null>;

/** The cookies of the proved session among all that came. */
async function cookieOf({ cookies, sessionId }: SignInCall, find: Find): Promise<string | undefined> {
  if (sessionId === null) return undefined;
  for (const cookie of cookies) {
    if ((await find(cookie, { disableRefresh: true }))?.session.id === sessionId) return cookie;
  }
  return undefined;
}

/** What our own column adds to the library's row. */
interface PageBound {
  id: string;
  pageHash?: unknown;
}

/** A session from before there were page secrets has no hash, and counts with no proof. */
function isProved<T extends PageBound>(session: T, proof: PageProof): session is T & { pageHash: string } {
  const { pageHash } = session;
  if (typeof pageHash !== 'string') return false;
  if ('sessionId' in proof) return session.id === proof.sessionId;
  return isSameSecret(pageHash, hashSecret(proof.pageSecret));
}

/** The token of the session that an answer begins; null when it begins none. */
function newToken(cookies: readonly string[], prefix: string): string | null {
  for (const cookie of cookies) {
    const value = cookie.startsWith(`${prefix}.session_token=`) ? cookie.split(/[=;]/)[1] : undefined;
    // `token.signature`; a cookie that is taken back is empty.
    if (value) return decodeURIComponent(value).split('.')[0] ?? null;
  }
  return null;
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
    baseURL: LIBRARY_URL,
    basePath: '/api/auth',
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10, maxPasswordLength: 256 },
    user: { additionalFields: { role: { type: 'string' as const, input: false, defaultValue: 'viewer' } } },
    session: {
      expiresIn: SESSION_LIFE_S,
      updateAge: REFRESH_AFTER_S,
      cookieCache: { enabled: false },
      // Goes with the row: whatever ends or replaces a session ends its page secret.
      additionalFields: { pageHash: { type: 'string' as const, input: false, required: false } },
    },
    advanced: {
      cookiePrefix: options.cookiePrefix,
      // Whether the browser speaks TLS differs from request to request: `session-cookies.ts` adds what that needs.
      useSecureCookies: false,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' as const },
    },
    // The routes carry their own limits, for all ways in alike.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
  };
}

function toPrincipal(
  user: { id: string; name: string; email: string; role?: unknown },
  { id: sessionId, pageHash }: { id: string; pageHash: string },
): Principal {
  const { id: userId, name, email } = user;
  return { kind: 'session', sessionId, pageHash, userId, name, email, role: roleOf(user) };
}

function roleOf(user: { role?: unknown }): Role {
  return roleSchema.safeParse(user.role).data ?? 'viewer';
}

function toRequest(call: SignInCall, cookie: string | undefined): Request {
  const headers = new Headers({ 'content-type': 'application/json', origin: LIBRARY_URL });
  if (cookie !== undefined) headers.set('cookie', cookie);
  if (call.userAgent !== undefined) headers.set('user-agent', call.userAgent);
  const body = JSON.stringify(call.body ?? {});
  return new Request(`${LIBRARY_URL}/api/auth${call.path}`, { method: 'POST', headers, body });
}

async function toCookies(response: Response): Promise<string[]> {
  const text = await response.text();
  const body: unknown = text === '' ? null : JSON.parse(text);
  if (response.ok) return response.headers.getSetCookie();
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
