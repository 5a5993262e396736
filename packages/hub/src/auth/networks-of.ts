import { isIP } from 'node:net';
import { ipv6Groups } from '../server/ipv6-groups.ts';

/**
 * The networks that an address is in, from the widest to the narrowest. Addresses are free (a /64 of IPv6 comes with every
 * line), wide networks are not: whoever counts strangers counts by all of these.
 */
export function networksOf(address: string): string[] {
  const bare = address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');
  switch (isIP(bare)) {
    case 4: {
      const parts = bare.split('.');
      const part = (count: number) => parts.slice(0, count).join('.');
      return [`${part(1)}/8`, `${part(2)}/16`, `${part(3)}/24`, bare];
    }
    case 6: {
      const groups = ipv6Groups(bare);
      const part = (count: number) => groups.slice(0, count).join(':');
      return [`${part(2)}/32`, `${part(3)}/48`, `${part(4)}/64`];
    }
    default:
      return [address];
  }
}
