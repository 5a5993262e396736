import { expect, it } from 'vitest';
import { networksOf } from './networks-of.ts';

it.each([
  ['203.0.113.9', ['203/8', '203.0/16', '203.0.113/24', '203.0.113.9']],
  ['::ffff:203.0.113.9', ['203/8', '203.0/16', '203.0.113/24', '203.0.113.9']],
  ['2001:db8:1:2:3:4:5:6', ['2001:db8/32', '2001:db8:1/48', '2001:db8:1:2/64']],
  ['2001:db8::1', ['2001:db8/32', '2001:db8:0/48', '2001:db8:0:0/64']],
  ['fe80::1%eth0', ['fe80:0/32', 'fe80:0:0/48', 'fe80:0:0:0/64']],
  ['unknown', ['unknown']],
])('[AU28] tells the networks of %s, the widest first', (address, networks) => {
  expect(networksOf(address)).toEqual(networks);
});

it('[AU28] all addresses that one line is given are one network', () => {
  const of = (address: string) => networksOf(address).at(-1);
  expect(of('2001:db8:1:2:ffff::9')).toBe(of('2001:db8:1:2::1'));
});
