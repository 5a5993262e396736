import {
  doneSchema,
  type EntriesPage,
  entriesPageSchema,
  liveTicketSchema,
  type Me,
  meSchema,
  OrreryError,
  passwordWasResetSchema,
  type SearchPage,
  type SessionDetail,
  type SessionsPage,
  type Setup,
  searchPageSchema,
  sessionDetailSchema,
  sessionsPageSchema,
  setupStateSchema,
  signedInSchema,
} from '@orrery/protocol';
import { call, get, send, withQuery } from './http.ts';
import { forgetSignIn, keepBrowserToken, keepSignIn, readBrowserToken } from './page-secret/page-secret.ts';

/** Who is signed in. */
export const fetchMe = (): Promise<Me> => get('/api/me', meSchema);

/** One page of all sessions in the archive, newest activity first. */
export function fetchSessions(
  query: { q?: string; cursor?: string | null; limit?: number },
  signal?: AbortSignal,
): Promise<SessionsPage> {
  return get(withQuery('/api/sessions', query), sessionsPageSchema, signal);
}

/** One session, whole. */
export function fetchSession(sessionId: string, signal?: AbortSignal): Promise<SessionDetail> {
  return get(`/api/sessions/${encodeURIComponent(sessionId)}`, sessionDetailSchema, signal);
}

/** A page of the conversation, oldest first. */
export function fetchEntries(
  sessionId: string,
  query: { agent?: string; before?: number; after?: number; around?: number; limit?: number },
  signal?: AbortSignal,
): Promise<EntriesPage> {
  return get(
    withQuery(`/api/sessions/${encodeURIComponent(sessionId)}/entries`, query),
    entriesPageSchema,
    signal,
  );
}

/** Where words occur in the archive, newest first. */
export function fetchSearch(
  query: { q: string; cursor?: string | null; limit?: number },
  signal?: AbortSignal,
): Promise<SearchPage> {
  return get(withQuery('/api/search', query), searchPageSchema, signal);
}

/** Whether somebody owns this hub; asked by whoever is not signed in. */
export const fetchSetupState = (): Promise<{ hasOwner: boolean }> => get('/api/setup', setupStateSchema);

/** Throws where the one-time code makes no owner. */
export const checkSetupCode = (code: string) => call('POST', '/api/setup/code', doneSchema, { code });

/** Makes the owner with the one-time code from the console, and signs in. */
export async function postSetup(setup: Setup): Promise<void> {
  await keepSignIn(await call('POST', '/api/setup', signedInSchema, setup));
}

/** Sets a new password with the one-time code from the console. */
export async function postPasswordReset(reset: { code: string; newPassword: string }): Promise<void> {
  const { browserToken } = await call('POST', '/api/auth/reset-password', passwordWasResetSchema, reset);
  await keepBrowserToken(browserToken);
}

/** Signs in with a password; the session cookie comes with the answer, and the page keeps what makes it count. */
export async function signIn(credentials: { email: string; password: string }): Promise<void> {
  const browserToken = await readBrowserToken();
  const body = { ...credentials, ...(browserToken !== null && { browserToken }) };
  await keepSignIn(await call('POST', '/api/auth/sign-in/email', signedInSchema, body));
}

/** Ends the session of this browser. */
export async function signOut(): Promise<void> {
  try {
    await send('POST', '/api/auth/sign-out', {});
  } catch (cause) {
    // A session that has ended already is what was asked for.
    if (!(cause instanceof OrreryError && cause.kind === 'unauthenticated')) throw cause;
  }
  await forgetSignIn();
}

/** Lets one live socket of this page in. */
export async function fetchLiveTicket(signal: AbortSignal): Promise<string> {
  return (await call('POST', '/api/live-ticket', liveTicketSchema, undefined, signal)).ticket;
}
