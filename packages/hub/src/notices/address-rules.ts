import { BlockList, isIP } from 'node:net';

/** Addresses that a delivery must not reach. */
export type AddressRule = (address: string) => boolean;

/**
 * Where clouds hand credentials to whoever asks from inside. No receiver of notices is there, while private addresses
 * are where people run their own chat and ntfy servers.
 */
const METADATA = blockList([
  '169.254.0.0/16',
  '100.100.100.200/32',
  'fe80::/10',
  'fd00:ec2::254/128',
  '64:ff9b::a9fe:0/112',
]);

/** What is not the public internet. */
const NOT_PUBLIC = blockList([
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.168.0.0/16', '198.18.0.0/15', '224.0.0.0/3'],
  ...['::/127', 'fc00::/7', 'fe80::/10', 'ff00::/8'],
]);

/** True for link-local and cloud metadata addresses. */
export const isMetadataAddress: AddressRule = (address) => isOn(METADATA, address);

/** True for every address that is not on the public internet. */
export const isNotPublicAddress: AddressRule = (address) => isOn(NOT_PUBLIC, address);

function isOn(list: BlockList, address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  const family = isIP(bare);
  // A list checks an IPv4 address that is written as IPv6 (`::ffff:a.b.c.d`) against its IPv4 ranges by itself.
  return family !== 0 && list.check(bare, family === 6 ? 'ipv6' : 'ipv4');
}

function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', bits] = range.split('/');
    list.addSubnet(network, Number(bits), network.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}
