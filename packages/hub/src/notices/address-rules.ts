import { BlockList, isIP } from 'node:net';
import { ipv6Groups } from '../server/ipv6-groups.ts';

/** Addresses that a delivery must not reach. */
export type AddressRule = (address: string) => boolean;

/**
 * Where clouds hand credentials to whoever asks from inside. No receiver of notices is there, while private addresses
 * are where people run their own chat and ntfy servers.
 */
const METADATA = blockList([
  // Link-local, where most clouds answer; then Alibaba, Oracle's first, and Azure's.
  ...['169.254.0.0/16', '100.100.100.200/32', '192.0.0.192/32', '168.63.129.16/32'],
  // Link-local; then AWS and Google.
  ...['fe80::/10', 'fd00:ec2::/32', 'fd20:ce::254/128'],
  // Site-local, which nobody gives out any more; Teredo, whose addresses lead to an IPv4 address behind a relay.
  ...['fec0::/10', '2001::/32'],
]);

/** What is not the public internet. */
const NOT_PUBLIC = blockList([
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.168.0.0/16', '198.18.0.0/15', '224.0.0.0/3'],
  ...['::/127', 'fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8', '2001::/32'],
]);

/** IPv6 networks whose addresses lead to the IPv4 address that they hold: translators (NAT64, SIIT), 6to4, the oldest mapping. */
const CARRIERS = [
  { prefix: '64:ff9b::/96', atGroup: 6 },
  { prefix: '64:ff9b:1::/48', atGroup: 6 },
  { prefix: '64:ff9b:1::/48', atGroup: 3, skipsByte: true },
  { prefix: '2002::/16', atGroup: 1 },
  { prefix: '::/96', atGroup: 6 },
  { prefix: '::ffff:0:0:0/96', atGroup: 6 },
].map(({ prefix, ...place }: { prefix: string } & Place) => ({ network: blockList([prefix]), place }));

/** Where in an IPv6 address the IPv4 address lies. */
interface Place {
  atGroup: number;
  skipsByte?: boolean;
}

/** True for link-local and cloud metadata addresses. */
export const isMetadataAddress: AddressRule = (address) => isOn(METADATA, address);

/** True for every address that is not on the public internet. */
export const isNotPublicAddress: AddressRule = (address) => isOn(NOT_PUBLIC, address);

function isOn(list: BlockList, address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  const family = isIP(bare);
  if (family === 4) return list.check(bare, 'ipv4');
  if (family === 0) return false;
  // A list checks an IPv4 address that is written as IPv6 (`::ffff:a.b.c.d`) against its IPv4 ranges by itself.
  if (list.check(bare, 'ipv6')) return true;
  return CARRIERS.some(
    ({ network, place }) => network.check(bare, 'ipv6') && list.check(carriedIpv4(bare, place), 'ipv4'),
  );
}

function carriedIpv4(ipv6: string, { atGroup, skipsByte = false }: Place): string {
  const bytes = ipv6Groups(ipv6).flatMap((group) => {
    const bits = Number.parseInt(group, 16);
    return [bits >> 8, bits & 255];
  });
  // RFC 6052: byte 8 is no part of the address, where that lies across it.
  const from = bytes.slice(atGroup * 2).filter((_, index) => !(skipsByte && atGroup * 2 + index === 8));
  return from.slice(0, 4).join('.');
}

function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', bits] = range.split('/');
    list.addSubnet(network, Number(bits), network.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}
