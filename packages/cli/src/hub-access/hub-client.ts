import { errorBodySchema } from '@orrery/protocol';
import type { z } from 'zod';
import { CliError } from '../terminal/cli-error.ts';
import { plainText } from '../terminal/plain-text.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { dataFolder, ELSEWHERE } from './data-folder.ts';
import { readHubFile } from './hub-file.ts';

/** Calls to a hub over HTTP, with a key. Failures are `CliError`s that say what to do. */
export interface HubClient {
  readonly url: string;
  /** Where people and machines reach it, where that is known and another address. */
  readonly publicUrl: string | null;
  get<T extends z.ZodType>(path: string, schema: T, query?: Query): Promise<z.infer<T>>;
  post<T extends z.ZodType>(path: string, schema: T, body: object): Promise<z.infer<T>>;
  remove(path: string): Promise<void>;
  /** Where more has to be said, and there is an answer. */
  removeWith<T extends z.ZodType>(path: string, schema: T, body: object): Promise<z.infer<T>>;
}

type Query = Record<string, string | number | undefined>;

const TIMEOUT_MS = 30_000;

/** The hub of `ORRERY_HUB`, else the one that runs on this account's data folder. Null: neither is there. */
export function findHub(terminal: Terminal): HubClient | null {
  const { ORRERY_HUB: url, ORRERY_API_KEY: apiKey } = terminal.env;
  if (url) {
    if (!apiKey) {
      throw new CliError(
        'ORRERY_HUB is set but ORRERY_API_KEY is not. Make a key on the hub: orrery api-key create',
      );
    }
    return createHubClient({ url: url.replace(/\/+$/, ''), apiKey, isLocal: false });
  }
  const running = readHubFile(dataFolder(terminal));
  return running === null ? null : createHubClient({ ...running, isLocal: true });
}

/** As `findHub`, but a missing hub is an error. */
export function requireHub(terminal: Terminal): HubClient {
  const hub = findHub(terminal);
  if (hub !== null) return hub;
  throw new CliError(
    `No hub runs on ${dataFolder(terminal)}. Start one with "orrery up". ${ELSEWHERE}; for a hub on another machine, ORRERY_HUB and ORRERY_API_KEY.`,
  );
}

interface ClientOptions {
  url: string;
  publicUrl?: string | undefined;
  apiKey: string;
  /** Found by its file: then a refused connection means that it has stopped. */
  isLocal: boolean;
}

/** A client for one hub. */
export function createHubClient(options: ClientOptions): HubClient {
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await send(options, method, path, body);
    const text = await response.text();
    if (!response.ok) throw refusal(options, response.status, text);
    return text === '' ? null : parseJson(options.url, text);
  };
  const checked = <T extends z.ZodType>(value: unknown, schema: T): z.infer<T> => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    throw new CliError(
      `${options.url} answers in a form that this version does not know. Update orrery here or there.`,
      {
        cause: parsed.error,
      },
    );
  };
  return {
    url: options.url,
    publicUrl: options.publicUrl ?? null,
    get: async (path, schema, query = {}) => checked(await call('GET', path + queryString(query)), schema),
    post: async (path, schema, body) => checked(await call('POST', path, body), schema),
    remove: async (path) => {
      await call('DELETE', path);
    },
    removeWith: async (path, schema, body) => checked(await call('DELETE', path, body), schema),
  };
}

async function send({ url, apiKey, isLocal }: ClientOptions, method: string, path: string, body?: object) {
  try {
    return await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (cause) {
    const advice = isLocal
      ? 'It has probably stopped. Start it with "orrery up".'
      : 'Look at the address and the network.';
    throw new CliError(`No hub answers at ${url}. ${advice}`, { cause });
  }
}

function refusal({ url }: ClientOptions, status: number, text: string): CliError {
  const parsed = errorBodySchema.safeParse(parseOptional(text));
  // A remote hub's words are foreign text, which must not move the cursor.
  const said = parsed.success ? plainText(parsed.data.message) : '';
  if (status === 401) {
    const why = said === '' ? 'Make one there: orrery api-key create' : said;
    return new CliError(`${url} does not accept the key. ${why}`);
  }
  return new CliError(said === '' ? `${url} answered with status ${status}.` : said);
}

function parseJson(url: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CliError(`${url} does not answer like a hub. Look at the address.`, { cause });
  }
}

function parseOptional(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function queryString(query: Query): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query))
    if (value !== undefined) parameters.set(key, String(value));
  return parameters.size === 0 ? '' : `?${parameters}`;
}
