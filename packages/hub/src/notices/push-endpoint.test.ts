import { expect, it } from 'vitest';
import { createEndpointRules } from './push-endpoint.ts';

it('[NT11] takes endpoints of the known push services', () => {
  const rules = createEndpointRules([]);
  for (const endpoint of [
    'https://fcm.googleapis.com/fcm/send/abc',
    'https://updates.push.services.mozilla.com/wpush/v2/abc',
    'https://wns2-par02p.notify.windows.com/w/?token=abc',
    'https://web.push.apple.com/abc',
    'https://api.push.apple.com/3/device/abc',
  ]) {
    expect(rules.parse(endpoint).href).toBe(endpoint);
    expect(rules.addressRule(rules.parse(endpoint))('10.0.0.1')).toBe(true);
  }
});

it('[NT11] refuses every other endpoint', () => {
  const rules = createEndpointRules([]);
  for (const endpoint of [
    'http://fcm.googleapis.com/fcm/send/abc',
    'https://fcm.googleapis.com:8443/x',
    'https://user@fcm.googleapis.com/x',
    'https://fcm.googleapis.com.evil.example/x',
    'https://evilfcm.googleapis.com/x',
    'https://evil.example/fcm.googleapis.com',
    'https://evilpush.services.mozilla.com/x',
    'https://push.apple.com.evil.example/x',
    'https://127.0.0.1/x',
    'https://[::1]/x',
    'https://169.254.169.254/latest/meta-data',
    'https://localhost/x',
    'file:///etc/passwd',
    'not a url',
  ]) {
    expect(() => rules.parse(endpoint), endpoint).toThrow('not the address of a push service');
  }
});

it('[NT11] takes what the administrator adds, in the clear only on loopback', () => {
  const rules = createEndpointRules(['push.corp.example', 'push.corp.example:8443', '127.0.0.1:9']);
  expect(rules.parse('https://push.corp.example:8443/x').port).toBe('8443');
  expect(rules.addressRule(rules.parse('https://push.corp.example/x'))('10.0.0.1')).toBe(false);
  expect(rules.parse('http://127.0.0.1:9/x').protocol).toBe('http:');
  expect(() => rules.parse('http://push.corp.example/x')).toThrow();
  expect(() => rules.parse('http://127.0.0.1:10/x')).toThrow();
});
