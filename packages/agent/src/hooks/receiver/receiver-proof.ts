import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { errorCode } from '../../files/error-code.ts';
import type { HookTarget } from '../settings/hook-entries.ts';

/** Who a receiver is. The key never leaves the state folder, so whoever was sent the token still cannot pass for it. */
export type ReceiverIdentity = Pick<HookTarget, 'id' | 'port'> & { proofKey: string };

/** Who listens where hooks are sent. */
export type Listener = 'ours' | 'other' | 'nobody';

const ASK_MS = 1_500;
const NONCE_BYTES = 32;
const PATH = /^\/orrery\/([A-Za-z0-9_-]+)\/proof\/([A-Za-z0-9_-]{43})$/;

/** What the receiver of this state folder answers; null for any other request. */
export function answerProof({ method, url }: IncomingMessage, receiver: ReceiverIdentity): string | null {
  const [, id, nonce] = PATH.exec(url ?? '') ?? [];
  if (method !== 'GET' || nonce === undefined || id !== receiver.id || receiver.proofKey === '') return null;
  return proofOf(receiver, nonce).toString('base64url');
}

/** Asks whoever listens to prove that it is the receiver of this state folder. Shows it nothing: neither key nor token. */
export function askReceiver(receiver: ReceiverIdentity): Promise<Listener> {
  const nonce = randomBytes(NONCE_BYTES).toString('base64url');
  const path = `/orrery/${receiver.id}/proof/${nonce}`;
  return new Promise((resolve) => {
    const request: ClientRequest = get(
      { host: '127.0.0.1', port: receiver.port, path, agent: false },
      (response) => {
        text(boundedBody(response)).then(
          (body) => resolve(isProof(body, receiver, nonce) ? 'ours' : 'other'),
          () => resolve('other'),
        );
      },
    );
    const timer = setTimeout(() => request.destroy(new Error('no answer in time')), ASK_MS);
    request.on('error', (error) => resolve(errorCode(error) === 'ECONNREFUSED' ? 'nobody' : 'other'));
    request.on('close', () => clearTimeout(timer));
  });
}

/** The port is in it: what another receiver of ours says elsewhere cannot be passed on. */
function proofOf({ id, port, proofKey }: ReceiverIdentity, nonce: string): Buffer {
  return createHmac('sha256', proofKey).update(`orrery hook receiver\n${id}\n${port}\n${nonce}`).digest();
}

function isProof(body: string, receiver: ReceiverIdentity, nonce: string): boolean {
  const given = Buffer.from(body, 'base64url');
  const expected = proofOf(receiver, nonce);
  return receiver.proofKey !== '' && given.length === expected.length && timingSafeEqual(given, expected);
}

async function* boundedBody(response: IncomingMessage): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > 1024) throw new Error('more than a proof');
    yield chunk;
  }
}
