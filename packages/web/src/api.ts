import {
  type EntriesPage,
  entriesPageSchema,
  errorBodySchema,
  type Me,
  meSchema,
  OrreryError,
  type SearchPage,
  type SessionDetail,
  type SessionsPage,
  type Setup,
  searchPageSchema,
  sessionDetailSchema,
  sessionsPageSchema,
} from '@orrery/protocol';
import type { z } from 'zod';

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
export const postSetup = (setup: Setup): Promise<void> => post('/api/setup', setup);

/** Signs in with a password; the session cookie comes with the answer. */
export const signIn = (credentials: { email: string; password: string }): Promise<void> =>
  post('/api/auth/sign-in/email', credentials);

/** Ends the session of this browser. */
export const signOut = (): Promise<void> => post('/api/auth/sign-out', {});

function withQuery(path: string, query: Record<string, string | number | null | undefined>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query))
    if (value !== undefined && value !== null) params.set(key, String(value));
  const text = params.toString();
  return text === '' ? path : `${path}?${text}`;
}

async function get<T>(path: string, schema: z.ZodType<T>, signal?: AbortSignal): Promise<T> {
  const response = await request(path, {
    headers: { accept: 'application/json' },
    ...(signal === undefined ? {} : { signal }),
  });
  return schema.parse(await response.json());
}

async function post(path: string, body: unknown): Promise<void> {
  await request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function request(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: 'same-origin', ...init });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new OrreryError('unavailable', 'The hub cannot be reached.', { cause });
  }
  if (!response.ok) throw await readError(response);
  return response;
}

/** The hub's own errors carry a kind; the sign-in library and proxies say less. */
async function readError(response: Response): Promise<OrreryError> {
  const body: unknown = await response.json().catch(() => null);
  const parsed = errorBodySchema.safeParse(body);
  if (parsed.success) {
    const { kind, message, retryAfterMs } = parsed.data;
    return new OrreryError(kind, message, retryAfterMs === undefined ? {} : { retryAfterMs });
  }
  if (response.status === 401) return new OrreryError('unauthenticated', 'Not signed in.');
  if (response.status === 429)
    return new OrreryError('rateLimited', 'Too many tries. Wait a minute, then try again.');
  if (response.status === 404) return new OrreryError('notFound', 'The hub does not know this.');
  return new OrreryError('internal', `The hub answered ${response.status}.`);
}
