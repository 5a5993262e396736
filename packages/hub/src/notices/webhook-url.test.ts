import { expect, it } from 'vitest';
import { isMetadataAddress, isNotPublicAddress } from './address-rules.ts';
import { parseWebhookUrl } from './webhook-url.ts';

it('[NT20] takes addresses of the public internet and of private networks', () => {
  for (const url of [
    'https://hooks.slack.com/services/T/B/x',
    'http://10.0.0.5:8080/hook',
    'http://192.168.1.2/',
    'http://127.0.0.1:2586/orrery',
    'http://[fd12::1]/',
    'http://[64:ff9b::808:808]/',
    'http://[2002:808:808::1]/',
    'http://ntfy.local/topic',
  ])
    expect(parseWebhookUrl(url).href).toBe(url);
});

it('[NT20] refuses link-local and metadata addresses, however they are written', () => {
  for (const url of [
    'http://169.254.169.254/latest/meta-data/',
    'http://2852039166/',
    'http://0xa9fea9fe/',
    'http://0251.0376.0251.0376/',
    'http://169.254.1.1/',
    'http://[::ffff:169.254.169.254]/',
    'http://[fd00:ec2::254]/',
    'http://[fe80::1]/',
    'http://[fec0::1]/',
    'http://[2001:0:a9fe:a9fe::]/',
    'http://[64:ff9b:1:a9fe:a9:fe00::]/',
    'http://[64:ff9b::169.254.169.254]/',
    'http://[64:ff9b::6464:64c8]/',
    'http://[64:ff9b:1::169.254.169.254]/',
    'http://[2002:a9fe:a9fe::1]/',
    'http://[::169.254.169.254]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[0:0:0:0:0:ffff:100.100.100.200]/',
    'http://[fd00:ec2::23]/',
    'http://[fd20:ce::254]/',
    'http://100.100.100.200/',
    'http://168.63.129.16/',
    'http://192.0.0.192/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'https://name:password@example.com/',
  ])
    expect(() => parseWebhookUrl(url), url).toThrow();
});

it('tells public addresses from the others', () => {
  for (const address of ['8.8.8.8', '2607:f8b0::1', '172.32.0.1'])
    expect(isNotPublicAddress(address)).toBe(false);
  for (const address of [
    '127.0.0.1',
    '10.1.1.1',
    '::1',
    '::',
    'fd00::1',
    '::ffff:10.0.0.1',
    '0.0.0.0',
    '172.31.0.1',
    '64:ff9b::10.0.0.1',
    '2002:7f00:1::',
    'fec0::1',
    '2001:0:7f00:1::',
    '64:ff9b:1:a00:0:100::',
  ])
    expect(isNotPublicAddress(address), address).toBe(true);
  expect(isMetadataAddress('fe80::1%eth0')).toBe(true);
  expect(isMetadataAddress('no address')).toBe(false);
});
