import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createClientOf } from './client-of.ts';

const PROXIES = ['127.0.0.1', '10.0.0.0/8', 'fd00::/8'];

function client(remoteAddress: string, headers: Record<string, string> = {}, proxies = PROXIES) {
  return createClientOf(proxies)({ socket: { remoteAddress }, headers } as unknown as IncomingMessage);
}

describe('client of a request', () => {
  it('[AU20] is the direct peer, whatever it says, unless that is a trusted proxy', () => {
    const lies = {
      'x-forwarded-for': '198.51.100.7',
      'x-forwarded-proto': 'https',
      forwarded: 'for=198.51.100.7;proto=https',
    };
    expect(client('203.0.113.9', lies)).toEqual({ address: '203.0.113.9', scheme: null });
    expect(client('127.0.0.1', lies, [])).toEqual({ address: '127.0.0.1', scheme: null });
    expect(client('::ffff:203.0.113.9')).toEqual({ address: '203.0.113.9', scheme: null });
    expect(client('')).toEqual({ address: 'unknown', scheme: null });
  });

  it.each([
    ['198.51.100.7', '198.51.100.7'],
    // What a client wrote itself stands to the left of what the proxy added.
    ['6.6.6.6, 198.51.100.7', '198.51.100.7'],
    ['6.6.6.6, 198.51.100.7, 10.1.2.3', '198.51.100.7'],
    ['10.9.9.9, 10.1.2.3', '10.9.9.9'],
    ['198.51.100.7:4711', '198.51.100.7'],
    ['2001:DB8::7', '2001:db8::7'],
    ['[2001:db8::7]:4711', '2001:db8::7'],
    ['::ffff:198.51.100.7', '198.51.100.7'],
    ['garbage, 198.51.100.7', '198.51.100.7'],
  ])('[AU20] of X-Forwarded-For "%s" is %s', (header, address) => {
    expect(client('127.0.0.1', { 'x-forwarded-for': header }).address).toBe(address);
    expect(client('::ffff:127.0.0.1', { 'x-forwarded-for': header }).address).toBe(address);
  });

  it.each([
    '',
    'unknown',
    '198.51.100.7, ',
    '198.51.100.7, _hidden',
    '198.51.100.7, 999.1.1.1',
    '198.51.100.7 10.0.0.1',
    `${'1.1.1.1,'.repeat(16)}2.2.2.2`,
    `${' '.repeat(3000)}198.51.100.7`,
  ])('[AU20] is the peer where the header is malformed: "%s"', (header) => {
    expect(client('127.0.0.1', { 'x-forwarded-for': header, 'x-forwarded-proto': 'https' })).toEqual({
      address: '127.0.0.1',
      scheme: null,
    });
  });

  it.each([
    ['for=198.51.100.7;proto=https', { address: '198.51.100.7', scheme: 'https' }],
    ['For="[2001:db8::7]:47";Proto=HTTP;by=10.0.0.1', { address: '2001:db8::7', scheme: 'http' }],
    ['for=6.6.6.6;proto=http, for=198.51.100.7;proto=https', { address: '198.51.100.7', scheme: 'https' }],
    ['for=198.51.100.7;proto=https, for=10.0.0.1;proto=http', { address: '198.51.100.7', scheme: 'https' }],
    ['for=_hidden;proto=https', { address: '127.0.0.1', scheme: null }],
    ['proto=https', { address: '127.0.0.1', scheme: null }],
    ['for="198.51.100.7', { address: '127.0.0.1', scheme: null }],
  ])('[AU20] of Forwarded "%s" is %j', (forwarded, expected) => {
    expect(client('127.0.0.1', { forwarded })).toEqual(expected);
  });

  it('[AU20] takes the scheme of the hop, and none where the list does not fit', () => {
    const scheme = (hops: string, proto: string) =>
      client('127.0.0.1', { 'x-forwarded-for': hops, 'x-forwarded-proto': proto }).scheme;
    expect(scheme('198.51.100.7', 'https')).toBe('https');
    expect(scheme('198.51.100.7, 10.0.0.1', 'https')).toBe('https');
    expect(scheme('198.51.100.7, 10.0.0.1', 'https, http')).toBe('https');
    expect(scheme('198.51.100.7', 'https, http')).toBeNull();
    expect(scheme('198.51.100.7', 'ftp')).toBeNull();
  });

  it('[AU20] believes neither header where two are sent that disagree', () => {
    const both = (forwarded: string) =>
      client('127.0.0.1', { 'x-forwarded-for': '198.51.100.7', 'x-forwarded-proto': 'https', forwarded });
    expect(both('for=198.51.100.7;proto=https')).toEqual({ address: '198.51.100.7', scheme: 'https' });
    expect(both('for=6.6.6.6;proto=https')).toEqual({ address: '127.0.0.1', scheme: null });
    expect(both('for=198.51.100.7;proto=http')).toEqual({ address: '127.0.0.1', scheme: null });
  });

  it.each(['', 'proxy', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/8/8', 'fd00::/129', '10.0.0/8', '10.0.0.0/'])(
    '[AU20] refuses "%s" as a proxy, in words',
    (text) => {
      expect(() => createClientOf([text])).toThrow(/is no network of a proxy/);
    },
  );
});
