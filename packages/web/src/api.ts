import {
  type EntriesPage,
  entriesPageSchema,
  type Me,
  meSchema,
  type SearchPage,
  type SessionDetail,
  type SessionsPage,
  type Setup,
  searchPageSchema,
  sessionDetailSchema,
  sessionsPageSchema,
} from '@orrery/protocol';
import { get, send, withQuery } from './http.ts';

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

/** Makes the owner with the one-time code from the console. */
export const postSetup = (setup: Setup): Promise<void> => send('POST', '/api/setup', setup);

/** Sets a new password with the one-time code from the console. */
export const postPasswordReset = (reset: { code: string; newPassword: string }): Promise<void> =>
  send('POST', '/api/auth/reset-password', reset);

/** Signs in with a password; the session cookie comes with the answer. */
export const signIn = (credentials: { email: string; password: string }): Promise<void> =>
  send('POST', '/api/auth/sign-in/email', credentials);

/** Ends the session of this browser. */
export const signOut = (): Promise<void> => send('POST', '/api/auth/sign-out', {});
