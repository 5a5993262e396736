import { errorBodySchema, OrreryError } from '@orrery/protocol';
import type { z } from 'zod';
import { withUnseenNamed } from './format/visible-text.ts';
import { pageHeaders, renewedHeaders } from './page-secret/page-secret.ts';
import { withNamesShown } from './state/names-shown.ts';

/** A path with the parts of a query that are given. */
export function withQuery(path: string, query: Record<string, string | number | null | undefined>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query))
    if (value !== undefined && value !== null) params.set(key, String(value));
  const text = params.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** Reads JSON from the hub. Throws an `OrreryError` with the hub's words. */
export async function get<T>(path: string, schema: z.ZodType<T>, signal?: AbortSignal): Promise<T> {
  const response = await request(path, {
    headers: { accept: 'application/json' },
    ...(signal === undefined ? {} : { signal }),
  });
  return withNamesShown(schema.parse(await response.json()));
}

/** Sends JSON to the hub; its answer, if it has one, is of no interest. */
export async function send(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<void> {
  await request(path, withBody(method, body));
}

/** Sends JSON to the hub and reads its answer. */
export async function call<T>(
  method: 'POST' | 'PUT' | 'DELETE',
  path: string,
  schema: z.ZodType<T>,
  body?: unknown,
  signal?: AbortSignal,
): Promise<T> {
  const response = await request(path, { ...withBody(method, body), ...(signal && { signal }) });
  return withNamesShown(schema.parse(await response.json()));
}

/** Headers as a plain object: the page's own are added to them. */
type Init = Omit<RequestInit, 'headers'> & { headers?: Record<string, string> };

function withBody(method: string, body: unknown): Init {
  if (body === undefined) return { method };
  return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** Reads text from the hub, for what is shown or saved as it is. */
export async function fetchText(path: string, signal?: AbortSignal): Promise<string> {
  return (await request(path, signal === undefined ? {} : { signal })).text();
}

async function request(path: string, init: Init): Promise<Response> {
  const proof = await pageHeaders();
  let response = await ask(path, init, proof);
  if (response.status === 401) {
    // Another tab may have signed in since the secret was read. Nothing was done yet, so asking again is safe.
    const renewed = await renewedHeaders(proof);
    if (renewed !== null) response = await ask(path, init, renewed);
  }
  if (!response.ok) throw await readError(response);
  return response;
}

async function ask(path: string, init: Init, proof: Record<string, string>): Promise<Response> {
  try {
    return await fetch(path, {
      credentials: 'same-origin',
      ...init,
      headers: { ...init.headers, ...proof },
    });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new OrreryError('unavailable', 'The hub cannot be reached.', { cause });
  }
}

/** The hub's own errors carry a kind; the sign-in library and proxies say less. */
async function readError(response: Response): Promise<OrreryError> {
  const body: unknown = await response.json().catch(() => null);
  const parsed = errorBodySchema.safeParse(body);
  if (parsed.success) {
    const { kind, message, retryAfterMs } = parsed.data;
    return new OrreryError(
      kind,
      withUnseenNamed(message),
      retryAfterMs === undefined ? {} : { retryAfterMs },
    );
  }
  if (response.status === 401) return new OrreryError('unauthenticated', 'Not signed in.');
  if (response.status === 429)
    return new OrreryError('rateLimited', 'Too many tries. Wait a minute, then try again.');
  if (response.status === 404) return new OrreryError('notFound', 'The hub does not know this.');
  return new OrreryError('internal', `The hub answered ${response.status}.`);
}
