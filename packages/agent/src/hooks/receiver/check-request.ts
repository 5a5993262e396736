import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type HookTarget, hookPath } from '../settings/hook-entries.ts';

/** Why a request is refused before its body is read. */
export interface Refusal {
  status: number;
  message: string;
}

/** Only a client that was given the token in its settings gets past this; a web page in a browser never does. */
export function checkRequest(request: IncomingMessage, target: HookTarget): Refusal | null {
  const { headers, method, url } = request;
  if (headers.host !== `127.0.0.1:${target.port}`)
    return refuse(403, 'The Host header is not that of this receiver.');
  // Clients send none; browsers always do with a POST.
  if (headers.origin !== undefined) return refuse(403, 'Web pages may not send hooks.');
  if (url !== hookPath(target.id)) return refuse(404, 'There is nothing at this address.');
  if (method !== 'POST') return refuse(405, 'Hooks are sent with POST.');
  if (!isSameText(headers.authorization ?? '', `Bearer ${target.token}`)) {
    return refuse(401, 'The token is missing or not the one in settings.json. Install the hooks again.');
  }
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') return refuse(415, 'Hooks are sent as application/json.');
  return null;
}

/** Takes the same time whatever differs. */
function isSameText(a: string, b: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}

function refuse(status: number, message: string): Refusal {
  return { status, message };
}
