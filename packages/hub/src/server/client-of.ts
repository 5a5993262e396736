import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { OrreryError } from '@orrery/protocol';

/** Who is at the other end of a request, as far as somebody we trust says so. */
interface Client {
  /** IP address; of the direct peer unless that is a trusted proxy. "unknown" where the socket has none. */
  readonly address: string;
  /** How the client spoke to the proxy; null when no trusted proxy says. */
  readonly scheme: 'http' | 'https' | null;
}

/** Reads the client from a request. Routes, upgrades, limits and the audit log all ask this one function. */
export type ClientOf = (request: IncomingMessage) => Client;

/** More hops than this are no chain of proxies but somebody's invention. */
const MAX_HOPS = 16;
const MAX_HEADER_CHARS = 2048;

/**
 * Believes `X-Forwarded-*` and `Forwarded` only from peers in the list, and of a chain only what trusted proxies added:
 * the right-most address that is none of them is the client. What is malformed counts as not said.
 */
export function createClientOf(trustedProxies: readonly string[]): ClientOf {
  const trusted = parseProxies(trustedProxies);
  const isTrusted = (address: string) => trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return ({ socket, headers }) => {
    const peer = plainAddress(socket.remoteAddress ?? '');
    if (peer === null) return { address: 'unknown', scheme: null };
    const direct = { address: peer, scheme: null };
    if (!isTrusted(peer)) return direct;
    const [old, standard] = [readXForwarded(headers), readForwarded(headers)];
    // A proxy that sets one of the two may pass on what a client wrote into the other: only agreement counts then.
    if (old !== null && standard !== null) {
      const [one, other] = [clientIn(old, isTrusted), clientIn(standard, isTrusted)];
      return one?.address === other?.address && one?.scheme === other?.scheme ? (one ?? direct) : direct;
    }
    const hops = old ?? standard;
    return (hops && clientIn(hops, isTrusted)) ?? direct;
  };
}

/** Networks as a list that can be asked. Throws `invalid` for what is no address and no CIDR. */
export function parseProxies(texts: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of texts) {
    const [network = '', bits, ...more] = text.trim().split('/');
    const family = isIP(network);
    const most = family === 6 ? 128 : 32;
    const prefix = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
    if (family === 0 || more.length > 0 || prefix < 0 || prefix > most) {
      throw new OrreryError(
        'invalid',
        `"${text}" is no network of a proxy. Give an address or a CIDR: 127.0.0.1, 10.0.0.0/8, fd00::/8.`,
      );
    }
    list.addSubnet(network, prefix, family === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

/** One hop as the proxy that it came to wrote it down; null where it cannot be read. */
interface Hop {
  address: string | null;
  scheme: Client['scheme'];
}

type Headers = IncomingMessage['headers'];

function clientIn(hops: readonly Hop[], isTrusted: (address: string) => boolean): Client | null {
  for (const [index, { address, scheme }] of [...hops].reverse().entries()) {
    if (address === null) return null;
    if (!isTrusted(address) || index === hops.length - 1) return { address, scheme };
  }
  return null;
}

function readXForwarded(headers: Headers): Hop[] | null {
  const addresses = listOf(headers['x-forwarded-for']);
  const schemes = listOf(headers['x-forwarded-proto']);
  if (addresses === null) return null;
  // One scheme for all, as proxies that overwrite it send, or one for each hop.
  const schemeAt = (index: number) => {
    if (schemes?.length === 1) return schemeOf(schemes[0]);
    return schemes?.length === addresses.length ? schemeOf(schemes[index]) : null;
  };
  return addresses.map((text, index) => ({ address: addressOf(text), scheme: schemeAt(index) }));
}

function readForwarded(headers: Headers): Hop[] | null {
  return (
    listOf(headers.forwarded)?.map((element) => {
      const pairs = new Map<string, string>();
      for (const part of element.split(';')) {
        const [, name, , value] = /^\s*([a-z]+)=("?)([^"]*)\2\s*$/i.exec(part) ?? [];
        if (name !== undefined && value !== undefined) pairs.set(name.toLowerCase(), value);
      }
      return { address: addressOf(pairs.get('for') ?? ''), scheme: schemeOf(pairs.get('proto')) };
    }) ?? null
  );
}

/** The parts of a header that holds a list; null for none, and for one that no proxy would send. */
function listOf(header: string | string[] | undefined): string[] | null {
  const text = [header ?? []].flat().join(',');
  if (text === '' || text.length > MAX_HEADER_CHARS) return null;
  const parts = text.split(',').map((part) => part.trim());
  return parts.length > MAX_HOPS ? null : parts;
}

function schemeOf(text: string | undefined): Client['scheme'] {
  const lower = text?.trim().toLowerCase();
  return lower === 'http' || lower === 'https' ? lower : null;
}

/** `192.0.2.1`, `192.0.2.1:443`, `2001:db8::1`, `[2001:db8::1]:443`; null for names, `unknown` and the rest. */
function addressOf(text: string): string | null {
  const bracketed = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(text)?.[1];
  const withPort = /^([\d.]+):\d{1,5}$/.exec(text)?.[1];
  return plainAddress(bracketed ?? withPort ?? text);
}

/** Without the zone, and IPv4 as itself where a dual-stack socket writes it as IPv6: one client has one address. */
function plainAddress(text: string): string | null {
  const bare = text.replace(/%.*$/, '').toLowerCase();
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(bare)?.[1];
  const address = mapped ?? bare;
  return isIP(address) === 0 ? null : address;
}
