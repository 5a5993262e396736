import { lookup } from 'node:dns';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { AddressRule } from './address-rules.ts';

/** One request to the outside. */
export interface OutgoingPost {
  url: URL;
  headers: Record<string, string>;
  body: string | Uint8Array;
  /** From the start to the head of the answer. */
  timeoutMs: number;
  /** Ends it early. */
  signal: AbortSignal;
  isRefused: AddressRule;
}

/** What the other side said. */
export interface OutgoingAnswer {
  status: number;
  retryAfter: string | null;
}

/**
 * Sends one POST on a connection of its own. Redirects are answers, not followed. Addresses are checked where the
 * connection is made, so a name cannot point elsewhere between check and use.
 */
export async function postOut(post: OutgoingPost): Promise<OutgoingAnswer> {
  const { url, isRefused, timeoutMs } = post;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && isRefused(host)) throw refusedAddress(host);
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    return await exchange(post, AbortSignal.any([post.signal, deadline]));
  } catch (error) {
    if (deadline.aborted && !post.signal.aborted) {
      const message = `no answer within ${Math.ceil(timeoutMs / 1000)} s`;
      throw Object.assign(new Error(message, { cause: error }), { code: 'NO_ANSWER' });
    }
    throw error;
  }
}

async function exchange(post: OutgoingPost, signal: AbortSignal): Promise<OutgoingAnswer> {
  const { url, headers, body } = post;
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const options = { method: 'POST', headers, signal, agent: false, lookup: checkedLookup(post.isRefused) };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = send(url, options, resolve);
    request.on('error', reject);
    request.setHeader('content-length', Buffer.byteLength(body));
    request.end(body);
  });
  // Its body is nobody's business: a receiver may be any server that the hub reaches.
  answer.destroy();
  return { status: answer.statusCode ?? 0, retryAfter: answer.headers['retry-after'] ?? null };
}

function checkedLookup(isRefused: AddressRule): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const allowed = addresses.filter(({ address }) => !isRefused(address));
      const [first] = allowed;
      if (first === undefined) return callback(refusedAddress(addresses[0]?.address ?? hostname), []);
      if (options.all) return callback(null, allowed);
      return callback(null, first.address, first.family);
    });
  };
}

function refusedAddress(address: string): Error {
  return Object.assign(new Error(`the address ${address} is not one that the hub sends to`), {
    code: 'ADDRESS_REFUSED',
  });
}
