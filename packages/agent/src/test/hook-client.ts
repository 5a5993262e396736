import { type ClientRequest, type IncomingMessage, request } from 'node:http';

/** What a client got for a hook. */
export interface HookAnswer {
  status: number;
  body: unknown;
}

/** A hook that was sent; `answer` resolves when the receiver replies. */
export interface SentHook {
  answer: Promise<HookAnswer>;
  isAnswered(): boolean;
  hangUp(): void;
}

/** Where and how hooks are sent; a test may forge any part. */
export interface HookAddress {
  port: number;
  path: string;
  headers: Record<string, string>;
  method?: string;
}

/** The address that a settings file gives for one event. */
export function hookAddressOf(settings: string, event = 'PermissionRequest'): HookAddress {
  const { url, headers } = JSON.parse(settings).hooks[event].at(-1).hooks[0];
  const { port, pathname } = new URL(url);
  return { port: Number(port), path: pathname, headers };
}

/** Sends a hook as a client does. */
export function sendHook(address: HookAddress, body: unknown): SentHook {
  const { port, path, headers, method = 'POST' } = address;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  let isAnswered = false;
  let sent: ClientRequest | undefined;
  const answer = new Promise<HookAnswer>((resolve, reject) => {
    sent = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method,
        agent: false,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(text),
          ...headers,
        },
      },
      (response) => {
        void read(response).then((received) => {
          isAnswered = true;
          resolve({ status: response.statusCode ?? 0, body: received });
        }, reject);
      },
    );
    sent.on('error', reject);
    sent.end(text);
  });
  answer.catch(() => undefined);
  return { answer, isAnswered: () => isAnswered, hangUp: () => sent?.destroy() };
}

async function read(response: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
}
